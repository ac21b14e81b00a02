import { array, assert, asyncProperty, constantFrom, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayBeShared } from '../../../gateway/cache/sharing.ts';
import type { GatewayResponse } from '../../../gateway/request.ts';
import type { View, Viewer } from '../../../platform/viewer.ts';
import { viewOf } from '../../../platform/views.ts';
import { keysOf, viewerWith } from '../gatewayFixture.ts';
import type { Wanted } from './keeping.ts';
import { openKeeping } from './keeping.ts';

const anonymous = viewOf('site', { version: 1, tags: ['public'], hidden: [], anonymous: true });
const lesser = viewOf('lesser', { version: 1, tags: ['public'], hidden: ['Content.tags'], anonymous: true });
const question = 'query Suggested($prefix: String!) { suggest(prefix: $prefix) { text } }';

const viewers: Readonly<Record<string, Viewer>> = {
  site: { ...viewerWith(['narrow', 'read']), view: anonymous },
  app: { ...viewerWith(['read']), view: anonymous, application: 'app', territory: 'AT' },
  partner: { ...viewerWith(['read']), view: anonymous, organisation: 'tribune' },
  newsroom: viewerWith(['read']),
};

/** A gateway whose answers say who asked, whatever else they hold. */
const openSite = () => {
  const views: Readonly<Record<string, View>> = { lesser };
  const keeping = openKeeping({ apiKeys: keysOf(viewers), views: { named: async (name) => views[name] } });
  keeping.behaviour.search = ({ viewer: { organisation, territory = 'none', view } }) => [
    { text: `for ${organisation}, ${territory}, ${view.name}`, count: 1 },
  ];
  return keeping;
};

const policyOf = ({ headers }: GatewayResponse): string | undefined => headers['cache-control'];

describe('an anonymous view', () => {
  test('lets caches on the way hold its answers, made, kept and confirmed, for so long', async () => {
    const { get, kept } = openSite();
    const asked: Wanted = { key: 'site', method: 'GET', variables: { prefix: 'h' } };
    const cold = await get(question, asked);
    await kept();
    const warm = await get(question, asked);
    const confirmed = await get(question, { ...asked, headers: { 'if-none-match': cold.headers.etag ?? '' } });
    expect([cold, warm, confirmed].map((response) => [response.status, policyOf(response)])).toEqual([
      [200, 'public, max-age=15'],
      [200, 'public, max-age=15'],
      [304, 'public, max-age=15'],
    ]);
    for (const { headers } of [cold, warm, confirmed]) expect(headers.vary).toContain('x-api-key, Authorization');
  });

  test.each<[string, Wanted]>([
    ['by POST', { key: 'site', method: 'POST' }],
    ['by a lesser view', { key: 'site', method: 'GET', headers: { 'x-masthead-view': 'lesser' } }],
    ['by another view', { key: 'newsroom', method: 'GET' }],
  ])('leaves to the client alone what is asked %s', async (_, asked) => {
    const { get } = openSite();
    const response = await get(question, { ...asked, variables: { prefix: 'h' } });
    expect([response.status, policyOf(response)]).toEqual([200, 'private, max-age=15']);
  });

  test('leaves to the client alone what is asked with a token', () => {
    const headers = { authorization: 'Bearer token' };
    expect(mayBeShared({ view: anonymous }, { method: 'GET', headers })).toBe(false);
    for (const method of ['GET', 'HEAD']) expect(mayBeShared({ view: anonymous }, { method, headers: {} })).toBe(true);
  });

  test('says nothing of answers that are not kept', async () => {
    const { get } = openSite();
    const asked: Wanted = { key: 'site', method: 'GET' };
    expect(policyOf(await get('{ viewer { name } }', asked))).toBe('no-store');
    expect(policyOf(await get(question, { ...asked, variables: {} }))).toBe('no-store');
    expect(policyOf(await get(question, { key: 'nobody', method: 'GET' }))).toBe('no-store');
  });
});

/** What a shared cache may answer with (RFC 9111, 3, 4 and 4.1): what is public, to the same address with the same headers of those that `vary` names. */
const sharedCache = () => {
  const held: { readonly address: string; readonly sent: Wanted['headers']; readonly response: GatewayResponse }[] = [];
  return {
    find: (address: string, sent: Record<string, string>) =>
      held.find(
        (each) =>
          each.address === address &&
          (each.response.headers.vary ?? '*')
            .toLowerCase()
            .split(', ')
            .every((name) => each.sent?.[name] === sent[name]),
      )?.response,
    take: (address: string, sent: Record<string, string>, response: GatewayResponse): void => {
      if (/^public, max-age=[1-9]/.test(policyOf(response) ?? '')) held.push({ address, sent, response });
    },
  };
};

test('a shared cache that heeds `vary` answers everybody as the gateway would', async () => {
  const asking = record({
    key: constantFrom(...Object.keys(viewers)),
    prefix: constantFrom('h', 'w'),
    headers: constantFrom<Record<string, string>>({}, { 'x-masthead-view': 'lesser' }, { 'accept-encoding': 'gzip' }),
  });
  const { get, kept } = openSite();
  let found = 0;
  await assert(
    asyncProperty(array(asking, { minLength: 5, maxLength: 30 }), async (all) => {
      const cache = sharedCache();
      for (const { key, prefix, headers } of all) {
        const own = await get(question, { key, method: 'GET', variables: { prefix }, headers });
        await kept();
        const sent = { 'x-api-key': key, ...headers };
        const shared = cache.find(prefix, sent);
        if (!shared) {
          cache.take(prefix, sent, own);
          continue;
        }
        found += 1;
        expect([shared.status, String(shared.body)]).toEqual([own.status, String(own.body)]);
      }
    }),
    { numRuns: 50 },
  );
  expect(found).toBeGreaterThan(20);
});
