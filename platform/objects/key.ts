import { PortError } from '../errors.ts';

/** S3's limit, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 1_024;

/** Control characters and backslashes; U+FFFE and U+FFFF cannot stand in the XML of a listing. */
const FORBIDDEN = /[\p{Cc}\\\uFFFE\uFFFF]/u;

const shown = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);

/** Why a text cannot be a key, or `undefined` where it can. */
export function keyFault(key: string): string | undefined {
  if (key === '') return 'a key is empty';
  const fault = textFault(key);
  if (fault !== undefined) return fault;
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    return `the key ${shown(key)} has a part that is empty, '.' or '..'`;
  }
  return undefined;
}

/** @throws `INVALID` where `key` is none. */
export function checkKey(key: string): void {
  const fault = keyFault(key);
  if (fault !== undefined) throw new PortError('objects', 'INVALID', fault);
}

/** A prefix is any beginning of a key, the empty one included. @throws `INVALID`. */
export function checkPrefix(prefix: string): void {
  const fault = textFault(prefix);
  if (fault !== undefined) throw new PortError('objects', 'INVALID', fault);
}

function textFault(text: string): string | undefined {
  if (!text.isWellFormed()) return `the key ${shown(text)} is no well-formed Unicode`;
  if (Buffer.byteLength(text) > MAX_KEY_BYTES) return `the key ${shown(text)} is longer than ${MAX_KEY_BYTES} bytes`;
  if (FORBIDDEN.test(text)) {
    return `the key ${shown(text)} has a control character, a backslash, U+FFFE or U+FFFF`;
  }
  return undefined;
}

/** A key as the path of a URL: each part percent-encoded (RFC 3986), slashes kept. */
export const encodeKey = (key: string): string =>
  key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
