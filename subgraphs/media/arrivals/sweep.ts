import type { Objects } from '../../../platform/objects/port.ts';
import { idOfIncoming, incomingPrefix } from '../keys.ts';
import type { Arrivals } from './take.ts';

/** How long bytes lie before they are looked for without having been told of, in milliseconds. */
const UNTOLD_MS = 30_000;
/** Taken in one sweep. */
const MOST = 100;

/** Takes what arrived and nobody was told of: storage may tell late, or not at all. Any number of processes may sweep. Answers how many were taken. */
export const sweepArrivals = async (
  { objects, arrivals }: { readonly objects: Pick<Objects, 'list'>; readonly arrivals: Arrivals },
  now: number,
  signal: AbortSignal,
): Promise<number> => {
  let taken = 0;
  for await (const { key, lastModified } of objects.list(incomingPrefix, { signal })) {
    if (taken === MOST || signal.aborted) break;
    const id = idOfIncoming(key);
    if (id === undefined || now - lastModified < UNTOLD_MS) continue;
    taken += 1;
    if ((await arrivals.take(id, signal)) === 'away') break;
  }
  return taken;
};
