import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GatewayTask } from './gatewayTask.ts';
import { answerSchema } from './gatewayTask.ts';
import type { Gateways, Served } from './served.ts';

const FILE = fileURLToPath(new URL('gatewayProcess.ts', import.meta.url));

/** What the processes' caches came to, one after the other. */
export interface ProcessCounts {
  hits: number;
  stored: number;
}

const start = async (task: GatewayTask, counts: ProcessCounts): Promise<Served> => {
  const child = fork(FILE);
  const exited = once(child, 'exit');
  const answer = async () => {
    const [said] = await Promise.race([
      once(child, 'message'),
      exited.then(([code]) => {
        throw new Error(`a gateway's process ended with ${code}`);
      }),
    ]);
    return answerSchema.parse(said);
  };
  const begun = answer();
  child.send(task);
  const ready = await begun;
  if (!('origin' in ready)) throw new Error('a gateway’s process did not say where it listens');
  return {
    origin: ready.origin,
    kept: async () => {
      const telling = answer();
      child.send('kept');
      const told = await telling;
      if (!('kept' in told)) return;
      counts.hits = told.hits;
      counts.stored = told.stored;
    },
    [Symbol.asyncDispose]: async () => {
      child.disconnect();
      await exited;
    },
  };
};

/** So many gateways over one Redis, each in a process of its own. `counts`: one for each, filled in as they answer. */
export const gatewayProcesses = (
  redis: Pick<GatewayTask, 'address' | 'keyPrefix'>,
  counts: readonly [ProcessCounts, ...ProcessCounts[]],
): Gateways => ({
  apart: true,
  open: async ({ world, jwk }) => {
    const task: GatewayTask = { ...redis, folder: world.folder, jwk: { ...jwk, kty: jwk.kty ?? '' } };
    const [first, ...others] = counts;
    const served: [Served, ...Served[]] = [await start(task, first)];
    for (const each of others) served.push(await start(task, each));
    return served;
  },
});
