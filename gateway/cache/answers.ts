import type { ExecutionResult } from 'graphql';
import type { Answered, Executed, Held } from '../../platform/cache/levels/answer.ts';
import type { Levels } from '../../platform/cache/levels.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Caller } from '../identity/caller.ts';
import type { Operation } from '../operations.ts';
import type { Source } from '../persisted/source.ts';
import type { GraphQLParams } from '../request.ts';
import type { ViewSchemas } from '../views/viewSchemas.ts';
import type { KeptAnswer } from './entry.ts';
import { isFor } from './entry.ts';
import { createKeys } from './key.ts';
import type { Policies } from './policies.ts';
import type { OperationPolicy } from './policy.ts';
import { compilePolicy } from './policy.ts';

/** What is asked, and by whom. */
export interface Asked {
  readonly caller: Caller;
  readonly source: Source;
  readonly params: GraphQLParams;
}

/** Whether and how an answer is kept. */
export type Keeping =
  | { readonly isKept: true; readonly key: string /** Seconds. */; readonly maxAge: number }
  | { readonly isKept: false /** For who may look into the schema. */; readonly reason: string };

/** The answers that are kept: those of persisted operations. */
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
  readonly schemas: ViewSchemas;
  readonly policies: Policies;
  readonly log: Log;
}

const not = (reason: string): Keeping => Object.freeze({ isKept: false, reason });
const nowhere = not('this gateway keeps no answers');
const byText = not('it came as text: answers of persisted operations alone are kept');
const tooDeep = not('its variables are too deep');
const previewed = not('it asks for working copies');
const fresh = not('it reads past every cache, by `minVersion`');

/**
 * Makes {@link Answers} over the cache's levels. An answer says for itself for whom it was made: one that lies under another's key is logged and never sent.
 */
export const createAnswers = ({ levels, schemas, policies, log }: AnswersOptions): Answers => {
  const keys = createKeys();
  const compiled = new WeakMap<Operation, OperationPolicy>();

  const isOwn = (answer: KeptAnswer, viewer: Viewer): boolean => {
    if (isFor(answer, viewer)) return true;
    const { organisation, view, viewVersion } = answer;
    log.error(
      { organisation: viewer.organisation, view: viewer.view.name, found: { organisation, view, viewVersion } },
      'an answer lies under a key that is not its own: it is not sent',
    );
    return false;
  };

  const policyOf = (operation: Operation): OperationPolicy => {
    const policy = compiled.get(operation) ?? compilePolicy(policies, operation);
    compiled.set(operation, policy);
    return policy;
  };

  const keyOf = ({ caller: { viewer, key }, source: { persisted }, params }: Asked): string | undefined => {
    if (!levels || persisted === undefined) return undefined;
    const { operationName, variables } = params;
    const { hash: schemaHash } = schemas.of(viewer.view);
    return keys.of({ viewer, schemaHash, operationHash: persisted, operationName, limits: key.limits, variables });
  };

  return {
    atOnce: (asked) => {
      const { viewer, key: terms } = asked.caller;
      const key = keyOf(asked);
      const held = key === undefined ? undefined : levels?.peek(key);
      return held && held.value.cost <= terms.limits.cost && isOwn(held.value, viewer) ? held : undefined;
    },
    keepingOf: (asked, operation) => {
      const { variables } = asked.params;
      if (!levels) return nowhere;
      if (asked.source.persisted === undefined) return byText;
      if (operation.previews(variables)) return previewed;
      if (operation.readsFresh(variables)) return fresh;
      const { maxAge, reason } = policyOf(operation);
      if (reason !== undefined) return not(reason);
      const key = keyOf(asked);
      return key === undefined ? tooDeep : { isKept: true, key, maxAge };
    },
    ask: async (key, viewer, make, signal) => {
      const answered = await levels?.ask(key, make, signal);
      if (answered && (!answered.storable || isOwn(answered.value, viewer))) return answered;
      const made = await make();
      if (!made.storable) return { level: 'execution', ...made };
      return { level: 'execution', ...made, expiresAt: made.startedAt + made.ttlMs };
    },
  };
};
