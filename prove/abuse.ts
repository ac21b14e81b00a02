import { Pool } from 'undici';
import { shown, table } from '../bench/statistics.ts';
import {
  abusiveDocuments,
  abusiveVariables,
  ENCODINGS,
  packed,
  sendInChunks,
  VARIABLES_QUERY,
} from '../test/gateway/abuseCases.ts';
import type { Server } from './server.ts';
import { startServer } from './server.ts';

/** How often each case is sent; the first rounds warm up and are not measured. */
const ROUNDS = 12;
const WARM_UP = 2;
/** Milliseconds of processor time that one may cost. */
const MOST_MS = 100;
/** Bytes that may be kept after all of it, beyond what was kept before: checked documents are, refused ones too, up to this. */
const MOST_KEPT = 64_000_000;
const UNLIMITED = 100_000_000;
const MEGABYTE = 1_000_000;

/** Something sent to do harm. */
interface Case {
  readonly name: string;
  /** Sends it, as no other before it in its letters, and answers whether it was refused as it must be. */
  readonly send: (round: number) => Promise<boolean>;
}

const casesFor = (pool: Pool, origin: string, key: string): readonly Case[] => {
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const post = async (body: string | Buffer, more: Readonly<Record<string, string>> = {}) => {
    const answer = await pool.request({ method: 'POST', path: '/graphql', headers: { ...headers, ...more }, body });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  return [
    ...abusiveDocuments.map(([name, query, code]) => ({
      name,
      send: async (round: number) => {
        const { text } = await post(JSON.stringify({ query: `${query} # ${round}`, variables: { yes: true } }));
        return text.includes(`"code":"${code}"`);
      },
    })),
    ...abusiveVariables.map(([name, ids]) => ({
      name: `variables: ${name}`,
      send: async (round: number) => {
        const query = JSON.stringify(`${VARIABLES_QUERY} # ${round}`);
        return (await post(`{"query":${query},"variables":{"ids":${ids}}}`)).status === 400;
      },
    })),
    ...ENCODINGS.map((encoding) => ({
      name: `10 MB in ${encoding}`,
      send: async () => (await post(packed(), { 'content-encoding': encoding })).status === 415,
    })),
    {
      name: '100 MB in chunks',
      send: async () => (await sendInChunks(Number(new URL(origin).port), headers)).heard.startsWith('HTTP/1.1 413'),
    },
  ];
};

/** The next good request, after each. */
const isUnharmed = async (pool: Pool, key: string): Promise<boolean> => {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: '{"query":"{ viewer { id } }"}',
  });
  return statusCode === 200 && (await body.text()) === '{"data":{"viewer":{"id":"harbour-courier"}}}';
};

const proveOn = async ({ origin, key, used }: Server, say: (line: string) => void): Promise<boolean> => {
  const one = await key(UNLIMITED);
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(new Pool(origin, { connections: 1 }), (each) => each.destroy());
  const cases = casesFor(pool, origin, one);
  const spent = new Map<string, number>();
  const faults = new Set<string>();
  let before = 0;
  let peak = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round === WARM_UP) before = await used('keptBytes');
    for (const { name, send } of cases) {
      const began = await used('cpuMs');
      if (!(await send(round))) faults.add(`${name}: it was not refused as it must be`);
      const ms = (await used('cpuMs')) - began;
      if (round >= WARM_UP) spent.set(name, (spent.get(name) ?? 0) + ms);
      peak = Math.max(peak, await used('residentBytes'));
      if (!(await isUnharmed(pool, one))) faults.add(`${name}: the good request after it was harmed`);
    }
  }
  const after = await used('keptBytes');
  const each = cases.map(({ name }) => [name, (spent.get(name) ?? 0) / (ROUNDS - WARM_UP)] as const);
  say(table([['sent to do harm', 'CPU ms'], ...each.map(([name, ms]) => [name, shown(ms)])]));
  for (const [name, ms] of each) if (ms >= MOST_MS) faults.add(`${name}: it costs ${shown(ms)} ms`);
  const kept = after - before;
  say(
    `memory kept: ${shown(before / MEGABYTE)} MB before, ${shown(after / MEGABYTE)} MB after ${(ROUNDS - WARM_UP) * cases.length} of them; at most ${shown(peak / MEGABYTE)} MB resident`,
  );
  if (kept > MOST_KEPT) faults.add(`${shown(kept / MEGABYTE)} MB more are kept than before`);
  for (const fault of faults) say(`  ${fault}`);
  say(
    `${faults.size === 0 ? 'holds' : 'DOES NOT HOLD'}: what is sent to do harm costs less than ${MOST_MS} ms of processor time each, no memory, and no good request`,
  );
  return faults.size === 0;
};

/** What it costs to refuse what is sent to do harm: processor time each, and memory after all. Answers whether it stays below what it may cost. */
export const proveAbuse = async (env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<boolean> => {
  await using server = await startServer(env);
  return await proveOn(server, say);
};
