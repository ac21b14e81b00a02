import { expect, it } from 'vitest';
import { AnswerError, PortError } from '../../platform/errors.ts';
import type { Queue } from '../../platform/queue/port.ts';
import { actorOf } from '../../writes/command.ts';
import { MOST_UNFINISHED } from '../../writes/slots.ts';
import { idOf } from '../support/builders.ts';
import { viewerOf } from '../support/viewers.ts';
import { mortal } from './killed.ts';
import type { Meddle } from './line.ts';
import { acceptedId, openLine, settleAll, submitTo, turn } from './line.ts';
import { noteCommand, readNote } from './notes.ts';

const MINUTE = 60_000;
const away = new PortError('queue', 'UNAVAILABLE', 'no answer');
const never = new AbortController().signal;

/** A queue whose `send` does this instead. */
const sending =
  (send: (real: Queue, ...given: Parameters<Queue['send']>) => ReturnType<Queue['send']>): Meddle =>
  (port, backend) => {
    if (port !== 'queue') return backend;
    return new Proxy(backend, {
      get: (target, name) =>
        name === 'send'
          ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the port is the queue
            (...given: Parameters<Queue['send']>) => send(target as unknown as Queue, ...given)
          : Reflect.get(target, name),
    });
  };

const refusalOf = async (answer: Promise<unknown>): Promise<AnswerError> => {
  const error: unknown = await answer.catch((reason: unknown) => reason);
  if (error instanceof AnswerError) return error;
  throw new Error('it was not refused', { cause: error });
};

it('answers a receipt that is durable and sent, and applies its command', async () => {
  await using line = await openLine();
  const writes = line.process();
  const submitted = await submitTo(writes, line, noteCommand(idOf('a'), 'first'), 'key');
  const id = acceptedId(submitted);
  expect(submitted).toMatchObject({ receipt: { state: 'QUEUED', kind: 'write', subject: idOf('a') } });
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'QUEUED', attempt: 1, sentAt: expect.any(String) });
  await turn(writes, line.queue);
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'APPLIED', version: 1 });
  expect(await readNote(line.records, idOf('a'))).toEqual({ version: 1, value: 'first', history: ['first'] });
});

it.each([
  ['at once', 0],
  ['after four minutes, within the time that the queue remembers', 4 * MINUTE],
  ['after six minutes, beyond it', 6 * MINUTE],
  ['after 23 hours', 23 * 60 * MINUTE],
])('has one effect and the same receipt for the same key and input %s', async (_, later) => {
  await using line = await openLine();
  const writes = line.process();
  const first = acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'first'), 'key'));
  if (later > 0) await settleAll(writes, line);
  line.pass(later);
  // What is created is given an id anew each time it is asked for.
  const second = acceptedId(await submitTo(writes, line, noteCommand(idOf('again'), 'first'), 'key'));
  expect(second).toBe(first);
  await settleAll(writes, line);
  expect(await readNote(line.records, idOf('a'))).toEqual({ version: 1, value: 'first', history: ['first'] });
  expect(await readNote(line.records, idOf('again'))).toBeUndefined();

  const other = await submitTo(writes, line, noteCommand(idOf('a'), 'second'), 'key');
  expect(other).toEqual({
    refused: [expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT', message: expect.stringContaining(first) })],
  });
  await settleAll(writes, line);
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ version: 1 });
});

it('has one effect for two at once', async () => {
  await using line = await openLine();
  const [one, other] = [line.process(), line.process()];
  const ids = await Promise.all([
    submitTo(one, line, noteCommand(idOf('a'), 'first'), 'key').then(acceptedId),
    submitTo(other, line, noteCommand(idOf('a'), 'first'), 'key').then(acceptedId),
  ]);
  expect(new Set(ids).size).toBe(1);
  await settleAll(one, line);
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ version: 1, history: ['first'] });
});

it('keeps the keys of applications apart', async () => {
  await using line = await openLine();
  const writes = line.process();
  const of = (application: string) => ({ actor: actorOf(viewerOf({ application }), undefined) });
  const one = acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'x', of('desk')), 'key'));
  const other = acceptedId(await submitTo(writes, line, noteCommand(idOf('b'), 'y', of('app')), 'key'));
  expect(one).not.toBe(other);
});

it('refuses what is wrong at once: nothing is kept, and the key is free', async () => {
  await using line = await openLine();
  const writes = line.process();
  const wrong = { ...noteCommand(idOf('a'), 'x'), input: { value: 1 } };
  expect(await submitTo(writes, line, wrong, 'key')).toEqual({
    refused: [expect.objectContaining({ code: 'INVALID' })],
  });
  expect(await line.queue.depth()).toMatchObject({ waiting: 0 });
  acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'x'), 'key'));
  for (const key of ['', 'k'.repeat(129)])
    expect(await submitTo(writes, line, noteCommand(idOf('b'), 'x'), key)).toEqual({
      refused: [expect.objectContaining({ code: 'INVALID', field: 'idempotencyKey' })],
    });
});

it.each([
  ['is away', () => Promise.reject(away)],
  ['takes nothing', () => Promise.resolve([{ ok: false, code: 'THROTTLED', message: 'less, please' } as const])],
])('never says yes while the queue %s, and goes through once when it is asked again', async (_, send) => {
  await using line = await openLine();
  const error = await refusalOf(submitTo(line.process(sending(send)), line, noteCommand(idOf('a'), 'first'), 'key'));
  expect(error.code).toBe('UNAVAILABLE');
  const writes = line.process();
  const actor = viewerOf();
  expect(await writes.read.list(actor, { size: 10, beyond: undefined, fits: () => true }, {})).toMatchObject({
    entries: [],
  });
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'first'), 'key'));
  await settleAll(writes, line);
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'APPLIED', attempt: 2 });
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ history: ['first'] });
});

it.each([
  ['inside the five minutes that the queue remembers', 0],
  ['outside of them', 6 * MINUTE],
])('has one effect where a send timed out though it arrived, and is asked again %s', async (_, later) => {
  await using line = await openLine();
  const lost = sending(async (real, ...given) => {
    await real.send(...given);
    throw away;
  });
  const error = await refusalOf(submitTo(line.process(lost), line, noteCommand(idOf('a'), 'first'), 'key'));
  expect(error.code).toBe('UNAVAILABLE');
  line.pass(later);
  const writes = line.process();
  acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'first'), 'key'));
  expect(await line.queue.depth()).toMatchObject({ waiting: 2 });
  await settleAll(writes, line);
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ version: 1, history: ['first'] });
});

it('sends what was kept by a process that was killed before it sent: not before thirty seconds, and once', async () => {
  await using line = await openLine();
  const send = (await callsBeforeSend()) ?? 0;
  const victim = mortal(send, 'before');
  await expect(submitTo(line.process(victim.meddle), line, noteCommand(idOf('a'), 'first'), 'key')).rejects.toThrow(
    AnswerError,
  );
  const [one, other] = [line.process(), line.process()];
  line.pass(29_000);
  await one.sweep(never);
  expect(await line.queue.depth()).toMatchObject({ waiting: 0 });
  line.pass(2_000);
  await Promise.all([one.sweep(never), other.sweep(never)]);
  expect(await line.queue.depth()).toMatchObject({ waiting: 1 });
  await settleAll(one, line);
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ history: ['first'] });
});

/** How many calls a submission makes before it sends. */
const callsBeforeSend = async (): Promise<number | undefined> => {
  await using line = await openLine();
  const counting = mortal(undefined, 'before');
  let before: number | undefined;
  const meddle: Meddle = (port, backend) => {
    const counted = counting.meddle(port, backend);
    if (port !== 'queue') return counted;
    return new Proxy(counted, {
      get: (target, name) => {
        if (name === 'send') before = counting.calls;
        return Reflect.get(target, name);
      },
    });
  };
  await submitTo(line.process(meddle), line, noteCommand(idOf('a'), 'first'), 'key');
  return before;
};

it('lets a subsidiary have two hundred unfinished commands and no more, and another go on', async () => {
  await using line = await openLine();
  const writes = line.process();
  const outcomes = await Promise.allSettled(
    Array.from({ length: MOST_UNFINISHED + 20 }, (_, at) =>
      submitTo(writes, line, noteCommand(idOf(`note ${at}`), 'x'), `key ${at}`),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_UNFINISHED);
  const error = await refusalOf(submitTo(writes, line, noteCommand(idOf('one more'), 'x'), 'one more'));
  expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterS: 5 });

  const actor = actorOf(viewerOf({ organisation: 'blatt' }), undefined);
  acceptedId(await submitTo(writes, line, noteCommand(idOf('other'), 'x', { actor }), 'key'));
  // One place is free as soon as one is done.
  await turn(writes, line.queue);
  acceptedId(await submitTo(writes, line, noteCommand(idOf('one more'), 'x'), 'one more'));
});

it('takes nothing while the oldest unfinished command is too old, and again when it is done', async () => {
  await using line = await openLine();
  const writes = line.process();
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'x'), 'key'));
  line.pass(2 * MINUTE);
  acceptedId(await submitTo(writes, line, noteCommand(idOf('b'), 'x'), 'other'));
  line.pass(1);
  const error = await refusalOf(submitTo(writes, line, noteCommand(idOf('c'), 'x'), 'third'));
  expect(error).toMatchObject({ code: 'UNAVAILABLE', retryAfterS: 30 });
  // What was accepted already is answered.
  expect(acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'x'), 'key'))).toBe(id);
  await turn(writes, line.queue);
  acceptedId(await submitTo(writes, line, noteCommand(idOf('c'), 'x'), 'third'));
});

it('takes what is urgent while the oldest unfinished command is too old', async () => {
  await using line = await openLine();
  const writes = line.process();
  acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'x'), 'key'));
  line.pass(2 * MINUTE + 1);
  const recall = noteCommand(idOf('a'), 'x', { kind: 'recall', expects: 1 });
  expect(await submitTo(writes, line, recall, 'other')).toMatchObject({ receipt: { state: 'QUEUED' } });
});

it('keeps an input that no item holds as an object', async () => {
  await using line = await openLine();
  const writes = line.process();
  let value = '';
  for (let at = 0; value.length < 600_000; at += 1) value += idOf(`noise ${at}`);
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), value), 'key'));
  const receipt = await writes.receipts.get(id);
  expect(receipt?.object).toMatch(new RegExp(`^commands/${id}-`));
  const [part] = receipt ? await writes.receipts.partsOf(receipt) : [];
  expect(part?.command.input).toEqual({ value });
});
