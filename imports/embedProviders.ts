/** Hosts that show what they hold within other pages, with the name they go by. Subdomains are included. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['youtube.com', 'youtube'],
  ['youtube-nocookie.com', 'youtube'],
  ['youtu.be', 'youtube'],
  ['vimeo.com', 'vimeo'],
  ['dailymotion.com', 'dailymotion'],
  ['dai.ly', 'dailymotion'],
  ['twitter.com', 'twitter'],
  ['x.com', 'twitter'],
  ['instagram.com', 'instagram'],
  ['facebook.com', 'facebook'],
  ['tiktok.com', 'tiktok'],
  ['bsky.app', 'bluesky'],
  ['threads.net', 'threads'],
  ['reddit.com', 'reddit'],
  ['soundcloud.com', 'soundcloud'],
  ['spotify.com', 'spotify'],
  ['podcasts.apple.com', 'apple-podcasts'],
  ['libsyn.com', 'libsyn'],
  ['flickr.com', 'flickr'],
  ['pinterest.com', 'pinterest'],
  ['ted.com', 'ted'],
  ['slideshare.net', 'slideshare'],
  ['scribd.com', 'scribd'],
  ['datawrapper.dwcdn.net', 'datawrapper'],
  ['flourish.studio', 'flourish'],
  ['infogram.com', 'infogram'],
  ['maps.google.com', 'google-maps'],
  ['openstreetmap.org', 'openstreetmap'],
  ['twitch.tv', 'twitch'],
  ['giphy.com', 'giphy'],
]);

/** An address of something shown within a text. */
export interface EmbedAddress {
  /** The page of it, where the provider's player has one, else the address itself. */
  readonly url: string;
  readonly provider: string | undefined;
}

const providerOf = (host: string): string | undefined => {
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const provider = PROVIDERS.get(name);
    if (provider !== undefined) return provider;
  }
  return undefined;
};

/** The page that belongs to a provider's player, for the players that do not name it themselves. */
const pageOf = (url: URL, provider: string | undefined): string | undefined => {
  const video = provider === 'youtube' ? /^\/(?:embed|v|shorts)\/([\w-]{6,})/.exec(url.pathname)?.[1] : undefined;
  if (video !== undefined && video !== 'videoseries') return `https://www.youtube.com/watch?v=${video}`;
  const film = provider === 'vimeo' ? /^\/video\/(\d+)/.exec(url.pathname)?.[1] : undefined;
  if (film !== undefined) return `https://vimeo.com/${film}`;
  const daily = provider === 'dailymotion' ? /^\/embed\/video\/(\w+)/.exec(url.pathname)?.[1] : undefined;
  return daily === undefined ? undefined : `https://www.dailymotion.com/video/${daily}`;
};

/** Reads the address of something shown within a text. `undefined` for all but http and https. */
export const embedAddress = (address: string): EmbedAddress | undefined => {
  let url: URL;
  try {
    url = new URL(address.trim().startsWith('//') ? `https:${address.trim()}` : address.trim());
  } catch {
    return undefined;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const host = url.hostname;
  const provider = host === 'www.google.com' && url.pathname.startsWith('/maps') ? 'google-maps' : providerOf(host);
  return { url: pageOf(url, provider) ?? url.href, provider };
};
