import type { Log } from '../../../platform/telemetry.ts';
import type { Wait } from '../../../writes/batch.ts';
import type { Actor } from '../../../writes/command.ts';
import { ownActor } from '../../../writes/command.ts';
import type { Submit } from '../../../writes/submit.ts';
import type { LiveMedia } from '../record.ts';

/** Whose commands about arrivals these are: whoever asked for the upload was asked for their role then. */
export const arrivalActor = (organisation: string): Actor => ownActor('arrivals', organisation);

/** How long bytes are looked at, or wait to be, before it is told, in milliseconds: a write more for a moment would serve nobody. */
const UNTOLD_MS = 1_000;

/** What {@link whileTelling} works with. */
export interface Telling {
  readonly submit: Submit;
  readonly wait: Wait;
  readonly now: () => number;
  readonly log: Log;
}

/** Does work on an asset's bytes, and tells that they are being looked at where that takes a while. What cannot be told keeps nothing from being done. */
export const whileTelling = async <Done>(
  { id, owner, status }: LiveMedia,
  work: () => Promise<Done>,
  { submit, wait, now, log }: Telling,
  signal: AbortSignal,
): Promise<Done> => {
  const done = new AbortController();
  const isOver = AbortSignal.any([signal, done.signal]);
  const tell = async (): Promise<void> => {
    if (status !== 'AWAITING_UPLOAD') return;
    await wait(UNTOLD_MS, isOver);
    if (isOver.aborted) return;
    try {
      await submit({
        command: { kind: 'processUpload', subject: id, expects: 1, input: {}, actor: arrivalActor(owner) },
        idempotencyKey: `processUpload ${id}`,
        now: now(),
        signal,
      });
    } catch (error) {
      log.debug({ asset: id, err: error }, 'it could not be told that an upload is being looked at');
    }
  };
  const telling = tell();
  try {
    return await work();
  } finally {
    done.abort();
    // What comes of the work is told after this.
    await telling;
  }
};
