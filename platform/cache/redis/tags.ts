import { type Client, defineScript } from './client.ts';
import type { Names } from './names.ts';

// A set of another type is as good as lost, and so is its shard.
const HEALTHY = `
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'zset' and kind ~= 'none' then redis.call('UNLINK', KEYS[1], KEYS[2]) end
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
`;

const ADD = defineScript(`#!lua
${HEALTHY}
redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
return 1
`);

const CHECK = defineScript(`#!lua flags=allow-oom
${HEALTHY}
return 1
`);

/** Which entries were made from a tag: a sorted set each, of entries' keys by the start of their latest fill. */
export interface TagSets {
  /** Puts the entry into the set and forgets those that began before `trimBefore`. False: the shard has lost what it held; nothing was put. */
  add(tag: string, key: string, startedAt: number, trimBefore: number): Promise<boolean>;
  /** Whether the tag's shard still holds all that was put into it. */
  whole(tag: string): Promise<boolean>;
  /** The names in Redis of the tag's entries, by the page. Each that was there from beginning to end comes at least once. */
  names(tag: string): AsyncIterable<string[]>;
  /** Forgets what began up to `limit`. */
  forget(tag: string, limit: number): Promise<void>;
}

const PAGE = 1_000;

/** The tag sets never expire: one that went before its entries would hide them from purges. They are trimmed by age instead. */
export const createTagSets = (client: Client, names: Names): TagSets => ({
  async add(tag, key, startedAt, trimBefore) {
    return (await ADD(client, [names.tag(tag), names.marker(tag)], [key, startedAt, trimBefore])) === 1;
  },
  whole: async (tag) => (await CHECK(client, [names.tag(tag), names.marker(tag)], [])) === 1,
  async *names(tag) {
    let cursor = '0';
    do {
      const [next, pairs] = await client.zscan(names.tag(tag), cursor, 'COUNT', PAGE);
      cursor = next;
      yield pairs.filter((_, position) => position % 2 === 0).map((key) => names.entry(key));
    } while (cursor !== '0');
  },
  async forget(tag, limit) {
    await client.zremrangebyscore(names.tag(tag), '-inf', limit);
  },
});
