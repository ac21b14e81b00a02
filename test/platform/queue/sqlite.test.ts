import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { OperatorError } from '../../../platform/errors.ts';
import { createSqliteQueue, type SqliteQueueOptions } from '../../../platform/queue/sqlite.ts';
import { drain, message, now, ready, receiveOne, sendAll } from '../../contract/queueSupport.ts';

/** A folder that is removed with all that is in it; queues opened through it are closed before. */
async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'queue-'));
  const file = join(folder, 'queue.sqlite');
  const queues: ReturnType<typeof createSqliteQueue>[] = [];
  return {
    folder,
    file,
    queue(options: Partial<SqliteQueueOptions> = {}) {
      const queue = createSqliteQueue({ file, name: 'q', maxReceives: 3, now: Date.now, pollMs: 20, ...options });
      queues.push(queue);
      return queue;
    },
    async [Symbol.asyncDispose]() {
      for (const queue of queues) await queue.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

it.each([
  [{ name: '' }, /name/],
  [{ name: 'a.fifo' }, /name/],
  [{ name: 'n'.repeat(71) }, /name/],
  [{ maxReceives: 0 }, /maxReceives/],
  [{ maxReceives: 1_001 }, /maxReceives/],
  [{ pollMs: 0 }, /pollMs/],
])('refuses the options %j, naming the one that is wrong', async (wrong, named) => {
  await using place = await open();
  expect(() => place.queue(wrong)).toThrow(named);
});

it('refuses a file of a newer version, or of something else, in one line for the operator', async () => {
  await using place = await open();
  const newer = join(place.folder, 'newer.sqlite');
  const database = new DatabaseSync(newer);
  database.exec('PRAGMA user_version = 99');
  database.close();
  const other = join(place.folder, 'other.txt');
  await writeFile(other, 'this is no database, and is long enough to be seen as none'.repeat(20));
  for (const file of [newer, other, join(place.folder, 'no', 'such', 'folder')]) {
    expect(() => place.queue({ file })).toThrow(OperatorError);
    expect(() => place.queue({ file })).toThrow(file);
  }
});

it('keeps what two queues in one file hold apart', async () => {
  await using place = await open();
  const [one, two] = [place.queue({ name: 'one' }), place.queue({ name: 'two' })];
  await sendAll(one, [message('g', '1', 'id')]);
  await sendAll(two, [message('g', '2', 'id')]);
  const delivery = await receiveOne(one);
  await expect(two.acknowledge(delivery)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await one.moveToDeadLetters(delivery);
  expect(await two.deadLetters(10)).toEqual([]);
  expect(await two.redrive([delivery.messageId])).toBe(0);
  expect((await drain(two)).map(({ body }) => body)).toEqual(['2']);
  expect(await one.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 1 });
});

it('wakes a receive for what another connection sent, for time that passed, and when it is closed', async () => {
  await using place = await open();
  let passed = 0;
  const here = place.queue({ now: () => Date.now() + passed });
  const there = place.queue();
  const sent = here.receive({ ...ready, waitMs: 20_000 });
  await sendAll(there, [message('g', 'a')]);
  expect((await sent).map(({ body }) => body)).toEqual(['a']);
  const visible = here.receive({ ...ready, waitMs: 20_000 });
  passed = 31_000;
  expect((await visible).map(({ receiveCount }) => receiveCount)).toEqual([2]);
  const closing = here.receive({ ...ready, waitMs: 20_000 });
  await here.close();
  await expect(closing).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: false });
});

it('wakes a receive in its own process without waiting for the next look', async () => {
  await using place = await open();
  const queue = place.queue({ pollMs: 20_000 });
  const waiting = queue.receive({ ...ready, waitMs: 20_000 });
  await sendAll(queue, [message('g', 'a'), message('g', 'b')]);
  const [first, second] = await waiting;
  expect([first?.body, second?.body]).toEqual(['a', 'b']);
  const next = queue.receive({ ...ready, waitMs: 20_000 });
  if (first !== undefined) await queue.release(first);
  if (second !== undefined) await queue.acknowledge(second);
  expect((await next).map(({ body }) => body)).toEqual(['a']);
});

it('waits for another process’s transaction without holding up this one, and then goes on', async () => {
  await using place = await open();
  const queue = place.queue();
  const other = new DatabaseSync(place.file);
  other.exec('BEGIN IMMEDIATE');
  const sending = sendAll(queue, [message('g', 'a')]);
  const abort = new AbortController();
  const aborted = queue.send([message('g', 'b')], { signal: abort.signal });
  abort.abort();
  await expect(aborted).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  other.exec('ROLLBACK');
  other.close();
  await sending;
  expect((await drain(queue)).map(({ body }) => body)).toEqual(['a']);
});

it('ends no delivery later than twelve hours after it began', async () => {
  await using place = await open();
  let passed = 0;
  const queue = place.queue({ now: () => 1_000_000 + passed });
  await sendAll(queue, [message('g', 'a')]);
  const delivery = await receiveOne(queue, { ...now, visibilityMs: 43_200_000 });
  passed = 3_600_000;
  await expect(queue.extend(delivery, 43_200_000)).rejects.toMatchObject({ code: 'INVALID' });
  await queue.extend(delivery, 39_600_000);
});

it('finds the groups whose turn it is by an index, in the order in which they are read', async () => {
  await using place = await open();
  place.queue();
  const database = new DatabaseSync(place.file, { readOnly: true });
  const plan = database
    .prepare(
      'EXPLAIN QUERY PLAN SELECT grp, head FROM groups WHERE queue = ? AND share = ? AND locked_until <= ? ORDER BY head LIMIT ?',
    )
    .all('q', 'share/', 0, 10)
    .map((row) => String(row.detail));
  database.close();
  expect(plan).toEqual([expect.stringMatching(/^SEARCH groups USING .*INDEX groups_share/)]);
});

it('opens a file from before there were shares, and delivers what waits in it', async () => {
  await using place = await open();
  await sendAll(place.queue(), [message('record', 'old')]);
  const database = new DatabaseSync(place.file);
  database.exec(
    'CREATE INDEX groups_head ON groups (queue, head); DROP INDEX groups_share; ALTER TABLE groups DROP COLUMN share; PRAGMA user_version = 1',
  );
  database.close();
  const queue = place.queue();
  await sendAll(queue, [message('courier/record', 'new')]);
  expect((await drain(queue)).map(({ body }) => body)).toEqual(['old', 'new']);
});
