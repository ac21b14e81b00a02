import { type Client, defineScript } from './client.ts';

/**
 * The purge log: one sorted set, tag → time of its last purge by the server's clock, in milliseconds. Beside the tags (`t:…`) it holds `all`, a purge
 * of everything, and `born`, when the log began, as a negative number so that trimming by age passes it by. Every time in it is this one server's.
 */
const member = (tag: string): string => `t:${tag}`;
const EVERYTHING = 'all';

// What someone else put in the log's place is worth nothing.
const HEALTHY = `
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'zset' and kind ~= 'none' then redis.call('UNLINK', KEYS[1]) end
`;

// A purge is written though the memory be full.
const WRITE = defineScript(`#!lua flags=allow-oom
${HEALTHY}
local clock = redis.call('TIME')
local time = clock[1] * 1000 + math.floor(clock[2] / 1000)
if not redis.call('ZSCORE', KEYS[1], 'born') then redis.call('ZADD', KEYS[1], -time, 'born') end
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, time - ARGV[1])
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'GT', time, ARGV[i]) end
return time
`);

// A log that is missing begins now: whoever began before cannot know which purges it has lost.
const CHECK = defineScript(`#!lua
${HEALTHY}
local clock = redis.call('TIME')
local time = clock[1] * 1000 + math.floor(clock[2] / 1000)
local from = ARGV[1] - ARGV[2]
if time - ARGV[1] > ARGV[3] / 2 then return {time, 'fenced'} end
local members = {}
for i = 4, #ARGV do members[#members + 1] = ARGV[i] end
local scores = redis.call('ZMSCORE', KEYS[1], 'born', unpack(members))
if not scores[1] then
  redis.call('ZADD', KEYS[1], -time, 'born')
  return {time, 'fenced'}
end
if -tonumber(scores[1]) >= from then return {time, 'fenced'} end
for i = 2, #scores do
  if scores[i] and tonumber(scores[i]) >= from then return {time, 'fenced'} end
end
return {time, 'clear'}
`);

/** Most tags written by one command, so that none holds the server up. */
const CHUNK = 1_000;

/** Answers whether a fill that began at `startedAt` may be stored, and the server's time. */
export interface Verdict {
  readonly clear: boolean;
  readonly time: number;
}

/** What the purge log needs to know. Times in milliseconds. */
export interface LogOptions {
  readonly client: Client;
  readonly key: string;
  readonly fenceMs: number;
  readonly toleranceMs: number;
}

export interface PurgeLog {
  /** Fences the tags from now on. Answers up to which start fills of them are refused. */
  fence(tags: readonly string[]): Promise<number>;
  /** Fences whatever is being filled. */
  fenceEverything(): Promise<number>;
  check(tags: readonly string[], startedAt: number): Promise<Verdict>;
}

/** The fences of one cache, shared by all its processes. */
export const createPurgeLog = ({ client, key, fenceMs, toleranceMs }: LogOptions): PurgeLog => {
  const write = async (members: readonly string[]): Promise<number> => {
    const time = await WRITE(client, [key], [fenceMs, ...members]);
    if (typeof time !== 'number') throw new TypeError('The purge log answered without a time');
    return time + toleranceMs;
  };
  return {
    async fence(tags) {
      let limit = 0;
      for (let first = 0; first < tags.length; first += CHUNK) {
        limit = await write(tags.slice(first, first + CHUNK).map(member));
      }
      return limit;
    },
    fenceEverything: () => write([EVERYTHING]),
    async check(tags, startedAt) {
      const answer = await CHECK(client, [key], [startedAt, toleranceMs, fenceMs, EVERYTHING, ...tags.map(member)]);
      if (!Array.isArray(answer) || typeof answer[0] !== 'number') throw new TypeError('The purge log gave no verdict');
      return { time: answer[0], clear: answer[1] === 'clear' };
    },
  };
};
