import { createSecretKey } from 'node:crypto';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttpServer } from '../../entrypoints/http.ts';
import { createBodySigner, createTokenReader } from '../../gateway/execution/internalToken.ts';
import { remoteDataSource } from '../../gateway/execution/remoteDataSource.ts';
import { createSubgraphHandler } from '../../gateway/execution/subgraphHandler.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultProxy } from '../faults/proxy.ts';
import { startFaultProxy } from '../faults/proxy.ts';
import type { House } from './house.ts';
import { askGateway, askUntil, gapsIn, insideNamed, openHouse } from './house.ts';
import { temporaryFolder } from './masthead.ts';
import { fillSmallWorld, issueKey, small } from './smallWorld.ts';

const names = ['content', 'media', 'search'] as const;
type Name = (typeof names)[number];

/** Crosses all three subgraphs, and begins in each. */
const QUESTION = `{
  latestContent(first: 2) { edges { node { slug leadMedia { altText } related(first: 1) { slug } } } }
  mediaAsset(id: "${small.picture}") { altText owner { name } }
  suggest(prefix: "har") { text }
  search(query: "tide") { totalCount edges { node { ... on Content { slug } } } }
}`;

const SUGGESTED = ['ferry', 'logbook', 'market', 'playhouse', 'regatta', 'seals', 'tide'];
const suggest = ['Harbour', ...SUGGESTED.map((name) => `Harbour ${name}`)].map((text) => ({ text }));
const listed = (parts: object) => ({ edges: ['playhouse', 'market'].map((slug) => ({ node: { slug, ...parts } })) });

/** What is missing where one is away, and what is still there. */
const expected: Readonly<Record<Name, { readonly gaps: readonly string[]; readonly data: object }>> = {
  content: {
    gaps: ['latestContent: UNAVAILABLE', 'mediaAsset.owner.name: UNAVAILABLE', 'search.edges.node.slug: UNAVAILABLE'],
    data: {
      latestContent: null,
      mediaAsset: { altText: 'Picture of dawn', owner: null },
      suggest,
      search: { totalCount: 1, edges: [{ node: null }] },
    },
  },
  media: {
    gaps: ['latestContent.edges.node.leadMedia.altText: UNAVAILABLE', 'mediaAsset: UNAVAILABLE'],
    data: {
      latestContent: listed({ leadMedia: { altText: null } }),
      mediaAsset: null,
      suggest,
      search: { totalCount: 1, edges: [{ node: { slug: 'tide' } }] },
    },
  },
  search: {
    gaps: ['latestContent.edges.node.related: UNAVAILABLE', 'search: UNAVAILABLE', 'suggest: UNAVAILABLE'],
    data: {
      latestContent: listed({ leadMedia: { altText: 'Picture of dawn' }, related: null }),
      mediaAsset: { altText: 'Picture of dawn', owner: { name: 'The Courier' } },
      suggest: null,
      search: null,
    },
  },
};

const internalKey = createSecretKey(Buffer.alloc(32, 1));

const faults: readonly Fault[] = [
  { mode: 'refuse' },
  { mode: 'reset' },
  { mode: 'garbage' },
  { mode: 'cut', afterBytes: 40 },
  { mode: 'hang' },
  { mode: 'delay', ms: 60_000 },
  { mode: 'drip', intervalMs: 100 },
];

describe.concurrent('a subgraph that is away', () => {
  const stack = new AsyncDisposableStack();
  let house: House;
  let key: string;
  let ports: Readonly<Record<Name, number>>;

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    house = stack.use(await openHouse({ DATA_DIR: folder.path }));
    await fillSmallWorld(house);
    key = await issueKey(house.apiKeys);
    const serve = async (name: Name): Promise<number> => {
      const readToken = createTokenReader(internalKey, name, Date.now);
      const handle = createSubgraphHandler(house.services.subgraphs[name], silentLog, async () => true, readToken);
      const server = await startHttpServer({ handle, host: '127.0.0.1', port: 0, log: silentLog, drainMs: 100 });
      return stack.use(server).port;
    };
    ports = { content: await serve('content'), media: await serve('media'), search: await serve('search') };
  });
  afterAll(() => stack.disposeAsync());

  it.each(faults)('leaves a gap and one error, in time: $mode', async (fault) => {
    await using own = new AsyncDisposableStack();
    const pool = new Agent();
    own.defer(() => pool.destroy());
    const proxies = new Map<Name, FaultProxy>();
    for (const name of names)
      proxies.set(name, own.use(await startFaultProxy({ target: { host: '127.0.0.1', port: ports[name] } })));
    const gateway = house.gateway(
      Object.fromEntries(
        [...proxies].map(([name, { url }]) => {
          const sign = createBodySigner(internalKey, name, Date.now);
          return [name, remoteDataSource({ name, origin: url, sign, connections: pool })] as const;
        }),
      ),
    );
    const ask = () => askGateway(gateway, key, QUESTION);
    const whole = await ask();
    expect(whole.errors).toEqual([]);
    for (const name of names) {
      const proxy = proxies.get(name);
      await proxy?.set(fault);
      const answer = await ask();
      expect(gapsIn(answer), name).toEqual(expected[name].gaps);
      expect(answer.errors, name).toHaveLength(expected[name].gaps.length);
      expect(answer.data, name).toMatchObject(expected[name].data);
      expect(insideNamed(answer)).toEqual([]);
      // A subgraph has 2 s for its answer; the rest is this machine's leisure.
      expect(answer.took, name).toBeLessThan(6_000);
      await proxy?.set({ mode: 'pass' });
      const again = await askUntil(ask, ({ errors }) => errors.length === 0);
      expect(again.body).toBe(whole.body);
    }
  });
});
