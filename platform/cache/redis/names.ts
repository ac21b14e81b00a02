import { crc32 } from 'node:zlib';
import { PortError } from '../../errors.ts';

/** Tag sets lie in this many slots. Part of the layout: changing it asks for another `keyPrefix`. */
const SHARDS = 256;

/** The keys of one cache in Redis. Braces choose the slot: a shard's tag sets lie in one, beside its marker. */
export interface Names {
  readonly log: string;
  readonly channel: string;
  entry(key: string): string;
  lease(key: string): string;
  /** The tag's sorted set: keys of entries by the start of their latest fill. */
  tag(tag: string): string;
  /** Stands while the tag's shard has lost nothing. */
  marker(tag: string): string;
  readonly markers: readonly string[];
  consumption: string;
  /** For SCAN. */
  readonly entries: string;
  readonly tags: string;
}

/** @throws `INVALID` for a prefix with other characters than letters, digits, `-`, `_`, `.`, `:`. */
export const createNames = (prefix: string): Names => {
  if (!/^[\w.:-]{1,64}$/.test(prefix)) {
    throw new PortError(
      'cache',
      'INVALID',
      "The cache's option keyPrefix must be 1–64 letters, digits, '-', '_', '.' or ':'",
    );
  }
  const marker = (shard: number): string => `${prefix}:{t${shard}}:marker`;
  const shardOf = (tag: string): number => crc32(tag) % SHARDS;
  return {
    log: `${prefix}:log`,
    channel: `${prefix}:purges`,
    entry: (key) => `${prefix}:e:${key}`,
    lease: (key) => `${prefix}:l:${key}`,
    tag: (tag) => `${prefix}:{t${shardOf(tag)}}:s:${tag}`,
    marker: (tag) => marker(shardOf(tag)),
    markers: Array.from({ length: SHARDS }, (_, shard) => marker(shard)),
    consumption: `${prefix}:c`,
    entries: `${prefix}:e:*`,
    tags: `${prefix}:{t*}:s:*`,
  };
};
