import { expect, it } from 'vitest';
import { PortError } from '../../platform/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { consumeCommands } from '../../writes/consume.ts';
import { idOf } from '../support/builders.ts';
import { acceptedId, openLine, submitTo } from './line.ts';
import { noteCommand } from './notes.ts';

it('applies what comes until it is told to stop, and finishes what is under way', async () => {
  await using line = await openLine();
  const writes = line.process();
  const stop = new AbortController();
  const consuming = consumeCommands({
    queue: line.queue,
    records: line.records,
    // Told to stop in the middle of its first batch.
    handle: (deliveries, signal) => {
      stop.abort();
      return writes.handle(deliveries, signal);
    },
    wait: () => Promise.resolve(),
    log: silentLog,
    signal: stop.signal,
  });
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'x'), 'key'));
  await consuming;
  expect(await writes.receipts.get(id)).toMatchObject({ state: 'APPLIED' });
  expect(await line.queue.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
});

it('receives nothing while records are away, so that an outage uses up no deliveries', async () => {
  await using line = await openLine();
  const writes = line.process();
  await submitTo(writes, line, noteCommand(idOf('a'), 'x'), 'key');
  const stop = new AbortController();
  const seen: string[] = [];
  let pings = 0;
  await consumeCommands({
    queue: {
      ...line.queue,
      receive: (...given) => {
        seen.push('receive');
        if (seen.filter((each) => each === 'receive').length === 2) stop.abort();
        return line.queue.receive(...given);
      },
    },
    records: {
      ...line.records,
      ping: () => {
        pings += 1;
        seen.push('ping');
        return pings < 3 ? Promise.reject(new PortError('records', 'UNAVAILABLE', 'no answer')) : Promise.resolve();
      },
    },
    handle: (deliveries) =>
      Promise.resolve({ failed: deliveries.map(({ messageId }) => messageId), dead: [], away: true }),
    wait: () => {
      seen.push('wait');
      return Promise.resolve();
    },
    log: silentLog,
    signal: stop.signal,
  });
  expect(seen).toEqual(['receive', 'ping', 'wait', 'ping', 'wait', 'ping', 'receive']);
});

it('receives the next while it acknowledges, and acknowledges all before it ends', async () => {
  await using line = await openLine();
  const writes = line.process();
  for (const name of ['a', 'b']) await submitTo(writes, line, noteCommand(idOf(name), 'x'), name);
  const stop = new AbortController();
  const seen: string[] = [];
  const acknowledging = Promise.withResolvers<void>();
  await consumeCommands({
    queue: {
      receive: async (_, options) => {
        seen.push('receive');
        // The first acknowledgement goes on only when the second receive has begun.
        if (seen.filter((each) => each === 'receive').length === 2) {
          acknowledging.resolve();
          stop.abort();
        }
        return line.queue.receive({ max: 1, waitMs: 0, visibilityMs: 10_000 }, options);
      },
      acknowledge: async (...given) => {
        await acknowledging.promise;
        await line.queue.acknowledge(...given);
        seen.push('acknowledged');
      },
    },
    records: line.records,
    handle: (...given) => writes.handle(...given),
    wait: () => Promise.resolve(),
    log: silentLog,
    signal: stop.signal,
  });
  expect(seen).toEqual(['receive', 'receive', 'acknowledged']);
  expect(await line.queue.depth()).toEqual({ waiting: 1, inFlight: 0, dead: 0 });
});

it('fails where the queue is away, for who begins it again', async () => {
  await using line = await openLine();
  const away = new PortError('queue', 'UNAVAILABLE', 'no answer');
  await expect(
    consumeCommands({
      queue: { ...line.queue, receive: () => Promise.reject(away) },
      records: line.records,
      handle: () => Promise.resolve({ failed: [], dead: [], away: false }),
      wait: () => Promise.resolve(),
      log: silentLog,
      signal: new AbortController().signal,
    }),
  ).rejects.toBe(away);
});
