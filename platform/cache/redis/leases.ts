import { type Client, defineScript } from './client.ts';
import type { Names } from './names.ts';

const RELEASE = defineScript(`#!lua flags=allow-oom
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('UNLINK', KEYS[1]) end
return 0
`);

/** Who makes an entry: a token each, which ends by itself. Fails where Redis does. */
export interface Leases {
  /** False: another token stands. */
  take(key: string, token: string, ms: number): Promise<boolean>;
  /** Whether any token stands. What does not end by itself is none. */
  taken(key: string): Promise<boolean>;
  /** Ends the token, if it is still this one. */
  release(key: string, token: string): Promise<void>;
}

/** The leases of one cache: each under a key of its own. */
export const createLeases = (client: Client, names: Names): Leases => ({
  take: async (key, token, ms) => (await client.set(names.lease(key), token, 'PX', ms, 'NX')) === 'OK',
  taken: async (key) => (await client.pttl(names.lease(key))) > 0,
  async release(key, token) {
    await RELEASE(client, [names.lease(key)], [token]);
  },
});
