import { expect, test } from 'vitest';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { MOST_UNFINISHED } from '../../writes/slots.ts';
import { writerOf } from '../subgraphs/content/commands/newsroom.ts';
import { idOf, NOW } from '../support/builders.ts';
import type { World } from '../support/world.ts';
import { openWorld } from '../support/world.ts';
import { keysOf, openGateway } from './gatewayFixture.ts';

const createOf = (key: string): string =>
  `mutation { createContent(idempotencyKey: "${key}", content: { type: ARTICLE, headline: "A", language: "en" }) { id state subject } }`;

const openWriting = (world: World, viewers: Readonly<Record<string, Viewer>> = {}, now = NOW) => {
  const fixture = openGateway({
    dataSources: localDataSources(world.subgraphs),
    apiKeys: keysOf({ desk: writerOf(), ...viewers }),
    now: () => now,
  });
  return {
    ask: (query: string, key = 'desk', accept = 'application/json') =>
      fixture.ask(query, { headers: { 'x-api-key': key, accept } }),
    send: (request: Parameters<typeof fixture.send>[0]) => fixture.send(request),
  };
};

test('a mutation is answered with its receipt, by POST, and is kept by nobody', async () => {
  await using world = await openWorld();
  const { ask, send } = openWriting(world);
  const { status, headers, json } = await ask(createOf('one'));
  expect(status).toBe(200);
  expect(headers['cache-control']).toBe('no-store');
  expect(json).toEqual({
    data: { createContent: { id: expect.any(String), state: 'QUEUED', subject: idOf('made 1') } },
  });
  const byGet = await send({
    query: `query=${encodeURIComponent(createOf('two'))}`,
    headers: { 'x-api-key': 'desk', accept: 'application/json' },
  });
  expect(byGet.status).toBe(405);
});

test('the mutations of a request are done one after the other, and none behind one that has no answer', async () => {
  await using world = await openWorld();
  const { ask } = openWriting(world);
  const both = `mutation { a: ${createOf('one').slice('mutation { '.length, -2)} b: ${createOf('two').slice('mutation { '.length, -2)} }`;
  const { json } = await ask(both);
  expect(json.data).toMatchObject({ a: { subject: idOf('made 1') }, b: { subject: idOf('made 2') } });
});

test.each([
  ['a key without the grant', { grants: ['read'] as const }],
  ['a token without the scope', { scopes: ['masthead/read'] }],
  ['nobody signed in', { scopes: [], roles: [], user: undefined }],
  ['a partner', { organisation: 'radio', organisationKind: 'partner' as const }],
])('%s may not write, and nothing is kept', async (_, parts) => {
  await using world = await openWorld();
  const { ask } = openWriting(world, { other: writerOf(parts) });
  const { status, json } = await ask(createOf('one'), 'other', 'application/graphql-response+json');
  expect(status).toBe(403);
  expect(json).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  await world.apply();
  expect(await world.store.copies([idOf('made 1')])).toEqual([{ meta: undefined, work: undefined }]);
});

test('a view that shows nothing editorial has no mutations at all', async () => {
  await using world = await openWorld();
  const { ask } = openWriting(world, { site: writerOf({ view: 'subsidiary' }) });
  const { json } = await ask(createOf('one'), 'site');
  expect(json).toMatchObject({ errors: [{ extensions: { code: 'VALIDATION' } }] });
  expect(json.errors?.[0]?.message).not.toContain('createContent');
});

test.each(['application/json', 'application/graphql-response+json'])(
  'too much that is unfinished answers 429 and 503 with the time to wait, as %s',
  async (accept) => {
    await using world = await openWorld();
    const { ask } = openWriting(world);
    for (let at = 0; at < MOST_UNFINISHED; at += 1) await ask(createOf(`key ${at}`));
    const full = await ask(createOf('one more'), 'desk', accept);
    expect(full).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
    expect(full.json).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 5 } }] });

    const later = openWriting(world, {}, NOW + 121_000);
    const behind = await later.ask(createOf('late'), 'desk', accept);
    expect(behind).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
    expect((await later.ask('{ latestContent { edges { cursor } } }', 'desk', accept)).status).toBe(200);
  },
);
