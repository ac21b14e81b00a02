import { contentOf } from '../scripts/seed/content.ts';
import { houses } from '../scripts/seed/houses.ts';
import { createPlan } from '../scripts/seed/plan.ts';
import { ask } from './answers.ts';
import type { LoadResult, LoadTask } from './client.ts';
import type { BenchFolder } from './folders.ts';
import { BENCH_SEED } from './folders.ts';
import { startWorker } from './process.ts';
import { median, shown, table } from './statistics.ts';
import type { Variant } from './variants.ts';
import { startMasthead } from './variants.ts';

/** What one question costs over each folder. */
export interface Grown {
  readonly question: string;
  /** Milliseconds of processor time for each request, the median of rounds; one for each folder. */
  readonly cpuMs: readonly number[];
}

const WARM_UP_MS = 1_000;
const MOST_REQUESTS = 20_000;

const PAGE = 'edges { node { headline } } pageInfo { endCursor }';

/** The first record is an episode of the series: the same in every folder of the seed, and what finds it finds as many. */
const questions = (): Readonly<Record<string, string>> => {
  const { content } = contentOf(createPlan({ records: 100, seed: BENCH_SEED }), 0);
  const [house] = houses;
  const [tag = ''] = content.tags;
  return {
    'list: latest, 20': `{ latestContent(first: 20) { ${PAGE} } }`,
    'list: section, 20': `{ section(id: "${content.section}") { content(first: 20) { ${PAGE} } } }`,
    'look-up: by id, with text and picture': `{ content(id: "${content.id}") { headline tags { name } body { html } leadMedia { altText renditions { url } } } }`,
    'look-up: by slug': `{ contentBySlug(subsidiary: "${house.id}", slug: "${content.slug}") { headline } }`,
    'look-up: by address': `{ route(site: "${house.host}", path: "${content.paths[0]?.path}") { kind } }`,
    'search: a word, 25 hits': `{ search(query: "saltmarsh", first: 10) { totalCount ${PAGE.replace('headline', '... on Content { headline }')} } }`,
    'search: a tag, 25 hits': `{ tag(id: "${tag}") { content(first: 10) { ${PAGE} } } }`,
    'search: everything of one’s own': `{ search(first: 10) { totalCount ${PAGE.replace('headline', '... on Content { headline }')} } }`,
    'related to one, 5': `{ content(id: "${content.id}") { related(first: 5) { headline } } }`,
  };
};

/** Asks the same over folders of several sizes, alternating. */
export const benchScale = async (
  folders: readonly BenchFolder[],
  { rounds, ms }: { readonly rounds: number; readonly ms: number },
): Promise<Grown[]> => {
  await using variants = new AsyncDisposableStack();
  const running: Variant[] = [];
  for (const folder of folders) running.push(variants.use(await startMasthead(folder)));
  await using client = await startWorker(new URL('./client.ts', import.meta.url), null);

  const measure = async (variant: Variant, body: string, bytes: number, forMs: number): Promise<number> => {
    const task: LoadTask = {
      origin: variant.origin,
      headers: variant.headers,
      requests: [{ path: '/graphql', body, bytes: [bytes] }],
      connections: 1,
      most: MOST_REQUESTS,
      ms: forMs,
    };
    const [before = 0] = await variant.cpu();
    const { requests } = await client.ask<LoadResult>(task);
    const [after = 0] = await variant.cpu();
    return (after - before) / 1_000 / requests;
  };

  const grown: Grown[] = [];
  for (const [question, query] of Object.entries(questions())) {
    const body = JSON.stringify({ query });
    const sizes = new Map<Variant, number>();
    const figures = new Map<Variant, number[]>();
    for (const variant of running) {
      sizes.set(variant, Buffer.byteLength((await ask(variant, body)).text));
      await measure(variant, body, sizes.get(variant) ?? 0, WARM_UP_MS);
    }
    for (let round = 0; round < rounds; round += 1)
      for (const variant of running) {
        const figure = await measure(variant, body, sizes.get(variant) ?? 0, ms);
        figures.set(variant, [...(figures.get(variant) ?? []), figure]);
      }
    grown.push({ question, cpuMs: running.map((variant) => median(figures.get(variant) ?? [])) });
  }
  return grown;
};

/** The figures as a table. */
export const scaleTable = (grown: readonly Grown[], folders: readonly BenchFolder[]): string =>
  table([
    ['CPU ms a request', ...folders.map(({ records }) => `${records} records`), 'grows'],
    ...grown.map(({ question, cpuMs }) => [
      question,
      ...cpuMs.map(shown),
      `× ${shown((cpuMs.at(-1) ?? Number.NaN) / (cpuMs[0] ?? Number.NaN))}`,
    ]),
  ]);
