import { AnswerError } from '../platform/errors.ts';
import type { Log } from '../platform/telemetry.ts';
import type { Actor, Command } from './command.ts';
import { ownActor } from './command.ts';
import type { Submit } from './submit.ts';

/** Something that is to happen by itself, and whose time has come. */
export interface DueCommand {
  /** It names the version that was found to be due. */
  readonly command: Command;
  /** Has it found no more, unless the record has changed since. */
  readonly forget: () => Promise<void>;
}

/** Something whose time has come, and that cannot be read. */
export interface DueUnreadable extends Pick<DueCommand, 'forget'> {
  /** The record's id. */
  readonly subject: string;
  readonly fault: Error;
}

/** Where what is due is found. A subgraph brings it. */
export interface DueSource {
  /** What was due at or before this time, in milliseconds since the epoch, the earliest first; however long nobody looked. */
  find(now: number, limit: number, signal: AbortSignal): Promise<readonly (DueCommand | DueUnreadable)[]>;
}

/** Who does what is due in a subsidiary: whoever set the time was asked for their role then. */
export const dueActor = (organisation: string): Actor => ownActor('due', organisation);

/** Taken in one look. */
const MOST = 100;

/** One thing that is due, of one version of its record, is one command, however many look and however often. */
const keyOf = ({ kind, subject, expects }: Command): string => `${kind} ${subject} ${expects}`;

/**
 * Makes ordinary commands of what is due. Any number of processes may look at once: each command is accepted once. One that is refused or parked is not found
 * again: its receipt says why, and is logged. So is what cannot be read, which would hold up others. Answers how many were sent.
 */
export const submitDue = async (
  { submit, source, log }: { readonly submit: Submit; readonly source: DueSource; readonly log: Log },
  now: number,
  signal: AbortSignal,
): Promise<number> => {
  let sent = 0;
  for (const found of await source.find(now, MOST, signal)) {
    const { forget } = found;
    if ('fault' in found) {
      log.error({ subject: found.subject, err: found.fault }, 'what was due cannot be read');
      await forget();
      continue;
    }
    const { command } = found;
    const { kind, subject } = command;
    try {
      const submitted = await submit({ command, idempotencyKey: keyOf(command), now, signal });
      if ('receipt' in submitted) {
        const { state, id, errors } = submitted.receipt;
        if (state === 'QUEUED') sent += 1;
        if (state !== 'REJECTED' && state !== 'PARKED') continue;
        log.warn({ kind, subject, receipt: id, state, errors }, 'what was due could not be done');
      } else log.warn({ kind, subject, errors: submitted.refused }, 'what was due could not be done');
      await forget();
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      // Too much is unfinished, or the queue is away: the next look finds it again.
      log.warn({ kind, subject, err: error }, 'what is due has to wait');
      return sent;
    }
  }
  return sent;
};
