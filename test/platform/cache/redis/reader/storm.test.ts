import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OutOfTime } from '../../../../../platform/cache/redis/budget.ts';
import type { ConnectionEvents } from '../../../../../platform/cache/redis/reader/connection.ts';
import { openConnection } from '../../../../../platform/cache/redis/reader/connection.ts';
import { answerOf, commandsIn } from './server.ts';

const BUDGET_MS = 50;
const BROKE = 'The connection to Redis broke';
/** Longer than any timer of a connection. */
const LONG_MS = 5_000;

/** What happens next. Bytes that a server has written arrive in portions of any length, or not at all. */
type Step =
  | { readonly kind: 'ask' | 'answer' | 'nothing' | 'error' | 'garbage' | 'break' }
  | { readonly kind: 'arrive'; readonly bytes: number }
  | { readonly kind: 'pass'; readonly ms: number };

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('ask', 'answer', 'error', 'nothing') }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('arrive'), bytes: fc.constantFrom(1, 7, 30, 1_000) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.constantFrom(0, 1, 60, 1_100) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('garbage', 'break') }) },
  ) satisfies fc.Arbitrary<Step>,
  { maxLength: 60, size: 'max' },
);

/** One who asked, and what became of it: fields, or why there are none. */
interface Asker {
  readonly key: string;
  outcome?: readonly (string | null)[] | Error;
}

/** Whether the other way of asking has an answer for a key, or fails there too. */
const failsAgain = (key: string): boolean => Number(key) % 2 === 1;

/** The machine's own, which is not played. */
const turn = setImmediate;
const unheard: unknown[] = [];
const hear = (reason: unknown): void => void unheard.push(reason);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  process.on('unhandledRejection', hear);
});
afterEach(() => {
  process.off('unhandledRejection', hear);
  vi.useRealTimers();
});

/** A server that does as it is told, over a connection that is none. */
const play = () => {
  const asked: string[] = [];
  const again: string[] = [];
  const askers: Asker[] = [];
  let arriving = '';
  let events: ConnectionEvents | undefined;
  let closed = 0;
  const end = (): void => {
    events?.onClosed();
    events = undefined;
  };

  const connection = openConnection({
    connect: (_, given) => {
      events = given;
      return {
        write: (text) => asked.push(...commandsIn(text).map(([, key = '']) => key)),
        // A socket tells that it is closed when whoever closed it is done.
        destroy: () => queueMicrotask(end),
      };
    },
    server: { host: 'nowhere' },
    budgetMs: BUDGET_MS,
    mostBytes: 1_000,
    take: (length) => Buffer.allocUnsafe(length),
    again: async (key) => {
      again.push(key);
      expect(askers[Number(key)]?.outcome).toBeUndefined();
      if (failsAgain(key)) throw new Error(`WRONGTYPE ${key}`);
      return [Buffer.from(`again ${key}`), null];
    },
    onClosed: () => {
      closed += 1;
    },
  });
  events?.onOpen();

  const ask = (): void => {
    const asker: Asker = { key: String(askers.length) };
    const fields = connection.ask(asker.key, ['head', 'bytes']);
    if (!fields) return;
    askers.push(asker);
    fields.then(
      (found) => (asker.outcome = found.map((field) => field?.toString() ?? null)),
      (error: Error) => (asker.outcome = error),
    );
  };
  const answer = (kind: 'answer' | 'nothing' | 'error'): void => {
    const key = asked.shift();
    if (key === undefined) return;
    if (kind === 'error') arriving += '-WRONGTYPE of another kind\r\n';
    else arriving += kind === 'nothing' ? '*2\r\n$-1\r\n$-1\r\n' : answerOf(key, '');
  };
  const arrive = (bytes: number): void => {
    if (!events) return;
    const portion = Buffer.from(arriving.slice(0, bytes));
    arriving = arriving.slice(bytes);
    events.portion.set(portion);
    if (portion.byteLength > 0) events.onBytes(portion.byteLength);
  };
  const take = async (step: Step): Promise<void> => {
    if (step.kind === 'ask') ask();
    else if (step.kind === 'arrive') arrive(step.bytes);
    else if (step.kind === 'pass') await vi.advanceTimersByTimeAsync(step.ms);
    else if (step.kind === 'garbage') arriving += 'what is this?\r\n';
    else if (step.kind === 'break') end();
    else answer(step.kind);
    // Sockets tell of one thing in one turn of the event loop.
    await new Promise((resolve) => turn(resolve));
  };
  return { askers, again, take, closed: () => closed };
};

/** Whether that may become of who asks for a key: an answer of its own, by this way or the other, or the reason why there is none. */
const isDue = ({ key, outcome }: Asker): boolean => {
  if (outcome instanceof Error)
    return (
      outcome instanceof OutOfTime ||
      outcome.message === BROKE ||
      (failsAgain(key) && outcome.message === `WRONGTYPE ${key}`)
    );
  const due = [[key, ''], [null, null], ...(failsAgain(key) ? [] : [[`again ${key}`, null]])];
  return due.some((fields) => isDeepStrictEqual(fields, outcome));
};

it('a connection gives everybody an answer of its own or a reason, in whatever order all comes, and leaves no failure unheard', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      unheard.length = 0;
      const { askers, again, take, closed } = play();
      for (const step of all) await take(step);
      await take({ kind: 'break' });
      await take({ kind: 'pass', ms: LONG_MS });
      expect(closed()).toBe(1);
      expect(new Set(again).size).toBe(again.length);
      expect(askers.filter((asker) => !isDue(asker))).toEqual([]);
      expect(unheard).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
