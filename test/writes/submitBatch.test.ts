import { expect, it } from 'vitest';
import { PortError } from '../../platform/errors.ts';
import type { Queue } from '../../platform/queue/port.ts';
import type { Command } from '../../writes/command.ts';
import { MOST_UNFINISHED } from '../../writes/slots.ts';
import type { Writes } from '../../writes/writes.ts';
import { idOf } from '../support/builders.ts';
import { viewerOf } from '../support/viewers.ts';
import type { Line, Meddle } from './line.ts';
import { openLine, settleAll, submitTo, turn } from './line.ts';
import { noteCommand, readNote } from './notes.ts';

const never = new AbortController().signal;

const batchTo = (writes: Writes, line: Line, commands: readonly Command[], key = 'key') =>
  writes.submitBatch({
    commands: commands.map((command, at) => ({ command, idempotencyKey: `${key} ${at}` })),
    now: line.now(),
    signal: never,
  });

const idsOf = (submitted: Awaited<ReturnType<typeof batchTo>>): string[] => {
  if ('refused' in submitted) throw new Error(`refused: ${JSON.stringify(submitted.refused)}`);
  return submitted.receipts.map(({ id }) => id);
};
const statesOf = async (writes: Writes, ids: readonly string[]) =>
  (await writes.receipts.many(ids)).map((each) => each?.state);

/** A queue that takes nothing. */
const silent: Meddle = (port, backend) =>
  port === 'queue'
    ? new Proxy(backend, {
        get: (target, name) =>
          name === 'send'
            ? () => Promise.reject(new PortError('queue', 'UNAVAILABLE', 'no answer'))
            : Reflect.get(target, name),
      })
    : backend;

const both = [noteCommand(idOf('a'), 'one'), noteCommand(idOf('b'), 'two')];
const sentOf = async (queue: Queue): Promise<number> => (await queue.depth()).waiting;

it('keeps a receipt for each command, sends one message, and applies them together, once', async () => {
  await using line = await openLine();
  const writes = line.process();
  const ids = idsOf(await batchTo(writes, line, both));
  expect(await sentOf(line.queue)).toBe(1);
  expect(idsOf(await batchTo(writes, line, both))).toEqual(ids);
  await turn(writes, line.queue);
  expect(await statesOf(writes, ids)).toEqual(['APPLIED', 'APPLIED']);
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ value: 'one', history: ['one'] });
  expect(await readNote(line.records, idOf('b'))).toMatchObject({ value: 'two', history: ['two'] });
  line.pass(10 * 60_000);
  expect(idsOf(await batchTo(writes, line, both))).toEqual(ids);
  expect(await sentOf(line.queue)).toBe(0);
  expect(await writes.receipts.oldestUnfinished()).toBeUndefined();
});

it('refuses all where one is refused, each told which, and writes nothing', async () => {
  await using line = await openLine();
  const writes = line.process();
  const stale = [noteCommand(idOf('a'), 'one'), noteCommand(idOf('b'), 'two', { expects: 7 })];
  const ids = idsOf(await batchTo(writes, line, stale));
  await settleAll(writes, line);
  const [first, second] = await writes.receipts.many(ids);
  expect(first).toMatchObject({ state: 'REJECTED', errors: [{ code: 'INVALID', field: 'commands[1]' }] });
  expect(second).toMatchObject({ state: 'REJECTED', errors: [{ code: 'NOT_FOUND' }] });
  expect(await readNote(line.records, idOf('a'))).toBeUndefined();
});

it('keeps nothing of a batch in which one is refused at once', async () => {
  await using line = await openLine();
  const writes = line.process();
  const wrong = { ...noteCommand(idOf('b'), 'two'), input: {} };
  expect(await batchTo(writes, line, [both[0] ?? wrong, wrong])).toMatchObject({
    refused: [[{ code: 'INVALID', field: 'commands[1]' }], [{ code: 'INVALID', field: 'value' }]],
  });
  const twice = [noteCommand(idOf('a'), 'one'), noteCommand(idOf('a'), 'two')];
  expect(await batchTo(writes, line, twice)).toMatchObject({ refused: [[{}], [{ code: 'INVALID', field: 'id' }]] });
  expect(await sentOf(line.queue)).toBe(0);
  expect((await line.records.scan({ table: 'receipts', segment: 0, of: 1, limit: 10 })).items).toEqual([]);
});

it('is another batch where a key meant something else, whole or in part', async () => {
  await using line = await openLine();
  const writes = line.process();
  await batchTo(writes, line, both);
  const conflict = { code: 'IDEMPOTENCY_CONFLICT', field: 'idempotencyKey' };
  const other = [noteCommand(idOf('a'), 'one'), noteCommand(idOf('b'), 'three')];
  expect(await batchTo(writes, line, other)).toMatchObject({ refused: [[{ code: 'INVALID' }], [conflict]] });
  expect(await batchTo(writes, line, both.slice(0, 1))).toMatchObject({ refused: [[conflict]] });
  const more = [...both, noteCommand(idOf('c'), 'three')];
  expect(await batchTo(writes, line, more)).toMatchObject({ refused: [[conflict], [conflict], [{ code: 'INVALID' }]] });
  // A key of a batch is no key of a command of its own, nor the other way round.
  expect(await submitTo(writes, line, both[0] ?? noteCommand(idOf('a'), 'x'), 'key 0')).toMatchObject({
    refused: [conflict],
  });
});

it('of one command is that command, sent again alone or as a batch', async () => {
  await using line = await openLine();
  const writes = line.process();
  const [one = noteCommand(idOf('a'), 'x')] = both;
  const ids = idsOf(await batchTo(writes, line, [one]));
  expect(idsOf(await batchTo(writes, line, [one]))).toEqual(ids);
  expect(await submitTo(writes, line, one, 'key 0')).toMatchObject({ receipt: { id: ids[0] } });
  await settleAll(writes, line);
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ history: ['one'] });
});

it('shows nothing as accepted while the queue is away, and is sent by the sweeper', async () => {
  await using line = await openLine();
  await expect(batchTo(line.process(silent), line, both)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const writes = line.process();
  const { items } = await line.records.query({ table: 'receipts', index: 'unfinished', pk: 'OPEN', limit: 5 });
  const ids = items.map(({ pk }) => pk.slice(2));
  expect(ids).toHaveLength(2);
  for (const id of ids) expect(await writes.read.read(id, viewerOf(), 0, never)).toBeUndefined();
  line.pass(31_000);
  await writes.sweep(never);
  for (const id of ids) expect(await writes.read.read(id, viewerOf(), 0, never)).toMatchObject({ state: 'QUEUED' });
  await turn(writes, line.queue);
  expect(await statesOf(writes, ids)).toEqual(['APPLIED', 'APPLIED']);
});

it('counts each command to the two hundred', async () => {
  await using line = await openLine();
  const writes = line.process();
  for (let at = 0; at < MOST_UNFINISHED - 1; at += 1)
    await submitTo(writes, line, noteCommand(idOf(`n${at}`), 'x'), `alone ${at}`);
  await expect(batchTo(writes, line, both)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterS: 5 });
  await turn(writes, line.queue);
  expect(idsOf(await batchTo(writes, line, both))).toHaveLength(2);
});

it('is parked whole where one of it always fails, and comes back whole when it is redriven', async () => {
  await using line = await openLine();
  const writes = line.process();
  const poisoned = [noteCommand(idOf('a'), 'one'), noteCommand(idOf('b'), 'two', { kind: 'poison' })];
  const ids = idsOf(await batchTo(writes, line, poisoned));
  await settleAll(writes, line);
  expect(await statesOf(writes, ids)).toEqual(['PARKED', 'PARKED']);
  expect(await readNote(line.records, idOf('a'))).toBeUndefined();
  const [dead] = await writes.deadLetters.list(10);
  if (!dead?.receipt) throw new Error('there is no dead letter');
  const shown = await writes.deadLetters.show(dead.receipt, never);
  expect(shown.commands.map(({ subject }) => subject)).toEqual([idOf('a'), idOf('b')]);
  expect(shown.effect).toMatchObject({ would: 'fail' });
  expect(await writes.deadLetters.redrive(dead, never)).toBe('sent');
  expect(await statesOf(writes, ids)).toEqual(['QUEUED', 'QUEUED']);
  await settleAll(writes, line);
  expect(await statesOf(writes, ids)).toEqual(['PARKED', 'PARKED']);
});
