import type { ExecutionResult } from 'graphql';
import type { Executed } from '../../platform/cache/levels/answer.ts';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import { everythingTag, organisationTag } from '../../subgraphs/tags.ts';
import type { Operation } from '../operations.ts';
import type { KeptAnswer } from './entry.ts';
import { etagOf } from './etag.ts';
import type { KeepingPolicy } from './policy.ts';

/** An answer that has just been made. */
export interface Made {
  readonly result: ExecutionResult;
  readonly operation: Operation;
  readonly cost: number;
  /** The operation's. */
  readonly policy: KeepingPolicy;
  /** With which it was made. */
  readonly scope: RequestScope;
}

/** What is sent of an answer without errors. */
export const bodyOf = ({ data }: ExecutionResult): string => JSON.stringify({ data });

/** Why an answer is not kept although its operation's may be; `undefined` where it is. */
export const reasonAgainst = ({ result, scope: { touched, now } }: Made): string | undefined => {
  if (result.errors && result.errors.length > 0) return 'it holds errors';
  if (!result.data) return 'it holds nothing';
  if (touched.notKept !== undefined) return touched.notKept;
  // Without a tag no purge would ever end it.
  if (touched.tags.size === 0) return 'it is not known what it was made from';
  return touched.endsAt - now < 1 ? 'it changes at this moment' : undefined;
};

const SECOND_MS = 1_000;

/** How long clients may keep an answer, and send it while they ask anew, in whole seconds: no longer than what they see of it is to last. */
const toldOf = ({ maxAge, staleWhileRevalidate }: KeepingPolicy, lastsMs: number) => {
  const lasts = Math.max(0, Math.floor(lastsMs / SECOND_MS));
  const told = Math.min(maxAge, lasts);
  return { maxAge: told, staleWhileRevalidate: Math.min(staleWhileRevalidate, lasts - told) };
};

/** An answer ready to be kept; as it was made where it is not. What in it changes by itself ends it, stale or not. Clients are told of the policy, and when what they see ends, never when what they may not see yet will end the answer. */
export const toKeep = (made: Made): Executed<KeptAnswer, ExecutionResult> => {
  const { result, operation, cost, policy, scope } = made;
  if (reasonAgainst(made) !== undefined) return { storable: false, value: result };
  const { viewer, touched, now } = scope;
  // As old as the oldest thing in it: what was purged since then it may not know.
  const startedAt = Math.min(now, touched.since);
  const freshUntil = Math.min(now + policy.maxAge * SECOND_MS, touched.endsAt);
  const sentUntil = Math.min(freshUntil + policy.staleWhileRevalidate * SECOND_MS, touched.endsAt);
  const body = Buffer.from(bodyOf(result));
  return {
    storable: true,
    value: Object.freeze({
      organisation: viewer.organisation,
      view: viewer.view.name,
      viewVersion: viewer.view.version,
      name: operation.name,
      cost,
      ...toldOf(policy, touched.shownUntil - now),
      etag: etagOf(body),
      coding: 'identity',
      body,
    }),
    tags: [...touched.tags, organisationTag(viewer.organisation), everythingTag],
    startedAt,
    ttlMs: Math.floor(freshUntil - startedAt),
    staleMs: Math.floor(sentUntil - freshUntil),
  };
};
