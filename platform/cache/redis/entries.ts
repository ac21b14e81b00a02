import type { Forms } from '../port.ts';
import { type Client, defineScript } from './client.ts';
import { encodeForm, encodeHead, encodeTags, type Head, parts } from './envelope.ts';
import type { Names } from './names.ts';

/** How long an entry stands whose fill never ends: nothing old outlives a crash between the steps by more. */
const PROVISIONAL_MS = 2_000;

/** The field of an entry's head. */
export const HEAD = 'head';
/** The field of its tags. */
export const TAGS = 'tags';
/** The field of an entry's bytes, as they are or in a form of that name. */
export const fieldOf = (form?: string): string => (form === undefined ? 'bytes' : `bytes:${form}`);

const [fillFrom, fillTo] = parts.fill;
const [startFrom, startTo] = parts.start;

// At once and in place of whatever was there: no reader finds the head of one fill beside the bytes of another.
const STORE = defineScript(`#!lua
redis.call('UNLINK', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
`);

const OWN = `
local head = redis.call('HGET', KEYS[1], '${HEAD}')
if not head or string.sub(head, ${fillFrom}, ${fillTo}) ~= ARGV[1] then return 0 end
`;

const SEAL = defineScript(`#!lua
${OWN}
local sealed = string.sub(head, 1, ${parts.state - 1}) .. '${parts.sealed}' .. string.sub(head, ${parts.state + 1})
redis.call('HSET', KEYS[1], '${HEAD}', sealed)
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

const WITHDRAW = defineScript(`#!lua flags=allow-oom
${OWN}
return redis.call('UNLINK', KEYS[1])
`);

// What is no entry of ours goes too: nobody can say when it began.
const DROP = defineScript(`#!lua flags=allow-oom
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'none' then return 0 end
local head = kind == 'hash' and redis.call('HGET', KEYS[1], '${HEAD}')
if head and string.sub(head, 1, ${parts.magic.length}) == '${parts.magic}' then
  local start = string.sub(head, ${startFrom}, ${startTo})
  if #start == 8 and struct.unpack('>d', start) > tonumber(ARGV[1]) then return 0 end
end
return redis.call('UNLINK', KEYS[1])
`);

/** An entry on its way into the cache. */
export interface NewEntry extends Head {
  readonly key: string;
  readonly tags: readonly string[];
}

export interface Entries {
  /** For 2 s, and not to be read before it is sealed. */
  store(entry: NewEntry, bytes: Uint8Array, forms: Forms): Promise<void>;
  /** Gives the entry its life, if it is still the same fill's. */
  seal(entry: NewEntry, lifeMs: number): Promise<boolean>;
  withdraw(entry: NewEntry): Promise<void>;
  /** Removes the entry of this name in Redis if it began up to `limit`. */
  drop(name: string, limit: number): Promise<void>;
}

/** The entries of one cache: each under a key of its own. */
export const createEntries = (client: Client, names: Names): Entries => ({
  async store(entry, bytes, forms) {
    const { fill, tags } = entry;
    const fields = Object.entries(forms).flatMap(([form, inIt]) => [fieldOf(form), encodeForm(fill, inIt)]);
    await STORE(
      client,
      [names.entry(entry.key)],
      [
        PROVISIONAL_MS,
        HEAD,
        encodeHead(entry),
        TAGS,
        encodeTags(fill, tags),
        fieldOf(),
        encodeForm(fill, bytes),
        ...fields,
      ],
    );
  },
  seal: async ({ key, fill }, lifeMs) => (await SEAL(client, [names.entry(key)], [Buffer.from(fill), lifeMs])) === 1,
  async withdraw({ key, fill }) {
    await WITHDRAW(client, [names.entry(key)], [Buffer.from(fill)]);
  },
  async drop(name, limit) {
    await DROP(client, [name], [limit]);
  },
});
