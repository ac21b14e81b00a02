import { expect, it } from 'vitest';
import { AnswerError } from '../../platform/errors.ts';
import { actorOf } from '../../writes/command.ts';
import { MOST_UNFINISHED } from '../../writes/slots.ts';
import type { Writes } from '../../writes/writes.ts';
import { idOf } from '../support/builders.ts';
import { viewerOf } from '../support/viewers.ts';
import type { Line } from './line.ts';
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

it('lets no more than its two hundred stand before another subsidiary’s, however much one sends', async () => {
  await using line = await openLine();
  const writes = line.process();
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
