import type { FileHandle } from 'node:fs/promises';
import { PortError } from '../errors.ts';
import type { ObjectHead } from './port.ts';

/**
 * What stands behind an object's bytes in its file: JSON, its length in four bytes, and eight bytes by which it is known. Bytes and metadata
 * are one file and appear with one rename: no crash shows one without the other, and a range of the object is a range of the file.
 */
export interface Footer {
  readonly key: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

const MAGIC = Buffer.from('MHobject', 'latin1');
const FIXED = 4 + MAGIC.length;
/** More than any footer: a key of 1 024 bytes and a content type of 255, with their escapes. */
const MAX_FOOTER = 8_192;

/** The bytes to append. */
export function encodeFooter(footer: Footer): Buffer {
  const json = Buffer.from(JSON.stringify(footer));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([json, length, MAGIC]);
}

/** Reads the footer of the file of `key`. @throws `UNAVAILABLE`, not retryable, where the file is damaged. */
export async function readFooter(file: FileHandle, key: string): Promise<Footer> {
  const { size } = await file.stat();
  const tail = Buffer.alloc(Math.min(size, MAX_FOOTER));
  await file.read(tail, 0, tail.length, size - tail.length);
  const length = tail.length < FIXED ? 0 : tail.readUInt32LE(tail.length - FIXED);
  const begin = tail.length - FIXED - length;
  if (begin < 0 || !tail.subarray(-MAGIC.length).equals(MAGIC)) throw damaged(key);
  const footer = parse(tail.toString('utf8', begin, begin + length));
  if (footer?.key !== key || footer.size + length + FIXED !== size) throw damaged(key);
  return footer;
}

function parse(json: string): Footer | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isFooter(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isFooter = (value: unknown): value is Footer =>
  typeof value === 'object' &&
  value !== null &&
  'key' in value &&
  typeof value.key === 'string' &&
  'contentType' in value &&
  typeof value.contentType === 'string' &&
  'size' in value &&
  typeof value.size === 'number' &&
  'sha256' in value &&
  typeof value.sha256 === 'string' &&
  'lastModified' in value &&
  typeof value.lastModified === 'number';

const damaged = (key: string): PortError =>
  new PortError('objects', 'UNAVAILABLE', `the file of ${JSON.stringify(key)} is damaged: restore it or put it again`, {
    retryable: false,
  });

/** A footer as the port tells it. Equal bytes have equal validators. */
export const headOf = (footer: Footer): ObjectHead => ({ ...footer, etag: `"${footer.sha256.slice(0, 32)}"` });
