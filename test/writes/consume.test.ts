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
