import { z } from 'zod';
import type { Viewer } from '../../platform/viewer.ts';
import type { Bodies } from './encoding.ts';

/** A finished answer as it is kept: bytes ready to send, and what decides whether and how they are. */
export interface KeptAnswer {
  /** Whose it is. */
  readonly organisation: string;
  /** The view's name and version. */
  readonly view: string;
  readonly viewVersion: number;
  /** The operation's name, for the log. */
  readonly name: string | undefined;
  /** What the operation costs: who may not ask so much is not sent it. */
  readonly cost: number;
  /** Seconds that clients may keep it. */
  readonly maxAge: number;
  /** Seconds for which they may send it when these are over, while they ask anew. */
  readonly staleWhileRevalidate: number;
  readonly etag: string;
  readonly bodies: Bodies;
}

/*
 * An entry's bytes:
 *
 *   "MHA1" │ length of the head, 4 bytes, big-endian │ head, JSON │ identity │ gzip │ br
 *
 * The head holds the lengths of the bodies; 0 is a coding that is not there.
 */

const MAGIC = Buffer.from('MHA1');
const HEAD_AT = MAGIC.byteLength + 4;

const length = z.int().min(0);
const headShape = z.strictObject({
  organisation: z.string(),
  view: z.string(),
  viewVersion: z.int(),
  name: z.string().optional(),
  cost: z.int().min(0),
  maxAge: z.int().min(0),
  staleWhileRevalidate: z.int().min(0),
  etag: z.string().regex(/^W\/"[\w-]+"$/),
  lengths: z.tuple([length.min(1), length, length]),
});

/** An answer as the bytes of a cache's entry. */
export const encodeEntry = ({ bodies, ...rest }: KeptAnswer): Uint8Array => {
  const parts = [bodies.identity, bodies.gzip, bodies.br].map((body) => body ?? new Uint8Array());
  const head = Buffer.from(JSON.stringify({ ...rest, lengths: parts.map((part) => part.byteLength) }));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(head.byteLength);
  return Buffer.concat([MAGIC, size, head, ...parts]);
};

const headIn = (bytes: Buffer): z.infer<typeof headShape> | undefined => {
  try {
    return headShape.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
};

/** An answer from an entry's bytes, its bodies being parts of them; `undefined` where they are anything else. */
export const decodeEntry = (entry: Uint8Array): KeptAnswer | undefined => {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
  if (bytes.byteLength < HEAD_AT || !bytes.subarray(0, MAGIC.byteLength).equals(MAGIC)) return undefined;
  const bodiesAt = HEAD_AT + bytes.readUInt32BE(MAGIC.byteLength);
  const head = headIn(bytes.subarray(HEAD_AT, bodiesAt));
  if (!head) return undefined;
  const { lengths, name, ...rest } = head;
  const [plain, zipped, br] = lengths;
  if (bodiesAt + plain + zipped + br !== bytes.byteLength) return undefined;
  const part = (at: number, of: number): Uint8Array => bytes.subarray(bodiesAt + at, bodiesAt + at + of);
  return Object.freeze({
    ...rest,
    name,
    bodies: Object.freeze({
      identity: part(0, plain),
      gzip: zipped > 0 ? part(plain, zipped) : undefined,
      br: br > 0 ? part(plain + zipped, br) : undefined,
    }),
  });
};

/** Whether an answer was made for this viewer's organisation and view: its key says so, and it must say so itself. */
export const isFor = ({ organisation, view, viewVersion }: KeptAnswer, viewer: Viewer): boolean =>
  organisation === viewer.organisation && view === viewer.view.name && viewVersion === viewer.view.version;
