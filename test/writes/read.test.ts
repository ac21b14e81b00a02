import { expect, it } from 'vitest';
import type { Wait } from '../../writes/batch.ts';
import { actorOf } from '../../writes/command.ts';
import { idOf } from '../support/builders.ts';
import { viewerOf } from '../support/viewers.ts';
import { acceptedId, openLine, settleAll, submitTo, turn } from './line.ts';
import { noteCommand } from './notes.ts';

const never = new AbortController().signal;
const writer = viewerOf();
const all = { beyond: undefined, fits: () => true };

it('shows a receipt to the application that wrote, and to no other', async () => {
  await using line = await openLine();
  const writes = line.process();
  const id = acceptedId(await submitTo(writes, line, noteCommand(idOf('a'), 'x'), 'key'));
  expect(await writes.read.read(id, writer, 0, never)).toMatchObject({ id, state: 'QUEUED' });
  for (const other of [viewerOf({ application: 'other' }), viewerOf({ organisation: 'blatt' })]) {
    expect(await writes.read.read(id, other, 0, never)).toBeUndefined();
    expect((await writes.read.list(other, { ...all, size: 10 }, {})).entries).toEqual([]);
  }
  expect(await writes.read.read(idOf('nothing'), writer, 0, never)).toBeUndefined();
});

it('answers as soon as a command is settled, and after the wait where it is not', async () => {
  await using line = await openLine();
  const pauses: number[] = [];
  let applied: (() => Promise<unknown>) | undefined;
  const wait: Wait = async (ms) => {
    pauses.push(ms);
    if (pauses.length === 3) await applied?.();
  };
  const id = acceptedId(await submitTo(line.process(), line, noteCommand(idOf('a'), 'x'), 'key'));
  const reading = line.process(undefined, wait);
  expect(await reading.read.read(id, writer, 75, never)).toMatchObject({ state: 'QUEUED' });
  expect(pauses).toEqual([10, 20, 40, 5]);

  pauses.length = 0;
  applied = () => turn(line.process(), line.queue);
  expect(await reading.read.read(id, writer, 1_500, never)).toMatchObject({ state: 'APPLIED', version: 1 });
  expect(pauses).toEqual([10, 20, 40]);
});

it('lists the writer’s own, newest first, page by page, as far as they fit', async () => {
  await using line = await openLine();
  const writes = line.process();
  const ids: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    ids.unshift(acceptedId(await submitTo(writes, line, noteCommand(idOf(`note ${at}`), 'x'), `key ${at}`)));
    line.pass(1_000);
  }
  const actor = actorOf(viewerOf({ application: 'other' }), undefined);
  acceptedId(await submitTo(writes, line, noteCommand(idOf('other'), 'x', { actor }), 'key'));
  const idsOf = async (page: Parameters<typeof writes.read.list>[1]): Promise<string[]> =>
    (await writes.read.list(writer, page, {})).entries.map(({ receipt }) => receipt.id);

  expect(await idsOf({ ...all, size: 10 })).toEqual(ids);
  const { entries } = await writes.read.list(writer, { ...all, size: 2 }, {});
  expect(entries.map(({ receipt }) => receipt.id)).toEqual(ids.slice(0, 3));
  expect(await idsOf({ ...all, size: 2, beyond: entries[1]?.place })).toEqual(ids.slice(2));
  await settleAll(writes, line);
  expect(await idsOf({ ...all, size: 10, fits: ({ state }) => state === 'QUEUED' })).toEqual([]);
  expect(await idsOf({ ...all, size: 10, fits: ({ subject }) => subject === idOf('note 2') })).toEqual([ids[2]]);
});
