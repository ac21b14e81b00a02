import { parse } from 'graphql';
import { z } from 'zod';
import { silentLog } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { noToken } from '../../platform/viewer.ts';
import { builtInViews } from '../../platform/views.ts';
import type { Subgraph } from '../../subgraphs/subgraph.ts';
import { createSubgraph } from '../../subgraphs/subgraph.ts';
import { createTouched } from '../../subgraphs/touched.ts';
import type { RightsFacts } from '../../subgraphs/visibleTo.ts';
import { predicateFor } from '../../subgraphs/visibleTo.ts';
import { cpuMicros, work } from '../process.ts';
import { median } from '../statistics.ts';

const ITEMS = 10;
const FIELDS = ['a', 'b', 'c'] as const;
const REQUESTS = 500;
const NOW = Date.parse('2026-11-02T12:00:00.000Z');

const view = builtInViews.get('newsroom');
if (!view) throw new TypeError('there is no view newsroom');
const viewer: Viewer = {
  organisation: 'bench',
  organisationKind: 'subsidiary',
  application: 'site',
  channel: 'web',
  view,
  packages: Array.from({ length: 3 }, (_, n) => ({ id: `other/p${n}`, delayMinutes: n })),
  territory: 'AT',
  grants: ['read'],
  scoring: 'relevance',
  ...noToken,
};
const items = Array.from(
  { length: ITEMS },
  (_, n): RightsFacts => ({
    ...Object.fromEntries(FIELDS.map((name) => [name, `${name} ${n}`])),
    owner: n % 2 === 0 ? 'bench' : 'other',
    packages: ['other/p2'],
    pubStatus: 'USABLE',
    published: '2026-01-01T00:00:00.000Z',
    excludedTerritories: ['CH'],
  }),
);

/** A list of items whose fields bear one tag: all are open, or all have a rule. */
const subgraphOf = (tag: 'public' | 'rights'): Subgraph =>
  createSubgraph({
    name: 'bench',
    typeDefs: parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
      type Query { items: [Item!] @tag(name: "public") }
      type Item { ${FIELDS.map((name) => `${name}: String @tag(name: "${tag}")`).join(' ')} }
    `),
    resolvers: { Query: { items: () => items } },
    contextOf: (scope) => ({ scope }),
  });

const scope = () => ({
  viewer,
  now: NOW,
  signal: new AbortController().signal,
  log: silentLog,
  id: 'bench',
  touched: createTouched(),
});
const query = `{ items { ${FIELDS.join(' ')} } }`;

/** Microseconds of processor time that one of so many takes. */
const timed = async (count: number, once: () => unknown): Promise<number> => {
  const before = cpuMicros();
  for (let n = 0; n < count; n += 1) await once();
  return (cpuMicros() - before) / count;
};

/** Measures in turn, so that what else the machine does falls on all alike. */
work(z.object({ rounds: z.int() }), async ({ rounds }) => ({
  ready: {},
  answer: async () => {
    const [open, guarded] = [subgraphOf('public'), subgraphOf('rights')];
    const asks = {
      open: () => open.execute({ query }, scope()),
      guarded: () => guarded.execute({ query }, scope()),
      // A viewer of its own each time, as each request has: what was made for one is remembered for it.
      predicate: () => items.filter(predicateFor({ ...viewer }, NOW)),
    };
    for (const ask of [asks.open, asks.guarded]) {
      const { errors, data } = await ask();
      if (errors || !Array.isArray(data?.items)) throw new TypeError('the list was not answered');
    }
    const times = { open: [0], guarded: [0], predicate: [0] };
    for (let round = 0; round <= rounds; round += 1)
      for (const name of ['open', 'guarded', 'predicate'] as const) {
        const micros = await timed(REQUESTS, asks[name]);
        // The first round runs on cold code.
        if (round === 1) times[name] = [];
        times[name].push(micros);
      }
    return {
      open: median(times.open),
      guarded: median(times.guarded),
      predicate: median(times.predicate),
      fields: FIELDS.length,
    };
  },
  end: async () => undefined,
}));
