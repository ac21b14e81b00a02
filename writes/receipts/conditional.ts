import type { CallOptions, NamedCondition, Operation, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';

/** Writes, and answers `false` where this condition no longer held. @throws ConditionFailed where others failed and this one held. */
export const transactUnless = async (
  records: Records,
  condition: NamedCondition,
  operations: readonly Operation[],
  options: CallOptions | undefined,
): Promise<boolean> => {
  try {
    await records.transact(operations, options);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed && error.failed.some(({ name }) => name === condition.name)) return false;
    throw error;
  }
};
