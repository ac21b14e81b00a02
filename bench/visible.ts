import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { z } from 'zod';
import { openDataFolder } from '../entrypoints/dataFolder.ts';
import type { OpenServices } from '../entrypoints/openServices.ts';
import { silentLog } from '../platform/telemetry.ts';
import { seedFolder } from '../scripts/seed/folder.ts';
import { createContentWriter } from '../subgraphs/content/save.ts';
import { BENCH_SEED } from './folders.ts';
import { startProduct } from './product.ts';
import { atShare, shown, table } from './statistics.ts';

import { openSeeded } from './variants/services.ts';

/** How much is measured. */
export interface VisibleOptions {
  /** Changes of each variant; at least 1. */
  readonly changes: number;
  /** Of a Redis, where there is one. */
  readonly redisUrl: string | undefined;
  readonly say: (line: string) => void;
}

/** How long each change took to be seen, in milliseconds. */
export interface VisibleFigures {
  readonly variant: string;
  readonly times: readonly number[];
}

/** How a variant runs. */
interface Variant {
  readonly name: string;
  readonly processes: number;
  readonly env: Readonly<Record<string, string>>;
}

const RECORDS = 200;
const STORIES = 40;
/** What asks without a pause spends more than a usual quota; points a minute. */
const QUOTA = 100_000_000;
const STORY = 'query Story($id: ID!) { content(id: $id) { headline } }';
const LATEST = `{ latestContent(first: ${STORIES}) { edges { node { id } } } }`;
const latest = z.object({
  data: z.object({
    latestContent: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }),
  }),
});

/** Asks one process, as a partner's application does: by the operation's hash, its text once. */
const askerOf = (origin: string, key: string) => {
  const pool = new Pool(origin, { connections: 1 });
  const post = async (body: object) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': key };
    const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body: JSON.stringify(body) });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.includes('"errors"')) throw new Error(`${answer.statusCode}: ${text}`);
    return { text, isKept: answer.headers['x-cache'] === 'hit' };
  };
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(STORY).digest('hex') };
  return {
    latest: async (): Promise<string[]> =>
      latest
        .parse(JSON.parse((await post({ query: LATEST })).text))
        .data.latestContent.edges.map(({ node }) => node.id),
    register: (id: string) => post({ query: STORY, extensions: { persistedQuery }, variables: { id } }),
    story: (id: string) => post({ extensions: { persistedQuery }, variables: { id } }),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
};
type Asker = ReturnType<typeof askerOf>;

/** Gives a story another headline, as an import or a worker beside the processes does. */
const change = async ({ backends, services }: OpenServices, id: string, headline: string): Promise<void> => {
  const writer = createContentWriter(backends);
  const [whole] = await services.contentStore.whole([id]);
  const [state] = await services.contentStore.states([id]);
  if (!whole || whole instanceof Error || !whole.meta.live || !whole.part || !state)
    throw new Error(`${id} is not live`);
  const { v: _, live: __, version: ___, versionCreated: ____, ...content } = whole.meta;
  const saved = await writer.save(
    { content: { ...content, headline }, body: whole.part.body, as: 'live', author: 'bench', at: content.published },
    state,
  );
  if (saved.outcome !== 'saved') throw new Error(`${id}: ${saved.outcome}`);
};

/** Milliseconds from the change until every process has answered with it. */
const measure = async (open: OpenServices, askers: readonly Asker[], id: string, headline: string): Promise<number> => {
  // All hold an answer that is now to end.
  await Promise.all(
    askers.map(async (asker) => {
      while (!(await asker.story(id)).isKept);
    }),
  );
  await change(open, id, headline);
  const began = performance.now();
  await Promise.all(
    askers.map(async (asker) => {
      while (!(await asker.story(id)).text.includes(headline));
    }),
  );
  return performance.now() - began;
};

const measureAll = async ({ name, processes, env }: Variant, changes: number): Promise<VisibleFigures> => {
  await using held = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'masthead-bench-visible-'));
  held.defer(() => rm(dataDir, { recursive: true, force: true }));
  const [seeded] = await seedFolder({
    dataDir,
    records: RECORDS,
    seed: BENCH_SEED,
    fresh: false,
    log: silentLog,
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  const { link, cursor, key: keys, token } = openDataFolder(dataDir).secrets();
  const secrets = { LINK_SECRET: link, CURSOR_SECRET: cursor, KEY_SECRET: keys, TOKEN_SECRET: token };
  const open = held.use(await openSeeded(dataDir));
  const { viewer } = await open.services.apiKeys.callerOf([seeded?.key ?? '']);
  const { organisation, application, view } = viewer;
  const { key } = await open.services.apiKeys.issue({
    organisation,
    application,
    view: view.name,
    grants: ['read', 'apq'],
    quota: QUOTA,
  });
  const askers: Asker[] = [];
  for (let count = 0; count < processes; count += 1) {
    const { origin } = held.use(await startProduct({ ...secrets, ...env, DATA_DIR: dataDir }));
    askers.push(held.use(askerOf(origin, key)));
  }
  const ids = (await askers[0]?.latest()) ?? [];
  for (const asker of askers) for (const id of ids) await asker.register(id);
  const times: number[] = [];
  for (let count = 0; count < changes; count += 1)
    times.push(await measure(open, askers, ids[count % ids.length] ?? '', `Changed for the ${count}. time`));
  return { variant: name, times };
};

/** Measures how soon a change is seen by whoever asks for what is kept, without a pause. */
export const benchVisible = async ({ changes, redisUrl, say }: VisibleOptions): Promise<readonly VisibleFigures[]> => {
  const variants: Variant[] = [{ name: 'all in one process', processes: 1, env: {} }];
  if (redisUrl !== undefined)
    variants.push({
      name: 'two processes over Redis',
      processes: 2,
      env: { CACHE: 'redis', REDIS_URL: redisUrl, TABLE_PREFIX: `bench-${process.pid}-` },
    });
  const figures: VisibleFigures[] = [];
  for (const variant of variants) {
    figures.push(await measureAll(variant, changes));
    say(`  measured: ${variant.name}`);
  }
  return figures;
};

/** The figures as a table. */
export const visibleTable = (figures: readonly VisibleFigures[]): string =>
  table([
    ['seen after a change, ms', 'changes', 'p50', 'p99', 'slowest'],
    ...figures.map(({ variant, times }) => [
      variant,
      String(times.length),
      shown(atShare(times, 0.5)),
      shown(atShare(times, 0.99)),
      shown(Math.max(...times)),
    ]),
  ]);
