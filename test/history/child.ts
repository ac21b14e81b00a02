import { openBackends } from '../../entrypoints/backends.ts';
import { openInstallation } from '../../entrypoints/installation.ts';
import { createServices } from '../../entrypoints/services.ts';
import { toPublicErrors } from '../../gateway/errors.ts';
import { loadConfig } from '../../platform/config.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { createTouched } from '../../subgraphs/touched.ts';
import { seeded } from '../prove/random.ts';
import { writerOf } from '../subgraphs/content/commands/newsroom.ts';
import type { Failpoint } from './failpoints.ts';
import { withFailpoints } from './failpoints.ts';
import { withFaults } from './faults.ts';
import type { Answer, Ask, Begin, ToParent } from './messages.ts';
import { toChild } from './messages.ts';

/*
 * All in one as it is wired, but for the gateway before it: takes mutations, applies them, follows the feed into index and cache. It is there to be killed: from
 * outside at any moment, or by itself at a failpoint.
 */

const tell = (message: ToParent): void => void process.send?.(message);
const never = new AbortController().signal;

/** Kills the process at a failpoint. */
const killer = (dies: Begin['dies']) => {
  let left = dies?.after ?? 0;
  return async (point: Failpoint): Promise<void> => {
    if (point !== dies?.at) return;
    left -= 1;
    if (left >= 0) return;
    process.kill(process.pid, 'SIGKILL');
    // Whatever the system still lets it do, this call never comes back.
    await new Promise(() => undefined);
  };
};

const begin = async ({ aheadMs, dies, faults }: Begin) => {
  const now = (): number => Date.now() + aheadMs;
  let percent = faults?.percent ?? 0;
  const installation = openInstallation(loadConfig(process.env), { log: silentLog, now });
  const opened = await openBackends(installation);
  const backends = withFaults(withFailpoints(opened, killer(dies)), () => percent, seeded(faults?.seed ?? 0));
  const services = createServices({ ...installation, backends });
  const working = Promise.all([services.write(never), services.consume('follow', never), services.purge(never)]);
  const ask = async ({ organisation, query, variables }: Ask): Promise<Answer> => {
    const scope = {
      viewer: writerOf({ organisation }),
      now: now(),
      signal: never,
      log: silentLog,
      id: 'history',
      touched: createTouched(),
    };
    const { data, errors } = await services.subgraphs.content.execute({ query, variables }, scope);
    // What a gateway would tell.
    const [error] = toPublicErrors(errors ?? [], { id: scope.id, log: silentLog, late: false });
    return { data, code: error?.extensions.code };
  };
  return {
    ask,
    working,
    calm: () => {
      percent = 0;
    },
  };
};

let begun: ReturnType<typeof begin> | undefined;
const hear = async (given: unknown): Promise<void> => {
  const message = toChild.parse(given);
  if (message.kind === 'begin') {
    begun = begin(message);
    const { working } = await begun;
    tell({ kind: 'begun' });
    // It never ends of itself; where it fails, the process does.
    await working;
    return;
  }
  if (!begun) throw new Error('it has not begun');
  const { ask, calm } = await begun;
  if (message.kind === 'calm') calm();
  else tell({ kind: 'answer', id: message.id, ...(await ask(message)) });
};

process.on('message', (message) => {
  hear(message).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready' });
