import type { Alternation } from './alternate.ts';
import { alternate } from './alternate.ts';
import type { Agreed } from './answers.ts';
import { agree } from './answers.ts';
import type { LoadTask } from './client.ts';
import { startWorker } from './process.ts';
import { PAGE_SIZES, queriesFor } from './queries.ts';
import { median, shown, table } from './statistics.ts';
import type { VariantTask } from './variants/task.ts';
import type { Variant } from './variants.ts';
import { startBare, startMasthead, startStock } from './variants.ts';

/** How much is measured. */
export interface GatewayBenchOptions extends VariantTask, Alternation {
  /** Sections of the key's own house, for variables that vary. */
  readonly sections: readonly string[];
  readonly say: (line: string) => void;
}

/** A variant's figures for one query. */
export interface Measured {
  readonly variant: string;
  readonly query: string;
  readonly page: number;
  readonly variables: 'fixed' | 'varying';
  /** Requests for each second of processor time of all the variant's processes: each round's. */
  readonly perCpuSecond: readonly number[];
  /** The same, the median. */
  readonly median: number;
  /** Share of that time in the process that clients ask. */
  readonly atTheFront: number;
  /** Mean milliseconds from request to answer, the median of rounds; it counts what else the machine does. */
  readonly latencyMs: number;
  readonly bytes: number;
}

/** Few, so that even the dearest answer comes within the time that a gateway waits for its subgraphs. */
const CONNECTIONS = 2;
const MOST_REQUESTS = 100_000;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const taskFor = (variant: Variant, agreed: readonly Agreed[], isBare: boolean, ms: number): LoadTask => ({
  origin: variant.origin,
  headers: variant.headers,
  connections: CONNECTIONS,
  most: MOST_REQUESTS,
  ms,
  requests: agreed.map(({ body, texts }, at) => ({
    path: isBare ? `/${at}` : '/graphql',
    body,
    bytes: [Buffer.byteLength(texts.get(variant.name) ?? '')],
  })),
});

/** Measures the variants over the same folder, alternating. @throws where they do not answer the same. */
export const benchGateway = async (options: GatewayBenchOptions): Promise<Measured[]> => {
  await using masthead = await startMasthead(options);
  await using stock = await startStock(options);
  await using client = await startWorker(new URL('./client.ts', import.meta.url), null);
  const figures: Measured[] = [];
  for (const query of queriesFor(options.sections)) {
    for (const page of PAGE_SIZES) {
      const both = await agree([masthead, stock], query, page);
      const bodies = both.map(({ texts }) => texts.get(masthead.name) ?? '');
      await using bare = await startBare(bodies.map((body) => Buffer.from(body)));
      const all = both.map(({ body, texts }, at) => ({
        body,
        texts: new Map([...texts, [bare.name, bodies[at] ?? '']]),
      }));
      for (const variables of ['fixed', 'varying'] as const) {
        const agreed = variables === 'fixed' ? all.slice(0, 1) : all;
        const taskOf = (variant: Variant, ms: number): LoadTask => taskFor(variant, agreed, variant === bare, ms);
        for (const [variant, rounds] of await alternate(client, [bare, stock, masthead], taskOf, options))
          figures.push({
            variant: variant.name,
            query: query.name,
            page,
            variables,
            perCpuSecond: rounds.map(({ perCpuSecond }) => perCpuSecond),
            median: median(rounds.map(({ perCpuSecond }) => perCpuSecond)),
            atTheFront: median(rounds.map(({ atTheFront }) => atTheFront)),
            latencyMs: median(rounds.map(({ latencyMs }) => latencyMs)),
            bytes: Math.round(
              sum(agreed.map(({ texts }) => Buffer.byteLength(texts.get(bare.name) ?? ''))) / agreed.length,
            ),
          });
        options.say(`  measured: ${query.name}, ${page} items, ${variables} variables`);
      }
    }
  }
  return figures;
};

/** The figures as a table. */
export const gatewayTable = (figures: readonly Measured[]): string => {
  const of = (variant: string, { query, page, variables }: Measured): number =>
    figures.find(
      (each) => each.variant === variant && each.query === query && each.page === page && each.variables === variables,
    )?.median ?? Number.NaN;
  return table([
    [
      'variant',
      'query',
      'items',
      'variables',
      'requests/CPU s',
      'from–to',
      '÷ bare',
      '× stock',
      'front',
      'mean ms',
      'bytes',
    ],
    ...figures.map((figure) => [
      figure.variant,
      figure.query,
      String(figure.page),
      figure.variables,
      shown(figure.median),
      `${shown(Math.min(...figure.perCpuSecond))}–${shown(Math.max(...figure.perCpuSecond))}`,
      shown(figure.median / of('bare node:http', figure)),
      shown(figure.median / of('stock @apollo/gateway', figure)),
      `${Math.round(figure.atTheFront * 100)} %`,
      shown(figure.latencyMs),
      String(figure.bytes),
    ]),
  ]);
};
