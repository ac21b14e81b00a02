import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'undici';

/** What came of some requests. */
export interface Outcome {
  /** Milliseconds each, of those that were answered 200. */
  readonly good: readonly number[];
  /** How many were answered by each other status. */
  readonly refused: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** What is asked, again and again. */
export const PAGE =
  '{ latestContent(first: 20) { edges { node { id headline tags { name } contributors { name } } } } }';
/** What it costs. */
export const PAGE_COST = 5 + 1 + 20 * (1 + 1 + 8 + 3);

const ask = async (pool: Pool, key: string): Promise<number> => {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query: PAGE }),
  });
  await body.arrayBuffer();
  return statusCode;
};

const TICK_MS = 5;

/** Sends so many a second for so long, whether answers come or not. */
export const sendAt = async (pool: Pool, key: string, perSecond: number, seconds: number): Promise<Outcome> => {
  const good: number[] = [];
  const refused: Record<string, number> = {};
  const under: Promise<void>[] = [];
  const one = async (): Promise<void> => {
    const began = performance.now();
    const status = await ask(pool, key).catch(() => 0);
    if (status === 200) good.push(performance.now() - began);
    else refused[status] = (refused[status] ?? 0) + 1;
  };
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1_000;
  for (let sent = 0; elapsed() < seconds; await pause(TICK_MS))
    for (; sent < Math.min(elapsed(), seconds) * perSecond; sent += 1) under.push(one());
  await Promise.all(under);
  return { good, refused, seconds: elapsed() };
};

/** Sends the next as each is answered, over so many connections. */
export const sendInTurn = async (pool: Pool, key: string, connections: number, seconds: number): Promise<Outcome> => {
  const good: number[] = [];
  const refused: Record<string, number> = {};
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1_000;
  const one = async (): Promise<void> => {
    while (elapsed() < seconds) {
      const at = performance.now();
      const status = await ask(pool, key);
      if (status === 200) good.push(performance.now() - at);
      else refused[status] = (refused[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return { good, refused, seconds: elapsed() };
};

/** The value below which this part of them lies. */
export const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
