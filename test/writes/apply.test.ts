import { expect, it } from 'vitest';
import { PortError } from '../../platform/errors.ts';
import type { Wait } from '../../writes/batch.ts';
import { VISIBILITY_MS } from '../../writes/batch.ts';
import { idOf } from '../support/builders.ts';
import type { Meddle } from './line.ts';
import { acceptedId, MAX_RECEIVES, openLine, settleAll, submitTo, turn } from './line.ts';
import { noteCommand, readNote } from './notes.ts';

const never = new AbortController().signal;
const poison = { kind: 'poison' };

/** Records that fail each `getMany` or `transact` while this says so. */
const failing =
  (fails: () => boolean): Meddle =>
  (port, backend) => {
    if (port !== 'records') return backend;
    return new Proxy(backend, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown =>
          fails()
            ? Promise.reject(new PortError('records', 'UNAVAILABLE', 'no answer'))
            : Reflect.apply(value, target, given);
      },
    });
  };

it('refuses what no longer fits with the reason, and writes nothing', async () => {
  await using line = await openLine();
  const writes = line.process();
  await submitTo(writes, line, noteCommand(idOf('a'), 'first'), 'one');
  const [stale, missing] = [
    acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'late', { expects: 7 }), 'two')),
    acceptedId(await submitTo(writes, line, noteCommand(idOf('b'), 'late', { expects: 1 }), 'three')),
  ];
  await settleAll(writes, line);
  expect(await writes.receipts.get(stale)).toMatchObject({
    state: 'REJECTED',
    errors: [{ code: 'VERSION_CONFLICT', message: 'The current version is 1.' }],
  });
  expect(await writes.receipts.get(missing)).toMatchObject({ state: 'REJECTED', errors: [{ code: 'NOT_FOUND' }] });
  expect(await readNote(line.records, idOf('a'))).toEqual({ version: 1, value: 'first', history: ['first'] });
  expect(await line.queue.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
});

it('lets one of fifty that write the same version at once win', async () => {
  await using line = await openLine();
  const writes = line.process();
  await submitTo(writes, line, noteCommand(idOf('a'), 'first'), 'one');
  const ids = await Promise.all(
    Array.from({ length: 50 }, async (_, at) =>
      acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), `by ${at}`, { expects: 1 }), `key ${at}`)),
    ),
  );
  await settleAll(writes, line);
  const states = (await writes.receipts.many(ids)).map((receipt) => receipt?.state);
  expect(states.filter((state) => state === 'APPLIED')).toHaveLength(1);
  expect(states.filter((state) => state === 'REJECTED')).toHaveLength(49);
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ version: 2 });
});

it('parks what always fails within a minute, while others of its subsidiary go on, and takes it back when it is redriven', async () => {
  await using line = await openLine();
  const writes = line.process();
  const began = line.now();
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('bad'), 'x', poison), 'bad'));
  const behind = acceptedId(await submitTo(writes, line, noteCommand(idOf('bad'), 'y'), 'behind'));
  const good = acceptedId(await submitTo(writes, line, noteCommand(idOf('good'), 'z'), 'good'));
  await turn(writes, line.queue);
  expect(await writes.receipts.get(good)).toMatchObject({ state: 'APPLIED' });
  expect(await writes.receipts.get(behind)).toMatchObject({ state: 'QUEUED' });
  while ((await writes.receipts.get(id))?.state === 'QUEUED') {
    line.pass(1_000);
    await turn(writes, line.queue);
  }
  expect(line.now() - began).toBeLessThan(60_000);
  expect(await writes.receipts.get(id)).toMatchObject({
    state: 'PARKED',
    failures: 4,
    fault: 'Error: this never works',
  });
  await settleAll(writes, line);
  expect(await writes.receipts.get(behind)).toMatchObject({ state: 'APPLIED' });

  const [dead, ...others] = await writes.deadLetters.list(10);
  expect(others).toEqual([]);
  if (!dead?.receipt) throw new Error('there is no dead letter');
  expect(await writes.deadLetters.show(dead.receipt, never)).toMatchObject({
    commands: [{ kind: 'poison', input: { value: 'x' } }],
    effect: { would: 'fail', fault: 'this never works' },
  });
  expect(await writes.deadLetters.redrive(dead, never)).toBe('sent');
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'QUEUED', attempt: 2, failures: 0 });
  expect(await line.queue.depth()).toMatchObject({ waiting: 1, dead: 0 });
  await settleAll(writes, line);
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'PARKED' });
});

it('redrives a command whose failure has gone: it is judged by the record as it is now', async () => {
  await using line = await openLine();
  const writes = line.process();
  acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'first'), 'one'));
  await settleAll(writes, line);
  const ids = [
    acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'second', { expects: 1 }), 'two')),
    acceptedId(await submitTo(writes, line, noteCommand(idOf('b'), 'other'), 'three')),
  ];
  // The queue gives up on both.
  for (let receive = 0; receive <= MAX_RECEIVES; receive += 1) {
    await line.queue.receive({ max: 10, waitMs: 0, visibilityMs: VISIBILITY_MS });
    line.pass(VISIBILITY_MS + 1);
  }
  await writes.sweep(never);
  for (const id of ids)
    expect(await writes.receipts.get(id)).toMatchObject({
      state: 'PARKED',
      fault: expect.stringContaining('delivered'),
    });
  acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'faster', { expects: 1 }), 'four'));
  await settleAll(writes, line);

  const dead = await writes.deadLetters.list(10);
  expect(dead).toHaveLength(2);
  for (const each of dead) expect(await writes.deadLetters.redrive(each, never)).toBe('sent');
  // What is in the line again is not parked by a letter that was left behind.
  await writes.sweep(never);
  await settleAll(writes, line);
  expect(await writes.receipts.get(ids[0] ?? '')).toMatchObject({
    state: 'REJECTED',
    errors: [{ code: 'VERSION_CONFLICT', message: 'The current version is 2.' }],
  });
  expect(await writes.receipts.get(ids[1] ?? '')).toMatchObject({ state: 'APPLIED' });
  expect(await line.queue.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
});

it('drops dead letters, and leaves their receipt parked', async () => {
  await using line = await openLine();
  const writes = line.process();
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('bad'), 'x', poison), 'bad'));
  await settleAll(writes, line);
  const [dead] = await writes.deadLetters.list(10);
  if (!dead) throw new Error('there is no dead letter');
  expect(await writes.deadLetters.drop(dead)).toBe(1);
  expect(await writes.deadLetters.list(10)).toEqual([]);
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'PARKED' });
});

it.each([
  ['is no id', 'not an id'],
  ['names no receipt', idOf('nobody')],
])('puts a message that %s with the dead letters at once', async (_, body) => {
  await using line = await openLine();
  const writes = line.process();
  await line.queue.send([{ body, group: 'g', deduplicationId: 'd' }]);
  await turn(writes, line.queue);
  await writes.sweep(never);
  expect(await line.queue.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 1 });
  expect(await writes.deadLetters.list(10)).toMatchObject([{ body, receipt: undefined }]);
});

it('puts the message of a receipt that cannot be read with the dead letters, and sweeps on', async () => {
  await using line = await openLine();
  const writes = line.process();
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'x'), 'key'));
  await line.records.transact([
    { kind: 'update', key: { table: 'receipts', pk: `R#${id}`, sk: 'RECEIPT' }, set: { state: 'LOST' } },
  ]);
  await turn(writes, line.queue);
  await writes.sweep(never);
  expect(await line.queue.depth()).toMatchObject({ waiting: 0, inFlight: 0, dead: 1 });
});

it('counts no failure of a command for an outage, and goes on when it is over', async () => {
  await using line = await openLine();
  const id = acceptedId(await submitTo(line.process(), line, noteCommand(idOf('a'), 'x'), 'key'));
  let out = true;
  const writes = line.process(failing(() => out));
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const deliveries = await line.queue.receive({ max: 10, waitMs: 0, visibilityMs: VISIBILITY_MS });
    const messages = deliveries.map(({ messageId }) => messageId);
    expect(await writes.handle(deliveries, never)).toEqual({ failed: messages, dead: [], away: messages.length > 0 });
    line.pass(31_000);
  }
  out = false;
  await settleAll(writes, line);
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'APPLIED', failures: 0 });
});

it('applies nothing of a group behind its first failure, and tells which deliveries failed', async () => {
  await using line = await openLine();
  const writes = line.process();
  await submitTo(writes, line, noteCommand(idOf('a'), 'x', poison), 'one');
  await submitTo(writes, line, noteCommand(idOf('a'), 'y'), 'two');
  await submitTo(writes, line, noteCommand(idOf('b'), 'z'), 'three');
  const deliveries = await line.queue.receive({ max: 10, waitMs: 0, visibilityMs: VISIBILITY_MS });
  expect(deliveries).toHaveLength(3);
  const { failed, dead } = await writes.handle(deliveries, never);
  expect(failed).toEqual(deliveries.slice(0, 2).map(({ messageId }) => messageId));
  expect(dead).toEqual([]);
  expect(await readNote(line.records, idOf('a'))).toBeUndefined();
  expect(await readNote(line.records, idOf('b'))).toMatchObject({ value: 'z' });
});

it('keeps what it works on hidden beyond its time, and no longer than it works', async () => {
  await using line = await openLine();
  const pauses: (() => void)[] = [];
  const wait: Wait = (_, signal) =>
    new Promise((resolve) => {
      pauses.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const extended = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const slow: Meddle = (port, backend) =>
    new Proxy(backend, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]): Promise<unknown> => {
          if (port === 'records') await held.promise;
          const result: unknown = await Reflect.apply(value, target, given);
          if (name === 'extend') extended.resolve();
          return result;
        };
      },
    });
  await submitTo(line.process(), line, noteCommand(idOf('a'), 'x'), 'key');
  const writes = line.process(slow, wait);
  const deliveries = await line.queue.receive({ max: 10, waitMs: 0, visibilityMs: VISIBILITY_MS });
  const working = writes.handle(deliveries, never);
  line.pass(VISIBILITY_MS - 1);
  pauses.shift()?.();
  await extended.promise;
  line.pass(VISIBILITY_MS - 1);
  expect(await line.queue.receive({ max: 10, waitMs: 0, visibilityMs: VISIBILITY_MS })).toEqual([]);
  held.resolve();
  expect(await working).toEqual({ failed: [], dead: [], away: false });
  for (const delivery of deliveries) await line.queue.acknowledge(delivery);
  expect(await readNote(line.records, idOf('a'))).toMatchObject({ history: ['x'] });
});
