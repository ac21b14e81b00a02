import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Writing } from '../../entrypoints/writing.ts';
import { createWriting } from '../../entrypoints/writing.ts';
import { createDirectory, directoryTable } from '../../platform/directory.ts';
import { createFileObjects } from '../../platform/objects/files.ts';
import { createSqliteQueue } from '../../platform/queue/sqlite.ts';
import { createSqliteRecords } from '../../platform/records/sqlite.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { builtInViews } from '../../platform/views.ts';
import { contentDeskTable, contentTable } from '../../subgraphs/content/keys.ts';
import type { ContentStore } from '../../subgraphs/content/store.ts';
import { createContentStore } from '../../subgraphs/content/store.ts';
import { createMediaStore, mediaDeskTable, mediaTable } from '../../subgraphs/media/store.ts';
import type { Command } from '../../writes/command.ts';
import { actorOf } from '../../writes/command.ts';
import { receiptsTable } from '../../writes/receipt.ts';
import { writerOf } from '../subgraphs/content/commands/newsroom.ts';
import { idOf, minutes, NOW } from '../support/builders.ts';
import { untilAborted } from '../support/wait.ts';
import { mortal } from '../writes/killed.ts';
import type { Meddle } from '../writes/line.ts';
import { settleAll, turn } from '../writes/line.ts';

const MINUTE = 60_000;
const STORY = idOf('at six');
const never = new AbortController().signal;

const open = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-due-'));
  let time = NOW;
  const now = (): number => time;
  const tables = [contentTable, contentDeskTable, mediaTable, mediaDeskTable, directoryTable, receiptsTable];
  const records = createSqliteRecords({ file: ':memory:', tables, now });
  const queue = createSqliteQueue({ file: join(folder, 'queue'), name: 'commands', maxReceives: 20, now });
  const secret = 'a secret that is long enough for everything';
  const objects = createFileObjects({ root: join(folder, 'objects'), baseUrl: 'http://localhost/media', secret, now });
  await Promise.all([records.prepare(), objects.prepare()]);
  const store: ContentStore = createContentStore({ records, objects });

  const process = (meddle: Meddle = (_, backend) => backend): Writing => {
    const seen = meddle('records', records);
    const parts = { records: seen, objects };
    return createWriting({
      ...parts,
      queue: meddle('queue', queue),
      contentStore: createContentStore(parts),
      mediaStore: createMediaStore(parts),
      directory: createDirectory({ records, now, views: builtInViews }),
      log: silentLog,
      now,
      wait: untilAborted,
    });
  };
  const line = {
    queue,
    now,
    pass: (ms: number) => {
      time += ms;
    },
  };
  return {
    store,
    process,
    /** A worker's turn: what is due becomes commands, and what waits is applied. Ends as it would where it is killed. */
    work: async ({ writes, due }: Writing): Promise<void> => {
      try {
        for (const source of due) await writes.tick(source, never);
        while ((await turn(writes, queue)) > 0);
      } catch {
        // Killed: the others go on.
      }
    },
    until: (moment: number) => {
      time = Math.max(time, moment);
    },
    send: async (writes: Writing['writes'], command: Pick<Command, 'kind' | 'expects' | 'input'>): Promise<void> => {
      const whole = { ...command, subject: STORY, actor: actorOf(writerOf(), undefined) };
      await writes.submit({ command: whole, idempotencyKey: command.kind, now: now(), signal: never });
      while ((await turn(writes, queue)) > 0);
    },
    settle: ({ writes }: Writing) => settleAll(writes, line),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([records.close(), queue.close(), objects.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
type Desk = Awaited<ReturnType<typeof open>>;

const GOES_LIVE = 60;
const COMES_DOWN = 600;

/** A story that is to go live after an hour and to come down after ten. */
const scheduled = async (): Promise<Desk> => {
  const desk = await open();
  const { writes } = desk.process();
  const content = { type: 'ARTICLE', headline: 'At six', language: 'en', expires: minutes(COMES_DOWN) };
  await desk.send(writes, { kind: 'createContent', expects: 'absent', input: { content } });
  await desk.send(writes, { kind: 'publishContent', expects: 1, input: { at: minutes(GOES_LIVE) } });
  return desk;
};

/** Works at a moment with two workers at once, one of which may be killed; then as long as anything is left with one that is not. */
const workAt = async (desk: Desk, moment: number, one: Writing): Promise<void> => {
  desk.until(moment);
  await Promise.all([desk.work(one), desk.work(desk.process())]);
  const next = desk.process();
  await desk.work(next);
  await desk.settle(next);
  await desk.work(next);
};

/** All of it, by workers of which one is the victim. Answers every version there is, and whether readers saw the story just before each of its times. */
const play = async (desk: Desk, victim: Writing) => {
  const isLive = async (): Promise<boolean> => {
    const [state] = await desk.store.states([STORY]);
    return state?.meta?.live === true;
  };
  desk.until(NOW + GOES_LIVE * MINUTE - 1);
  await desk.work(desk.process());
  const early = await isLive();
  await workAt(desk, NOW + GOES_LIVE * MINUTE, victim);
  desk.until(NOW + COMES_DOWN * MINUTE - 1);
  await desk.work(desk.process());
  const between = await isLive();
  await workAt(desk, NOW + COMES_DOWN * MINUTE, victim);
  const versions = await desk.store.revisions(STORY, { size: 20 });
  return { early, between, after: await isLive(), versions: versions.toReversed() };
};

const callsOf = async (): Promise<number> => {
  await using desk = await scheduled();
  const counting = mortal(undefined, 'before');
  await play(desk, desk.process(counting.meddle));
  return counting.calls;
};

it('goes live and comes down once each, in order and not early, wherever one of two workers is killed', async () => {
  const calls = await callsOf();
  expect(calls).toBeGreaterThan(20);
  for (let at = 0; at < calls; at += 1)
    for (const when of ['before', 'after'] as const) {
      await using desk = await scheduled();
      const { early, between, after, versions } = await play(desk, desk.process(mortal(at, when).meddle));
      const place = `killed ${when} call ${at}`;
      expect([early, between, after], place).toEqual([false, true, false]);
      expect(
        versions.map(({ version, live }) => [version, live]),
        place,
      ).toEqual([
        [1, false],
        [2, false],
        [3, true],
        [4, false],
      ]);
      expect(Date.parse(versions[2]?.created ?? ''), place).toBeGreaterThanOrEqual(NOW + GOES_LIVE * MINUTE);
      expect(Date.parse(versions[3]?.created ?? ''), place).toBeGreaterThanOrEqual(NOW + COMES_DOWN * MINUTE);
    }
});

it('does at once and in order what was due while no worker lived', async () => {
  await using desk = await scheduled();
  desk.until(NOW + 2 * COMES_DOWN * MINUTE);
  const worker = desk.process();
  for (let round = 0; round < 3; round += 1) await desk.work(worker);
  const versions = (await desk.store.revisions(STORY, { size: 20 })).toReversed();
  expect(versions.map(({ live }) => live)).toEqual([false, false, true, false]);
});
