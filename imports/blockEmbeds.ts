import { attributesOf } from '../platform/html/attributes.ts';
import { findElement, type HtmlElement } from '../platform/html/tree.ts';
import { plainOf } from './blockCaptions.ts';
import type { EmbedBlock } from './blocks.ts';
import type { Builder } from './body.ts';
import { embedAddress } from './embedProviders.ts';

/** Something that lies elsewhere, by its address; `undefined` where that is none. */
export const embedBlock = (
  address: string,
  texts: { readonly caption?: string | undefined; readonly kind?: string } = {},
): EmbedBlock | undefined => {
  const found = embedAddress(address);
  if (found === undefined) return undefined;
  const provider = found.provider ?? texts.kind;
  return {
    kind: 'embed',
    url: found.url,
    ...(provider === undefined ? {} : { provider }),
    ...(texts.caption === undefined ? {} : { caption: texts.caption }),
  };
};

const SHOWN_FROM_ELSEWHERE = new Set(['iframe', 'embed', 'object', 'video', 'audio']);

/** Whether an element shows what lies elsewhere. */
export const isEmbed = (element: HtmlElement): boolean => SHOWN_FROM_ELSEWHERE.has(element.name);

/** Where such an element takes what it shows from. */
const addressOf = (element: HtmlElement): string | undefined => {
  const attributes = attributesOf(element.source);
  const own = [
    attributes.get('src'),
    attributes.get('data-src'),
    attributes.get('data-lazy-src'),
    attributes.get('data'),
  ];
  const address = own.find((one) => one !== undefined && one !== '' && one !== 'about:blank');
  if (address !== undefined) return address;
  const inner = findElement(element.children, (child) => child.name === 'source' || child.name === 'embed');
  return inner === undefined ? undefined : attributesOf(inner.source).get('src');
};

/** The block of an element that shows what lies elsewhere. A film or recording of our own is noted as media of the text as well. */
export const embedOf = (element: HtmlElement, builder: Builder): EmbedBlock | undefined => {
  const address = addressOf(element);
  if (address === undefined) return undefined;
  const plays = element.name === 'video' || element.name === 'audio';
  if (plays) builder.media({ externalId: undefined, url: address });
  return embedBlock(address, plays ? { kind: element.name } : {});
};

const SOCIAL =
  /(?:^|\s)(?:twitter-tweet|twitter-video|instagram-media|tiktok-embed|bluesky-embed|text-post-media|reddit-embed-bq|fb-post)(?=\s|$)/;

/** A post of a social network, pasted as the blockquote that its script would replace. Its words are the caption. */
export const socialEmbed = (element: HtmlElement): EmbedBlock | undefined => {
  if (!element.source.includes('class')) return undefined;
  const attributes = attributesOf(element.source);
  if (!SOCIAL.test(attributes.get('class') ?? '')) return undefined;
  let address = attributes.get('data-instgrm-permalink') ?? attributes.get('cite');
  // Of the links in it, the last is the post's own.
  findElement(element.children, (child) => {
    const href = child.name === 'a' ? attributesOf(child.source).get('href') : undefined;
    if (href !== undefined && attributes.get('cite') === undefined) address = href;
    return false;
  });
  return address === undefined ? undefined : embedBlock(address, { caption: plainOf(element.children) });
};
