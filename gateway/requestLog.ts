import type { Level } from '../platform/cache/levels/answer.ts';
import { AnswerError } from '../platform/errors.ts';
import type { Log } from '../platform/telemetry.ts';
import type { KeptAnswer } from './cache/entry.ts';
import type { Asked } from './cache/keeping.ts';
import type { Caller } from './identity/caller.ts';
import type { Operation } from './operations.ts';

/** Whether an answer was kept (`hit`), was looked for and made (`miss`), or is none that is looked for (`bypass`). */
export interface CacheFacts {
  readonly outcome: 'hit' | 'miss' | 'bypass';
  /** Which level held it, or why it is not kept; told to keys that may look into the schema. */
  readonly reason: string | undefined;
}

/** What is found out about a request while it is answered. */
export interface RequestFacts {
  caller?: Caller;
  operation?: Pick<Operation, 'hash' | 'name'>;
  cost?: number;
  /** What the cache did for an answer. */
  cache?: CacheFacts;
  /** How many errors stand in an answer that ran. */
  errors?: number;
  /** Why it did not run. */
  refusal?: unknown;
}

/** An answer is sent as it is kept. @param level - where. */
export const noteHit = (
  facts: RequestFacts,
  { caller, source }: Asked,
  { name, cost }: KeptAnswer,
  level: Level,
): void => {
  facts.caller = caller;
  facts.operation = { hash: source.persisted ?? '', name };
  facts.cost = cost;
  facts.cache = { outcome: 'hit', reason: level };
};

/** Longest name of an operation that is logged; clients choose it. */
const LONGEST_NAME = 100;

const outcomeOf = ({ refusal, errors = 0 }: RequestFacts): string => {
  if (refusal !== undefined) return refusal instanceof AnswerError ? refusal.code : 'INTERNAL';
  return errors > 0 ? 'PARTIAL' : 'OK';
};

/**
 * One line for each request of the graph: who asked what, what it cost and what came of it. The operation stands there by its hash and name, never by its text, and its variables
 * not at all; a key by its id.
 */
export const logAnswered = (
  log: Log,
  request: { readonly id: string; readonly method: string; readonly status: number; readonly ms: number },
  facts: RequestFacts,
): void => {
  const { caller, operation, cost } = facts;
  log.info(
    {
      ...request,
      outcome: outcomeOf(facts),
      organisation: caller?.viewer.organisation,
      application: caller?.viewer.application,
      keyId: caller?.key.id,
      operation: operation?.hash,
      name: operation?.name?.slice(0, LONGEST_NAME),
      cost,
      cache: facts.cache?.outcome,
    },
    'answered',
  );
};
