import { hash } from 'node:crypto';

/** Longest `If-None-Match` that is read, in characters; a longer one fits nothing. */
const LONGEST = 8_192;

/**
 * The tag of an answer. Weak, since the same answer is sent in several codings and media types, whose bytes differ; from the bytes as they are, so that every process makes
 * the same.
 */
export const etagOf = (body: Uint8Array): string => `W/"${hash('sha256', body, 'base64url').slice(0, 27)}"`;

const opaque = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag);

/** Whether a client has this answer, by weak comparison (RFC 9110, 13.1.2). @param header - `If-None-Match`, a list of tags or `*`. */
export const hasMatch = (header: string, etag: string): boolean => {
  const given = header.trim();
  if (given === '*') return true;
  if (given.length > LONGEST) return false;
  const wanted = opaque(etag);
  // What stands between the quotes of a tag may be a comma.
  return (given.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => opaque(tag) === wanted);
};
