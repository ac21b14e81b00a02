/** How an address of a site is compared: without its scheme, `www.`, fragment and last slash, percent-decoded. */
export interface ComparedAddress {
  /** Host and port. */
  readonly host: string;
  readonly path: string;
  /** With its question mark; empty where there is none. */
  readonly query: string;
  /** What `?p=`, `?page_id=` or `?attachment_id=` asks for. */
  readonly postId: string | undefined;
}

const decoded = (path: string): string => {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path).normalize('NFC');
  } catch {
    return path;
  }
};

/** Addresses as almost all are written, which need no parser: no escapes, no dots that would be resolved. */
const PLAIN = /^https?:\/\/(?:www\.)?([a-z\d-]+(?:\.[a-z\d-]+)*)((?:\/[\w~-][\w.~-]*)*)\/?$/;

/** Reads an address, relative ones against `base`. `undefined` for what is no http address. */
export const compareAddress = (address: string, base: string): ComparedAddress | undefined => {
  const plain = PLAIN.exec(address);
  if (plain !== null) return { host: plain[1] ?? '', path: plain[2] ?? '', query: '', postId: undefined };
  let url: URL;
  try {
    url = new URL(address, `${base}/`);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const postId =
    url.searchParams.get('p') ?? url.searchParams.get('page_id') ?? url.searchParams.get('attachment_id') ?? undefined;
  return {
    host: url.host.replace(/^www\./, ''),
    path: decoded(url.pathname).replace(/\/+$/, ''),
    query: url.search,
    postId: postId !== undefined && /^\d{1,15}$/.test(postId) ? String(Number(postId)) : undefined,
  };
};

/** The part of an upload's path that names the file, whichever host or folder serves it: `2026/01/harbour.jpg`. */
export const uploadPath = (path: string): string | undefined => /\/(?:uploads|files)\/(.+)$/.exec(path)?.[1];

/** The path of a picture as uploaded, from that of one of the sizes that WordPress made of it (`harbour-300x200.jpg`, `harbour-scaled.jpg`). */
export const withoutSize = (path: string): string =>
  path.replace(/(?:-\d{1,5}x\d{1,5}|-scaled|-rotated)+(?=\.[A-Za-z\d]{2,5}$)/, '');
