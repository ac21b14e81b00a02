import { OperatorError } from '../../platform/errors.ts';
import type { Operation, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import type { ApplicationRef } from './items.ts';
import { putHead, putOperation } from './items.ts';
import type { ListedOperation } from './read.ts';
import { readHead, showOperation } from './read.ts';

/**
 * Ends a registered operation at a moment; within a minute of it no process finds it. A push that brings it again takes the end back.
 * @param ends - ISO 8601.
 * @param audited - the audit record, written with the change.
 * @throws {@link OperatorError} where there is none, or somebody else changed the application's operations meanwhile.
 */
export const retireOperation = async (
  records: Records,
  of: ApplicationRef,
  id: string,
  ends: string,
  audited: (before: ListedOperation) => Operation,
): Promise<ListedOperation> => {
  const head = await readHead(records, of);
  const before = await showOperation(records, of, id);
  if (!before) throw new OperatorError(`${of.organisation}/${of.application} has no operation \`${id}\``);
  const { end: _, renewed: __, ...operation } = before;
  try {
    await records.transact([
      putOperation(of, { ...operation, ends }),
      putHead(of, { ...head, version: head.version + 1 }, head),
      audited(before),
    ]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw new OperatorError(
      `somebody else changed the operations of ${of.organisation}/${of.application} at the same moment: do it again`,
      { cause: error },
    );
  }
  return { ...operation, ends, end: Date.parse(ends) };
};
