import { createHash } from 'node:crypto';
import { request } from 'undici';
import type { Alternation } from './alternate.ts';
import { alternate } from './alternate.ts';
import type { LoadTask } from './client.ts';
import { startWorker } from './process.ts';
import { listPage, PAGE_SIZES } from './queries.ts';
import { median, shown, table } from './statistics.ts';
import type { VariantTask } from './variants/task.ts';
import type { Variant } from './variants.ts';
import { startBare, startCached } from './variants.ts';

/** How much is measured. */
export interface CacheBenchOptions extends VariantTask, Alternation {
  /** Sections of the key's own house: each a page of its own. */
  readonly sections: readonly string[];
  /** Of a Redis, where there is one. */
  readonly redisUrl: string | undefined;
  readonly say: (line: string) => void;
}

/** A variant's figures in one coding. */
export interface CacheMeasured {
  readonly variant: string;
  readonly coding: string;
  readonly page: number;
  /** Requests for each second of processor time: each round's. */
  readonly perCpuSecond: readonly number[];
  readonly median: number;
  readonly latencyMs: number;
  /** Mean bytes of a body. */
  readonly bytes: number;
}

/** What was seen. */
export interface CacheFigures {
  readonly measured: readonly CacheMeasured[];
  /** Bytes that each variant's process holds after all that. */
  readonly memory: Readonly<Record<string, number>>;
}

const CODINGS = ['identity', 'br'] as const;
const CONNECTIONS = 16;
const MOST_REQUESTS = 1_000_000;

/** A request, with its answer as it is sent. */
export interface WarmPage {
  readonly body: string;
  readonly answer: Buffer;
  /** Bytes of the answer as it is, which is sent when it is made. */
  readonly plain: number;
}

/** Who is asked, and how. */
export type Asked = Pick<Variant, 'name' | 'origin' | 'headers'>;

const send = async ({ origin, headers }: Asked, body: string, coding: string) => {
  const response = await request(`${origin}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'accept-encoding': coding },
    body,
  });
  const bytes = Buffer.from(await response.body.arrayBuffer());
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${bytes.toString().slice(0, 300)}`);
  const { 'x-cache': outcome, 'content-encoding': sent = 'identity' } = response.headers;
  return { isKept: outcome === 'hit' && sent === coding, bytes };
};

/** Longest wait for an answer to be kept, in tries a millisecond apart. */
const TRIES = 2_000;

/** Asks for a page of a list until the answer is kept. @throws where it is not, or is another than the one that was made. */
export const warmPage = async (variant: Asked, variables: object, coding: string): Promise<WarmPage> => {
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(listPage).digest('hex') };
  const body = JSON.stringify({ extensions: { persistedQuery }, variables });
  const { bytes: plain } = await send(
    variant,
    JSON.stringify({ query: listPage, extensions: { persistedQuery }, variables }),
    'identity',
  );
  for (let count = 0; count < TRIES; count += 1) {
    const { isKept, bytes } = await send(variant, body, coding);
    if (isKept) {
      if (coding === 'identity' && !bytes.equals(plain)) throw new Error(`${variant.name}: warm is not cold`);
      return { body, answer: bytes, plain: plain.byteLength };
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`${variant.name} keeps no answer`);
};

const taskFor = (
  variant: Variant,
  pages: readonly WarmPage[],
  isBare: boolean,
  coding: string,
  ms: number,
): LoadTask => ({
  origin: variant.origin,
  headers: { ...variant.headers, 'accept-encoding': coding },
  connections: CONNECTIONS,
  most: MOST_REQUESTS,
  ms,
  requests: pages.map(({ body, answer, plain }, at) => ({
    path: isBare ? `/${at}` : '/graphql',
    body,
    bytes: [answer.byteLength, plain],
  })),
});

/** Measures answers that are kept beside a server that has the same bytes, alternating. */
export const benchCache = async (options: CacheBenchOptions): Promise<CacheFigures> => {
  const { sections, redisUrl, say } = options;
  await using variants = new AsyncDisposableStack();
  const cached = [variants.use(await startCached('Masthead, in-process level', { ...options, redisUrl: undefined }))];
  if (redisUrl !== undefined)
    cached.push(variants.use(await startCached('Masthead, Redis level', { ...options, redisUrl })));
  const client = variants.use(await startWorker(new URL('./client.ts', import.meta.url), null));
  const measured: CacheMeasured[] = [];
  for (const page of PAGE_SIZES)
    for (const coding of CODINGS) {
      const pages = new Map<Variant, readonly WarmPage[]>();
      for (const variant of cached) {
        const own: WarmPage[] = [];
        for (const section of sections) own.push(await warmPage(variant, { first: page, section }, coding));
        pages.set(variant, own);
      }
      const [model = []] = pages.values();
      await using bare = await startBare(model.map(({ answer }) => answer));
      const taskOf = (variant: Variant, ms: number): LoadTask =>
        taskFor(variant, pages.get(variant) ?? model, variant === bare, coding, ms);
      for (const [variant, rounds] of await alternate(client, [bare, ...cached], taskOf, options))
        measured.push({
          variant: variant.name,
          coding,
          page,
          perCpuSecond: rounds.map(({ perCpuSecond }) => perCpuSecond),
          median: median(rounds.map(({ perCpuSecond }) => perCpuSecond)),
          latencyMs: median(rounds.map(({ latencyMs }) => latencyMs)),
          bytes: Math.round(model.reduce((sum, { answer }) => sum + answer.byteLength, 0) / model.length),
        });
      say(`  measured: ${page} items, ${coding}`);
    }
  const memory: Record<string, number> = {};
  for (const variant of cached) memory[variant.name] = await variant.memory();
  return { measured, memory };
};

/** The figures as a table. */
export const cacheTable = ({ measured, memory }: CacheFigures): string => {
  /** Round by round, since what else the machine does changes from one to the next. */
  const toBare = ({ coding, page, perCpuSecond }: CacheMeasured): number => {
    const bare = measured.find(
      (each) => each.variant === 'bare node:http' && each.coding === coding && each.page === page,
    );
    return median(perCpuSecond.map((each, round) => each / (bare?.perCpuSecond[round] ?? Number.NaN)));
  };
  const figures = table([
    ['variant', 'items', 'coding', 'requests/CPU s', 'from–to', '÷ bare', 'mean ms', 'bytes'],
    ...measured.map((figure) => [
      figure.variant,
      String(figure.page),
      figure.coding,
      shown(figure.median),
      `${shown(Math.min(...figure.perCpuSecond))}–${shown(Math.max(...figure.perCpuSecond))}`,
      shown(toBare(figure)),
      shown(figure.latencyMs),
      String(figure.bytes),
    ]),
  ]);
  const held = Object.entries(memory).map(([name, bytes]) => `${name}: ${Math.round(bytes / 1_048_576)} MB`);
  return `${figures}\nmemory afterwards: ${held.join(', ')}`;
};
