import { join } from 'node:path';

/**
 * Where a key lies below a root: a folder a part, and a file ending in `=`. Letters other than a–z, capitals included, are written as `%xx`
 * bytes, so that keys stay distinct on file systems that fold case or normalise Unicode, `k` and `k/x` lie beside each other, and every name
 * leads back to its key. A part of {@link CHUNK} bytes and more goes on in a folder ending in `~`, since a file name holds 255 bytes.
 *
 * ```
 * media/Photo 1.jpg   →   media/%50hoto%201.jpg=
 * ```
 */
export interface Place {
  /** Names of the folders from the root down. */
  readonly folders: readonly string[];
  readonly file: string;
}

/** What a name in a folder stands for: an object, a folder of keys below a part, or the rest of a long part. */
export interface Entry {
  readonly kind: 'object' | 'folder' | 'rest';
  readonly bytes: Buffer;
}

/** 60 bytes are at most 180 characters. */
const CHUNK = 60;
const OBJECT = '=';
const REST = '~';
/** A folder whose name would be empty: the rest of a part that ended with its chunk. */
const EMPTY = '+';

const NAME = /^(?:[a-z0-9_.-]|%[0-9a-f]{2})*$/;

/** A leading dot is written as `%2e`, so that no name is `.` or `..`. */
const escapeBytes = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte, at) => {
    const char = String.fromCharCode(byte);
    return /[a-z0-9_-]/.test(char) || (char === '.' && at > 0) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');

function unescapeBytes(name: string): Buffer | undefined {
  if (!NAME.test(name)) return undefined;
  return Buffer.from(
    name.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** The folders that hold a part's chunks, and what is left. */
function split(part: string): { readonly chunks: readonly string[]; readonly rest: string } {
  const bytes = Buffer.from(part);
  const whole = Math.floor(bytes.length / CHUNK);
  return {
    chunks: Array.from({ length: whole }, (_, at) => escapeBytes(bytes.subarray(at * CHUNK, (at + 1) * CHUNK)) + REST),
    rest: escapeBytes(bytes.subarray(whole * CHUNK)),
  };
}

/** The folders of a key's leading parts. */
export const foldersOf = (parts: readonly string[]): string[] =>
  parts.flatMap((part) => {
    const { chunks, rest } = split(part);
    return [...chunks, rest === '' ? EMPTY : rest];
  });

/** Where a checked key lies. */
export function placeOf(key: string): Place {
  const parts = key.split('/');
  const { chunks, rest } = split(parts.at(-1) ?? '');
  return { folders: [...foldersOf(parts.slice(0, -1)), ...chunks], file: rest + OBJECT };
}

/** The path of a place below `root`. */
export const pathOf = (root: string, place: Place): string => join(root, ...place.folders, place.file);

/** Reads a name back; `undefined` where no key makes it. */
export function entryOf(name: string): Entry | undefined {
  const kind = name.endsWith(OBJECT) ? 'object' : name.endsWith(REST) ? 'rest' : 'folder';
  const bytes = name === EMPTY ? Buffer.alloc(0) : unescapeBytes(kind === 'folder' ? name : name.slice(0, -1));
  return bytes === undefined ? undefined : { kind, bytes };
}
