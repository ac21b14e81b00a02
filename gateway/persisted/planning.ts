import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Register } from '../../platform/directory/register.ts';
import type { Views } from '../../platform/directory.ts';
import { AnswerError, OperatorError } from '../../platform/errors.ts';
import type { Records } from '../../platform/records/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { ApplicationRef, StoredOperation } from './items.ts';
import { listOperations } from './read.ts';
import type { Terms } from './terms.ts';
import { termsOf } from './terms.ts';
import { readUses } from './uses.ts';

/** What {@link planRegistered} stands on. */
export interface PlanningOptions {
  readonly records: Records;
  readonly register: Pick<Register, 'organisations' | 'applications' | 'liveKeys'>;
  readonly views: Pick<Views, 'named'>;
  /** Makes an operation ready for requests on these terms. @throws `AnswerError` where it is not valid any more. */
  readonly plan: (text: string, terms: Terms) => void;
  readonly now: () => number;
  readonly log: Log;
  /** Longest it may take, in milliseconds; half of it for reading. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

/** How far it came. */
export interface Planned {
  readonly planned: number;
  /** Operations that are no longer valid; each is logged. */
  readonly failed: number;
  /** Operations for which there was no time. */
  readonly left: number;
}

interface Candidate {
  readonly of: ApplicationRef;
  readonly operation: Pick<StoredOperation, 'id' | 'text'>;
  readonly terms: readonly Terms[];
  readonly uses: number;
}

/** What of an application's operations can be sent. */
const candidatesOf = async (of: ApplicationRef, options: PlanningOptions): Promise<readonly Candidate[]> => {
  const { records, register, views, now } = options;
  const operations = (await listOperations(records, of)).filter(({ end }) => now() < end);
  if (operations.length === 0) return [];
  const uses = Map.groupBy(await readUses(records, of), ({ id }) => id);
  const keys = await register.liveKeys(of.organisation, now());
  const byView = new Map<string | undefined, readonly Terms[]>();
  for (const view of new Set(operations.map((each) => each.view))) {
    try {
      byView.set(view, await termsOf(of, keys, views, view));
    } catch (error) {
      // Without a key, or a view, nobody sends them.
      if (!(error instanceof OperatorError)) throw error;
    }
  }
  return operations.map((operation) => ({
    of,
    operation,
    terms: byView.get(operation.view) ?? [],
    uses: (uses.get(operation.id) ?? []).reduce((sum, { count }) => sum + count, 0),
  }));
};

const candidates = async (options: PlanningOptions, until: number): Promise<readonly Candidate[]> => {
  const { register, now, signal } = options;
  const found: Candidate[] = [];
  for (const { id: organisation, retired } of await register.organisations()) {
    if (retired) continue;
    for (const application of await register.applications(organisation)) {
      if (now() >= until || signal.aborted) return found;
      if (!application.retired)
        found.push(...(await candidatesOf({ organisation, application: application.id }, options)));
    }
  }
  return found;
};

/** Plans what applications have registered, the most used first, so that no request waits for it: within a time, and none of it is needed for an answer. */
export const planRegistered = async (options: PlanningOptions): Promise<Planned> => {
  const { plan, now, log, budgetMs, signal } = options;
  const began = now();
  const all = [...(await candidates(options, began + budgetMs / 2))].sort((a, b) => b.uses - a.uses);
  let planned = 0;
  let failed = 0;
  for (const { of, operation, terms } of all) {
    if (now() - began >= budgetMs || signal.aborted) break;
    try {
      for (const each of terms) plan(operation.text, each);
      planned += 1;
    } catch (error) {
      failed += 1;
      const registered = { ...of, operation: operation.id };
      // One operation is no reason not to serve the others.
      if (error instanceof AnswerError)
        log.warn({ ...registered, reason: error.message }, 'a registered operation is not valid any more');
      else log.error({ ...registered, err: error }, 'a registered operation cannot be planned');
    }
    await nextTurn();
  }
  return { planned, failed, left: all.length - planned - failed };
};
