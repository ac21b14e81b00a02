/* oxlint-disable vitest/valid-title, vitest/expect-expect, vitest/no-conditional-tests -- this file registers the tests that suites state: titles and bodies come from them, and whether they run is its purpose */
import { afterAll, describe, expect, it } from 'vitest';
import type { PortName } from '../../platform/errors.ts';

/**
 * One contract suite, run over one adapter of a port.
 *
 * A suite is a function that states sentences; a test file beside it says over which adapter they are to hold:
 *
 * @example
 * ```ts
 * // test/contract/queue.ts: the sentences
 * export function queueContract(contract: Contract<() => Promise<Queue & AsyncDisposable>>): void {
 *   contract.it('delivers a message once within five minutes of its id', async () => {
 *     await using queue = await contract.make();
 *     …
 *   });
 * }
 *
 * // test/contract/queue.sqlite.test.ts: embedded, always run
 * describeContract({ port: 'queue', adapter: 'sqlite', suite: queueContract, make: () => async () => … });
 *
 * // test/contract/queue.sqs.test.ts: run with REAL_SERVERS=1
 * describeContract({
 *   port: 'queue',
 *   adapter: 'sqs',
 *   server: { name: 'ministack', env: ['AWS_ENDPOINT_URL_SQS'] },
 *   gaps: { 'a message not acknowledged comes again after a crash': 'ministack loses messages on kill -9' },
 *   suite: queueContract,
 *   make: (env) => async () => … env.AWS_ENDPOINT_URL_SQS …,
 * });
 * ```
 *
 * With `REAL_SERVERS` unset the suites over real servers do not run, and one line says so. With `REAL_SERVERS=1` they run, and a variable of
 * `env` that is missing is a failing test that names it. `eval "$(test/servers/servers env)"` sets them all.
 *
 * A sentence that a server in use cannot keep stands in `gaps` with the reason: it is reported as skipped with that reason, and printed. A gap
 * that names no sentence of the suite fails the run, so that none outlives its sentence.
 */
export interface AdapterUnderTest<Make> {
  readonly port: PortName;
  readonly adapter: string;
  /** Absent: the adapter is embedded and always run. */
  readonly server?: { readonly name: string; readonly env: readonly string[] };
  /** Sentence → why this server cannot keep it. */
  readonly gaps?: { readonly [sentence: string]: string };
  readonly suite: (contract: Contract<Make>) => void;
  /** Called once, when the suite runs. `env` holds the variables named by `server.env`, each set. */
  readonly make: (env: { readonly [variable: string]: string }) => Make;
}

/** What a suite states its sentences with. vitest's own `describe` may group them. */
export interface Contract<Make> {
  readonly adapter: string;
  /** Makes what is tested; whatever the port's suite needs it to be. */
  readonly make: Make;
  readonly it: (sentence: string, test: () => Promise<void> | void, timeoutMs?: number) => void;
}

/** Runs `suite` over one adapter, or says why it does not. */
export function describeContract<Make>(under: AdapterUnderTest<Make>): void {
  const { port, adapter, server } = under;
  const title = `contract ${port}: ${adapter}`;
  const missing = server?.env.filter((name) => (process.env[name] ?? '') === '') ?? [];

  describe(title, () => {
    if (server !== undefined && process.env.REAL_SERVERS !== '1') {
      const reason = 'not covered (REAL_SERVERS unset)';
      it(reason, (context) => {
        console.log(`${title} ${reason}`);
        context.skip(reason);
      });
      return;
    }
    if (missing.length > 0) {
      it(`reaches ${server?.name ?? adapter}`, () => {
        expect.fail(
          `${missing.join(', ')} must be set: test/servers/servers start ${server?.name ?? ''} && eval "$(test/servers/servers env)"`,
        );
      });
      return;
    }
    run(under, title);
  });
}

function run<Make>(under: AdapterUnderTest<Make>, title: string): void {
  const gaps = new Map(Object.entries(under.gaps ?? {}));
  const sentences = new Set<string>();
  const env = Object.fromEntries((under.server?.env ?? []).map((name) => [name, process.env[name] ?? '']));

  under.suite({
    adapter: under.adapter,
    make: under.make(env),
    it(sentence, test, timeoutMs) {
      if (sentences.has(sentence)) throw new Error(`${title}: the sentence '${sentence}' is stated twice`);
      sentences.add(sentence);
      const reason = gaps.get(sentence);
      if (reason === undefined) it(sentence, test, timeoutMs);
      else it(sentence, (context) => context.skip(reason));
    },
  });

  // Not before: vitest calls the suite's inner `describe`s only after this function.
  afterAll(() => {
    const stale = [...gaps.keys()].filter((sentence) => !sentences.has(sentence));
    if (stale.length > 0) throw new Error(`${title}: gaps name no sentence of the suite: ${stale.join('; ')}`);
    const server = under.server === undefined ? '' : ` (${under.server.name})`;
    const lines = [...gaps].map(([sentence, reason]) => `\n  gap: ${sentence}: ${reason}`);
    console.log(
      `${title} covered${server}, ${sentences.size - gaps.size} of ${sentences.size} sentences${lines.join('')}`,
    );
  });
}
