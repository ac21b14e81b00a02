import { expect, it } from 'vitest';
import { AnswerError } from '../../platform/errors.ts';
import type { OutgoingMessage } from '../../platform/queue/port.ts';
import { actorOf } from '../../writes/command.ts';
import { dueActor } from '../../writes/due.ts';
import { BELIEVED_MS } from '../../writes/seenSlots.ts';
import { ALL_SLOTS, MOST_UNFINISHED } from '../../writes/slots.ts';
import type { Submitted } from '../../writes/submit.ts';
import type { Writes } from '../../writes/writes.ts';
import { idOf } from '../support/builders.ts';
import { viewerOf } from '../support/viewers.ts';
import { mortal } from './killed.ts';
import type { Line, Meddle } from './line.ts';
import { acceptedId, openLine, submitTo, turn } from './line.ts';
import { noteCommand } from './notes.ts';

const greedy = { actor: actorOf(viewerOf(), undefined) };
const calm = { actor: actorOf(viewerOf({ organisation: 'blatt' }), undefined) };

/** Hands in commands of one subsidiary until no more are taken. Answers the receipts of those that were. */
const fill = async (writes: Writes, line: Line, from: number): Promise<string[]> => {
  const ids: string[] = [];
  try {
    for (;;) {
      const name = `greedy ${from + ids.length}`;
      ids.push(acceptedId(await submitTo(writes, line, noteCommand(idOf(name), 'x', greedy), name)));
    }
  } catch (error) {
    if (!(error instanceof AnswerError) || error.code !== 'RATE_LIMITED') throw error;
  }
  return ids;
};

/** A queue that knows no shares, as SQS: who sent first comes first. */
const withoutShares: Meddle = (port, backend) =>
  port === 'records'
    ? backend
    : new Proxy(backend, {
        get: (target, name) => {
          const found: unknown = Reflect.get(target, name);
          if (name !== 'send' || typeof found !== 'function') return found;
          return (messages: readonly OutgoingMessage[], options: unknown): unknown =>
            found.call(
              target,
              messages.map((message) => ({ ...message, group: message.group.replace(/^.*\//, '') })),
              options,
            );
        },
      });

it('gives another subsidiary its turn before the two hundred of one that sends more than it may', async () => {
  await using line = await openLine();
  const writes = line.process();
  await fill(writes, line, 0);
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('calm'), 'x', calm), 'calm'));
  await turn(writes, line.queue);
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'APPLIED' });
});

it('lets no more than its two hundred stand before another’s where the queue knows no turns, however much one sends', async () => {
  await using line = await openLine();
  const writes = line.process(withoutShares);
  const sent = await fill(writes, line, 0);
  expect(sent).toHaveLength(MOST_UNFINISHED);
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('calm'), 'x', calm), 'calm'));
  const isQueued = async (receipt: string): Promise<boolean> =>
    (await writes.receipts.get(receipt))?.state === 'QUEUED';
  while (await isQueued(id)) {
    await turn(writes, line.queue);
    // What has become free is taken at once.
    sent.push(...(await fill(writes, line, sent.length)));
  }
  const receipts = await writes.receipts.many(sent);
  const before = receipts.filter((receipt) => receipt?.state === 'APPLIED');
  expect(sent.length).toBeGreaterThan(MOST_UNFINISHED);
  // With those that came in one receive with it.
  expect(before.length).toBeLessThan(MOST_UNFINISHED + 10);
});

it('has others of a subsidiary go on while two hundred of it are stuck behind one record', async () => {
  await using line = await openLine();
  const writes = line.process();
  const stuck = noteCommand(idOf('stuck'), 'x', { ...greedy, kind: 'poison' });
  for (let at = 0; at < MOST_UNFINISHED; at += 1) await submitTo(writes, line, stuck, `stuck ${at}`);
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('calm'), 'x', calm), 'calm'));
  for (let receive = 0; receive < 2; receive += 1) await turn(writes, line.queue);
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'APPLIED' });
});

it('asks for nothing but its receipt of what is sent beyond the bound, between two looks', async () => {
  await using line = await openLine();
  const counting = mortal(undefined, 'before');
  const writes = line.process(counting.meddle);
  const sent = await fill(writes, line, 0);
  const callsOf = async (times: number): Promise<number> => {
    const before = counting.calls;
    for (let at = 0; at < times; at += 1) expect(await fill(writes, line, sent.length + at)).toEqual([]);
    return counting.calls - before;
  };
  expect(await callsOf(50)).toBe(50);
  line.pass(BELIEVED_MS);
  expect(await callsOf(1)).toBeGreaterThan(1);
  expect(await callsOf(50)).toBe(50);
});

it('takes at once what this process has made room for, and after a look what another has', async () => {
  await using line = await openLine();
  const [one, other] = [line.process(), line.process()];
  const sent = await fill(one, line, 0);
  const taken = async (): Promise<number> => {
    const more = await fill(one, line, sent.length);
    sent.push(...more);
    return more.length;
  };
  expect(await turn(one, line.queue)).toBe(10);
  expect(await taken()).toBe(10);
  expect(await turn(other, line.queue)).toBe(10);
  expect(await taken()).toBe(0);
  line.pass(BELIEVED_MS);
  expect(await taken()).toBe(10);
});

it('answers the receipt of a command that was taken, though the bound is reached', async () => {
  await using line = await openLine();
  const writes = line.process();
  const [first] = await fill(writes, line, 0);
  const again = await submitTo(writes, line, noteCommand(idOf('greedy 0'), 'x', greedy), 'greedy 0');
  expect(acceptedId(again)).toBe(first);
});

it('lets as many in at once as it made room for, and looks for no others', async () => {
  await using line = await openLine();
  let looks = 0;
  const writes = line.process((port, backend) =>
    port === 'queue'
      ? backend
      : new Proxy(backend, {
          get: (target, name) => {
            const found: unknown = Reflect.get(target, name);
            if (name !== 'query' || typeof found !== 'function') return found;
            return (query: { readonly pk: string }, ...given: unknown[]): unknown => {
              if (query.pk.startsWith('SLOTS#')) looks += 1;
              return found.call(target, query, ...given);
            };
          },
        }),
  );
  const sent = await fill(writes, line, 0);
  for (let turns = 0; turns < 4; turns += 1) await turn(writes, line.queue);
  looks = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 60 }, (_, at) => {
      const name = `more ${sent.length + at}`;
      return submitTo(writes, line, noteCommand(idOf(name), 'x', greedy), name);
    }),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
  expect(looks).toBe(0);
});

it('has what is due and what is urgent go on while a subsidiary is at its bound, so many at a time', async () => {
  await using line = await openLine();
  const writes = line.process();
  await fill(writes, line, 0);
  const send = (name: string, parts: Parameters<typeof noteCommand>[2]): Promise<Submitted> =>
    submitTo(writes, line, noteCommand(idOf(name), 'x', parts), name);
  const due = { actor: dueActor(greedy.actor.organisation) };
  const recall = { ...greedy, kind: 'recall', expects: 'any' } as const;
  acceptedId(await send('urgent', recall));
  for (let at = MOST_UNFINISHED + 1; at < ALL_SLOTS; at += 1) acceptedId(await send(`due ${at}`, due));
  for (const more of [due, recall, greedy])
    await expect(send('one more', more)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await turn(writes, line.queue);
  // What has become free within the bound is anybody's.
  acceptedId(await send('one more', due));
  acceptedId(await send('and one', greedy));
});
