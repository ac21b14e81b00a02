import type { CacheEntry } from '../port.ts';
import { type Client, defineScript } from './client.ts';
import { decode, encode, parts } from './envelope.ts';
import type { Names } from './names.ts';

/** How long an entry stands whose fill never ends: nothing old outlives a crash between the steps by more. */
const PROVISIONAL_MS = 2_000;

const [fillFrom, fillTo] = parts.fill;
const [startFrom, startTo] = parts.start;

const SEAL = defineScript(`#!lua
if redis.call('GETRANGE', KEYS[1], ${fillFrom}, ${fillTo}) ~= ARGV[1] then return 0 end
redis.call('SETRANGE', KEYS[1], ${parts.state}, '${parts.sealed}')
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

const WITHDRAW = defineScript(`#!lua flags=allow-oom
if redis.call('GETRANGE', KEYS[1], ${fillFrom}, ${fillTo}) ~= ARGV[1] then return 0 end
return redis.call('UNLINK', KEYS[1])
`);

// What is no entry of ours goes too: nobody can say when it began.
const DROP = defineScript(`#!lua flags=allow-oom
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'none' then return 0 end
if kind == 'string' and redis.call('GETRANGE', KEYS[1], 0, 3) == '${parts.magic}' then
  local start = redis.call('GETRANGE', KEYS[1], ${startFrom}, ${startTo})
  if #start == 8 and struct.unpack('>d', start) > tonumber(ARGV[1]) then return 0 end
end
return redis.call('UNLINK', KEYS[1])
`);

/** An entry on its way into the cache. */
export interface NewEntry {
  readonly key: string;
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly tags: readonly string[];
  readonly fill: Buffer;
}

export interface Entries {
  /** `foreign`: something is there that is no entry, or a damaged one. */
  read(key: string): Promise<(Omit<CacheEntry, 'ttlMs'> & { readonly expiresAt: number }) | 'foreign' | undefined>;
  /** For 2 s, and not to be read before it is sealed. */
  store(entry: NewEntry, bytes: Uint8Array): Promise<void>;
  /** Gives the entry its life, if it is still the same fill's. */
  seal(entry: NewEntry, lifeMs: number): Promise<boolean>;
  withdraw(entry: NewEntry): Promise<void>;
  /** Removes the entry of this name in Redis if it began up to `limit`. */
  drop(name: string, limit: number): Promise<void>;
}

/** The entries of one cache: each under a key of its own. */
export const createEntries = (client: Client, names: Names): Entries => ({
  async read(key) {
    const value = await client.getBuffer(names.entry(key));
    if (value === null) return undefined;
    const entry = decode(value);
    return entry === 'provisional' ? undefined : entry;
  },
  async store(entry, bytes) {
    await client.set(names.entry(entry.key), encode({ ...entry, bytes }), 'PX', PROVISIONAL_MS);
  },
  seal: async ({ key, fill }, lifeMs) => (await SEAL(client, [names.entry(key)], [fill, lifeMs])) === 1,
  async withdraw({ key, fill }) {
    await WITHDRAW(client, [names.entry(key)], [fill]);
  },
  async drop(name, limit) {
    await DROP(client, [name], [limit]);
  },
});
