import { OperatorError } from '../../platform/errors.ts';
import type { Operation, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import type { CheckedOperation } from './check.ts';
import type { ApplicationRef, Head, StoredOperation } from './items.ts';
import { headKey, operationKey, putHead, putOperation } from './items.ts';
import { readHead, readOperations } from './read.ts';

/*
 * A push is taken whole, however many transactions it needs:
 *
 *   begin: head n ──► n + 1      what an earlier push left unfinished goes     commit: head n + 2, whole n + 1
 *                    └──────► operations, each under push n + 1 ◄──────┘       with the audit record
 *
 * Who reads finds nothing of a push above `whole`. Each transaction holds the head as the push made it, so that of two pushes at once, or a push and a retirement,
 * one goes on and the other is told. One that was broken off is done again; nobody sees how far it came.
 */

/** What a push brings. */
export interface PushPlan {
  /** Ids that are new. */
  readonly added: readonly string[];
  /** Ids that were retired, or have an end, and go on now. */
  readonly renewed: readonly string[];
  readonly unchanged: number;
}

/** What a push needs. */
export interface PushOptions {
  readonly records: Records;
  readonly now: () => number;
  /** The audit record of the change, written with its last transaction. */
  readonly audited: (plan: PushPlan) => Operation;
  /** The one view for which the operations were checked; without it those of the application's keys. */
  readonly view: string | undefined;
}

/** Operations that an application may have, retired ones too. */
export const MOST_REGISTERED = 10_000;
/** Operations of a transaction beside the head, in number and in characters of their texts: within 100 and 4 MB, whatever the characters. */
const CHUNK = { operations: 90, characters: 1_000_000 };

interface Planned extends PushPlan {
  readonly writes: readonly { readonly operation: Operation; readonly size: number }[];
}

const planOf = (
  of: ApplicationRef,
  given: readonly CheckedOperation[],
  stored: readonly StoredOperation[],
  { version: push, whole }: Head,
  { now, view }: PushOptions,
): Planned => {
  const byId = new Map(stored.map((each) => [each.id, each]));
  const created = new Date(now()).toISOString();
  const added: string[] = [];
  const renewed: string[] = [];
  const taken: string[] = [];
  const writes: Planned['writes'][number][] = [];
  const write = (operation: StoredOperation): void =>
    void writes.push({ operation: putOperation(of, operation), size: operation.text.length });
  for (const each of given) {
    const before = byId.get(each.id);
    byId.delete(each.id);
    if (!before || before.push > whole) {
      added.push(each.id);
      write({ ...each, push, created, ...(view === undefined ? {} : { view }) });
    } else if (before.text !== each.text) taken.push(each.id);
    else if (before.ends !== undefined && (before.renewed === undefined || before.renewed > whole)) {
      renewed.push(each.id);
      write({ ...before, renewed: push });
    }
  }
  if (taken.length > 0)
    throw new OperatorError(
      `an id stands for one text for ever, and these are registered with another:\n${taken.map((id) => `  ${id}`).join('\n')}`,
    );
  // What is left of a push that was broken off must not come to light with this one.
  for (const each of byId.values()) {
    if (each.push > whole) writes.push({ operation: { kind: 'delete', key: operationKey(of, each.id) }, size: 0 });
    else if (each.renewed !== undefined && each.renewed > whole) {
      const { renewed: _, ...rest } = each;
      write(rest);
    }
  }
  const total = stored.filter((each) => each.push <= whole).length + added.length;
  if (total > MOST_REGISTERED)
    throw new OperatorError(
      `${of.organisation}/${of.application} would have ${total} operations; at most ${MOST_REGISTERED} are kept`,
    );
  return { added, renewed, unchanged: given.length - added.length - renewed.length, writes };
};

const chunksOf = (writes: Planned['writes']): Operation[][] => {
  const chunks: Operation[][] = [];
  let characters = 0;
  for (const { operation, size } of writes) {
    const last = chunks.at(-1);
    if (!last || last.length >= CHUNK.operations || characters + size > CHUNK.characters) {
      chunks.push([operation]);
      characters = size;
    } else {
      last.push(operation);
      characters += size;
    }
  }
  return chunks;
};

const toldOf = ({ added, renewed, unchanged }: Planned): PushPlan => ({ added, renewed, unchanged });

/** What {@link pushOperations} would do; it writes nothing. @throws {@link OperatorError} as that does. */
export const planPush = async (
  of: ApplicationRef,
  given: readonly CheckedOperation[],
  options: PushOptions,
): Promise<PushPlan> => {
  const head = await readHead(options.records, of);
  return toldOf(planOf(of, given, await readOperations(options.records, of), head, options));
};

/**
 * Registers operations of an application; what is registered already stays as it is, so that a push can be done again.
 * @param given - checked, with different ids.
 * @throws {@link OperatorError} where an id stands for another text, or somebody else changed the application's operations meanwhile; nothing is found of it then.
 */
export const pushOperations = async (
  of: ApplicationRef,
  given: readonly CheckedOperation[],
  options: PushOptions,
): Promise<PushPlan> => {
  const { records, audited } = options;
  const transact = async (operations: readonly Operation[]): Promise<void> => {
    try {
      await records.transact(operations);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      throw new OperatorError(
        `somebody else changed the operations of ${of.organisation}/${of.application} at the same moment: push again`,
        { cause: error },
      );
    }
  };

  const before = await readHead(records, of);
  const foreseen = planOf(of, given, await readOperations(records, of), before, options);
  if (foreseen.writes.length === 0) return toldOf(foreseen);
  const begun: Head = { version: before.version + 1, whole: before.whole };
  await transact([putHead(of, begun, before)]);
  // Only now does nobody else write: what was read before may have grown.
  const plan = planOf(of, given, await readOperations(records, of), begun, options);
  const isOurs: Operation = {
    kind: 'check',
    key: headKey(of),
    when: { name: 'nobody else pushes', condition: { kind: 'versionIs', version: begun.version } },
  };
  for (const chunk of chunksOf(plan.writes)) await transact([isOurs, ...chunk]);
  const done = toldOf(plan);
  await transact([putHead(of, { version: begun.version + 1, whole: begun.version }, begun), audited(done)]);
  return done;
};
