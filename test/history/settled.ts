import { setTimeout as pause } from 'node:timers/promises';
import type { EndingParts } from './ending.ts';
import { readEnding, readReceipts } from './ending.ts';
import type { Ending, History } from './history.ts';

const LOOK_EVERY_MS = 200;

/** A history that does not come to rest is told as it stands. */
const MOST_MS = 120_000;

const isOver = (ending: Ending): boolean =>
  ending.left === 0 && [...ending.records.values()].every(({ found }) => found !== false);

/** Waits until every write of a history is settled, in milliseconds since it began to wait; then until the index has all of it, and reads the ending. */
export const settled = async (
  parts: EndingParts,
  history: History,
  now: () => number = Date.now,
): Promise<{ readonly ending: Ending; readonly settledMs: number }> => {
  const began = now();
  const isLate = (): boolean => now() - began > MOST_MS;
  let open = history.writes.map(({ receipt }) => receipt);
  while (open.length > 0 && !isLate()) {
    const receipts = await readReceipts(parts, open);
    open = open.filter((id) => receipts.get(id)?.state === 'QUEUED');
    if (open.length > 0) await pause(LOOK_EVERY_MS);
  }
  const settledMs = now() - began;
  let ending = await readEnding(parts, history);
  while (!isOver(ending) && !isLate()) {
    await pause(LOOK_EVERY_MS);
    ending = await readEnding(parts, history);
  }
  return { ending, settledMs };
};
