import type { ExecutionResult } from 'graphql';
import type { Answered, Executed, Held } from '../../platform/cache/levels/answer.ts';
import type { Levels } from '../../platform/cache/levels.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Operation } from '../operations.ts';
import type { KeptAnswer } from './entry.ts';
import { isFor } from './entry.ts';
import type { Asked, Keeping, KeepingRules } from './keeping.ts';
import { notKept } from './keeping.ts';

/** The answers that are kept. */
export interface Answers {
  /** The answer that this process holds, at once; for a key that may ask so much. */
  atOnce(asked: Asked): Held<KeptAnswer> | undefined;
  /** What is kept of an operation. */
  keepingOf(asked: Asked, operation: Operation): Keeping;
  /** The answer from wherever it is kept, from who makes it just now, or as it is made. */
  ask(
    key: string,
    viewer: Viewer,
    make: () => Promise<Executed<KeptAnswer, ExecutionResult>>,
    signal: AbortSignal,
  ): Promise<Answered<KeptAnswer, ExecutionResult>>;
}

/** What {@link createAnswers} needs. */
export interface AnswersOptions {
  /** Without them nothing is kept. */
  readonly levels: Levels<KeptAnswer> | undefined;
  readonly rules: KeepingRules;
  readonly log: Log;
}

const nowhere = notKept('this gateway keeps no answers');

/**
 * Makes {@link Answers} over the cache's levels. An answer says for itself for whom it was made: one that lies under another's key is logged and never sent.
 */
export const createAnswers = ({ levels, rules, log }: AnswersOptions): Answers => {
  const isOwn = (answer: KeptAnswer, viewer: Viewer): boolean => {
    if (isFor(answer, viewer)) return true;
    const { organisation, view, viewVersion } = answer;
    log.error(
      { organisation: viewer.organisation, view: viewer.view.name, found: { organisation, view, viewVersion } },
      'an answer lies under a key that is not its own: it is not sent',
    );
    return false;
  };

  return {
    atOnce: (asked) => {
      if (!levels) return undefined;
      const { viewer, key: terms } = asked.caller;
      const key = rules.keyOf(asked);
      const held = key === undefined ? undefined : levels.peek(key);
      return held && held.value.cost <= terms.limits.cost && isOwn(held.value, viewer) ? held : undefined;
    },
    keepingOf: (asked, operation) => (levels ? rules.keepingOf(asked, operation) : nowhere),
    ask: async (key, viewer, make, signal) => {
      const answered = await levels?.ask(key, make, signal);
      if (answered && (!answered.storable || isOwn(answered.value, viewer))) return answered;
      const made = await make();
      if (!made.storable) return { level: 'execution', ...made };
      return { level: 'execution', ...made, expiresAt: made.startedAt + made.ttlMs };
    },
  };
};
