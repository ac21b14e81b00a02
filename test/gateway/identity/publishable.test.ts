import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { addressOf } from '../../../gateway/identity/address.ts';
import type { ApiKeys } from '../../../gateway/identity/apiKey.ts';
import { unauthenticated } from '../../../gateway/identity/unauthenticated.ts';
import { limitsOf } from '../../../gateway/limits.ts';
import { createMemoryCache } from '../../../platform/cache/memory.ts';
import { openKeeping, outcomeOf } from '../cache/keeping.ts';
import { viewerWith } from '../gatewayFixture.ts';

const page = 'https://www.radio.example';
const publishable = (origins: readonly string[], perAddress = 300) => ({
  viewer: viewerWith(['persisted-only', 'read']),
  key: { id: `key-${perAddress}`, limits: limitsOf(undefined), quota: 1_000_000, publishable: { origins, perAddress } },
});
/** Its slices are of one point, those of an address of two. */
const small = { ...publishable([page], 40), key: { ...publishable([page], 40).key, quota: 39 } };
const callers = { page: publishable([page]), app: publishable(['app']), rare: publishable([page], 3), small };
const known = ([key = '']: readonly string[]) => Object.entries(callers).find(([name]) => name === key)?.[1];
const apiKeys: ApiKeys = {
  issue: async () => Promise.reject(new Error('not in this test')),
  callerOf: async (values) => known(values) ?? Promise.reject(unauthenticated()),
  known,
};
const story = '{ suggest(prefix: "h") { text } }';

describe('a publishable key', () => {
  const open = (trustedProxies = 0) => {
    const { get, kept, clock, ...rest } = openKeeping({ apiKeys, trustedProxies });
    const from = (key: string, origin: string | undefined, headers: Record<string, string> = {}) =>
      get(story, { key, headers: { ...(origin === undefined ? {} : { origin }), ...headers } });
    return { from, kept, clock, rest };
  };

  test('is taken from its own pages, which may read the answer', async () => {
    const { from, kept } = open();
    for (const outcome of ['miss', 'hit']) {
      const answer = await from('page', page);
      expect([answer.status, outcomeOf(answer), answer.headers['access-control-allow-origin']]).toEqual([
        200,
        outcome,
        page,
      ]);
      await kept();
    }
  });

  test.each([undefined, 'null', 'https://evil.example', `${page}.evil.example`, 'http://www.radio.example'])(
    'is refused from %s, kept answer or not',
    async (origin) => {
      const { from, kept } = open();
      for (let n = 0; n < 2; n += 1) {
        const { status, body, headers } = await from('page', origin);
        expect([status, headers['access-control-allow-origin']]).toEqual([403, undefined]);
        expect(String(body)).toContain('"FORBIDDEN"');
        await from('page', page);
        await kept();
      }
    },
  );

  test('of an installed application is taken without an origin, and from no page', async () => {
    const { from } = open();
    expect((await from('app', undefined)).status).toBe(200);
    expect((await from('app', page)).status).toBe(403);
    expect((await from('app', 'app')).status).toBe(403);
  });

  test('answers each address so often a minute, whatever is left of its quota', async () => {
    const { from, clock } = open(1);
    const at = async (address: string) => (await from('rare', page, { 'x-forwarded-for': address })).status;
    expect([await at('192.0.2.1'), await at('192.0.2.1'), await at('192.0.2.1')]).toEqual([200, 200, 200]);
    const refused = await from('rare', page, { 'x-forwarded-for': '192.0.2.1' });
    expect([refused.status, refused.headers['retry-after'], refused.headers['access-control-allow-origin']]).toEqual([
      429,
      '60',
      page,
    ]);
    expect(String(refused.body)).toContain('More than 3 requests a minute came from this address');
    expect(await at('192.0.2.2')).toBe(200);
    clock.time += 60_000;
    expect(await at('192.0.2.1')).toBe(200);
  });

  test('counts each request once from its address, whatever must be waited for', async () => {
    const now = (): number => Date.parse('2026-11-02T08:00:00.000Z');
    const shared = createMemoryCache({ now, maxBytes: 1_000_000 });
    const counted = new Map<string, number>();
    let settles = Promise.resolve();
    const cache: typeof shared = {
      ...shared,
      consume: async (counter, points, window) => {
        counted.set(counter, (counted.get(counter) ?? 0) + points);
        await settles;
        return shared.consume(counter, points, window);
      },
    };
    const { get, kept } = openKeeping({ apiKeys, cache });
    const ask = () => get(story, { key: 'small', headers: { origin: page } });
    expect(outcomeOf(await ask())).toBe('miss');
    await kept();
    const { promise, resolve } = Promise.withResolvers<void>();
    settles = promise;
    // What is left of the key's slice is enough for one of them.
    const asked = [ask(), ask()];
    await setImmediate();
    resolve();
    expect((await Promise.all(asked)).map(outcomeOf)).toEqual(['hit', 'hit']);
    // With the next one all that is owed is settled.
    await ask();
    await setImmediate();
    const ofAddress = [...counted].flatMap(([counter, points]) => (/^quota:key-40:.*:/.test(counter) ? [points] : []));
    expect(ofAddress).toEqual([4]);
  });

  test('takes no token beside it, and looks into nothing', async () => {
    const { from, rest } = open();
    expect((await from('page', page, { authorization: 'Bearer x.y.z' })).status).toBe(401);
    const asked = await rest.ask('{ viewer { id } }', { headers: { 'x-api-key': 'page', origin: page } });
    expect(asked.json.errors?.[0]?.extensions).toEqual({ code: 'PERSISTED_QUERY_REQUIRED' });
    const { status } = await rest.send({ path: '/schema.graphql', headers: { 'x-api-key': 'page', origin: page } });
    expect(status).toBe(403);
  });
});

describe('the address of a request', () => {
  const of = (remoteAddress: string | undefined, forwarded: string | undefined, proxies: number): string =>
    addressOf({ remoteAddress, headers: { 'x-forwarded-for': forwarded } }, proxies);

  test.each([
    ['192.0.2.1', undefined, 0, '192.0.2.1'],
    ['::ffff:192.0.2.1', undefined, 0, '192.0.2.1'],
    ['192.0.2.1', '203.0.113.9', 0, '192.0.2.1'],
    ['10.0.0.1', '203.0.113.9', 1, '203.0.113.9'],
    ['10.0.0.1', '198.51.100.7, 203.0.113.9', 1, '203.0.113.9'],
    ['10.0.0.1', '198.51.100.7, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
    ['10.0.0.1', 'nonsense', 1, ''],
    ['10.0.0.1', undefined, 1, ''],
    ['10.0.0.1', '203.0.113.9', 2, ''],
    [undefined, undefined, 0, ''],
    ['2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', undefined, 0, '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', undefined, 0, '2001:db8:1:2::/64'],
    ['2001:db8::1', undefined, 0, '2001:db8:0:0::/64'],
    ['::1', undefined, 0, '0:0:0:0::/64'],
    ['fe80::1%eth0', undefined, 0, 'fe80:0:0:0::/64'],
  ])('%s, forwarded for %s behind %i proxies, is %j', (remote, forwarded, proxies, address) => {
    expect(of(remote, forwarded, proxies)).toBe(address);
  });
});
