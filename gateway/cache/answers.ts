import type { ExecutionResult } from 'graphql';
import type { Answered, Held } from '../../platform/cache/levels/answer.ts';
import type { Execute, Levels } from '../../platform/cache/levels.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Caller } from '../identity/caller.ts';
import type { Operation } from '../operations.ts';
import type { GatewayRequest } from '../request.ts';
import type { Coding } from './encoding.ts';
import { formOf } from './encoding.ts';
import type { KeptAnswer } from './entry.ts';
import { isFor } from './entry.ts';
import type { Asked, Keeping, KeepingRules } from './keeping.ts';
import { notKept } from './keeping.ts';

/** The answers that are kept. */
export interface Answers {
  /** The answer that this process holds for those who like a coding best, at once; for a key that may ask so much. */
  atOnce(asked: Asked, coding: Coding): Held<KeptAnswer> | undefined;
  /** The same, or else the one that processes share, where this one has to wait for nothing but that; `undefined` where there is none to wait for. Never rejects. */
  held(asked: Asked, coding: Coding): Held<KeptAnswer> | Promise<Held<KeptAnswer> | undefined> | undefined;
  /** What is kept of an operation. */
  keepingOf(asked: Asked, operation: Operation): Keeping;
  /** The answer from wherever it is kept, from who makes it just now, or as it is made: as it is, but one that is sent while it is made anew in the coding, where it is held so. */
  ask(
    key: string,
    viewer: Viewer,
    make: Execute<KeptAnswer, ExecutionResult>,
    asking: Pick<GatewayRequest, 'signal' | 'place'> & { readonly coding: Coding },
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

  /** For a key that may ask so much. */
  const sendable = (held: Held<KeptAnswer> | undefined, { viewer, key }: Caller): Held<KeptAnswer> | undefined =>
    held && held.value.cost <= key.limits.cost && isOwn(held.value, viewer) ? held : undefined;

  const keyOf = (asked: Asked): string | undefined => levels && rules.keyOf(asked);
  const peek = (key: string | undefined, coding: Coding, caller: Caller): Held<KeptAnswer> | undefined =>
    key === undefined ? undefined : sendable(levels?.peek(key, formOf(coding)), caller);

  return {
    atOnce: (asked, coding) => peek(keyOf(asked), coding, asked.caller),
    held: (asked, coding) => {
      const { caller } = asked;
      const key = keyOf(asked);
      if (key === undefined) return undefined;
      return peek(key, coding, caller) ?? levels?.find(key, formOf(coding))?.then((found) => sendable(found, caller));
    },
    keepingOf: (asked, operation) => (levels ? rules.keepingOf(asked, operation) : nowhere),
    ask: async (key, viewer, make, { coding, signal, place }) => {
      const answered = await levels?.ask(key, make, { form: formOf(coding), signal, place });
      if (answered && (!answered.storable || isOwn(answered.value, viewer))) return answered;
      const made = await make(false);
      if (!made.storable) return { level: 'execution', ...made };
      return { level: 'execution', ...made, expiresAt: made.startedAt + made.ttlMs };
    },
  };
};
