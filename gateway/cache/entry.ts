import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { counted } from '../../platform/counted.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Coding } from './encoding.ts';
import { codings } from './encoding.ts';

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
  /** Of the body: `identity` as it is made. */
  readonly coding: Coding;
  readonly body: Uint8Array;
}

/*
 * An answer's bytes in one coding:
 *
 *   "MHA2" │ length of the head, 4 bytes, big-endian │ head, JSON │ body
 */

const MAGIC = 'MHA2';
const HEAD_AT = MAGIC.length + 4;

const headShape = z.strictObject({
  organisation: z.string(),
  view: z.string(),
  viewVersion: z.int(),
  name: z.string().optional(),
  cost: z.int().min(0),
  maxAge: z.int().min(0),
  staleWhileRevalidate: z.int().min(0),
  etag: z.string().regex(/^W\/"[\w-]+"$/),
  coding: z.enum(codings),
  /** Bytes of the body. */
  length: z.int().min(1),
});

/** An answer as the bytes of a cache's entry. */
export const encodeEntry = ({ body, ...rest }: KeptAnswer): Uint8Array => {
  const head = Buffer.from(JSON.stringify({ ...rest, length: body.byteLength }));
  // Memory of its own: it may be held for long, and would hold with it whatever else lies in a part of Node's pool.
  const entry = Buffer.allocUnsafeSlow(HEAD_AT + head.byteLength + body.byteLength);
  entry.write(MAGIC, 0, 'latin1');
  entry.writeUInt32BE(head.byteLength, MAGIC.length);
  entry.set(head, HEAD_AT);
  entry.set(body, HEAD_AT + head.byteLength);
  return entry;
};

type EntryHead = z.infer<typeof headShape>;

/** Heads by their text: what many ask for is read from Redis again and again. */
export type KnownHeads = LRUCache<string, EntryHead>;

/** Less than a kilobyte each. */
const MOST_KNOWN = 1_000;

/** Makes {@link KnownHeads}, of which there is none. */
export const createKnownHeads = (): KnownHeads => new LRUCache(counted(MOST_KNOWN));

const parseHead = (text: string): EntryHead | undefined => {
  try {
    return headShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const headIn = (text: string, heads: KnownHeads | undefined): EntryHead | undefined => {
  const known = heads?.get(text);
  if (known) return known;
  const head = parseHead(text);
  if (head) heads?.set(text, head);
  return head;
};

/**
 * An answer from an entry's bytes, its body being a part of them; `undefined` where they are anything else.
 * @param heads - those that were read before, and this one's afterwards.
 */
export const decodeEntry = (entry: Uint8Array, heads?: KnownHeads): KeptAnswer | undefined => {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
  if (bytes.byteLength < HEAD_AT || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const bodyAt = HEAD_AT + bytes.readUInt32BE(MAGIC.length);
  const head = headIn(bytes.toString('utf8', HEAD_AT, bodyAt), heads);
  if (!head || bodyAt + head.length !== bytes.byteLength) return undefined;
  const { organisation, view, viewVersion, name, cost, maxAge, staleWhileRevalidate, etag, coding } = head;
  const body = bytes.subarray(bodyAt);
  // Each by its name: to leave one out and copy the rest takes longer than all else that is done for an answer that is known.
  return Object.freeze({
    organisation,
    view,
    viewVersion,
    name,
    cost,
    maxAge,
    staleWhileRevalidate,
    etag,
    coding,
    body,
  });
};

/** Whether an answer was made for this viewer's organisation and view: its key says so, and it must say so itself. */
export const isFor = ({ organisation, view, viewVersion }: KeptAnswer, viewer: Viewer): boolean =>
  organisation === viewer.organisation && view === viewer.view.name && viewVersion === viewer.view.version;
