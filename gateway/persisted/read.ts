import type { Records } from '../../platform/records/port.ts';
import type { ApplicationRef, Head, StoredOperation } from './items.ts';
import {
  endOf,
  headKey,
  OPERATION_RANGE,
  operationKey,
  operationsTable,
  parseHead,
  parseOperation,
  partitionOf,
} from './items.ts';

/** A registered operation, and when it ends (milliseconds since the epoch; infinity: never). */
export interface ListedOperation extends StoredOperation {
  readonly end: number;
}

const PAGE = 1_000;

/** The head as it is. */
export const readHead = async (records: Records, of: ApplicationRef): Promise<Head> => {
  const [item] = await records.getMany([headKey(of)], { consistent: true });
  return parseHead(item);
};

/** All that is stored of an application, in the order of ids: what pushes have left unfinished too. */
export const readOperations = async (records: Records, of: ApplicationRef): Promise<readonly StoredOperation[]> => {
  const found: StoredOperation[] = [];
  let after: string | undefined;
  do {
    const page = await records.query({
      table: operationsTable.name,
      pk: partitionOf(of),
      ...OPERATION_RANGE,
      limit: PAGE,
      after,
      consistent: true,
    });
    found.push(...page.items.map(parseOperation));
    after = page.next;
  } while (after !== undefined);
  return found;
};

/** What an application has registered, in the order of ids, retired ones too. */
export const listOperations = async (records: Records, of: ApplicationRef): Promise<readonly ListedOperation[]> => {
  const head = await readHead(records, of);
  return (await readOperations(records, of)).flatMap((operation) => {
    const end = endOf(operation, head);
    return end === undefined ? [] : [{ ...operation, end }];
  });
};

/** One of them; `undefined` where there is none. */
export const showOperation = async (
  records: Records,
  of: ApplicationRef,
  id: string,
): Promise<ListedOperation | undefined> => {
  const head = await readHead(records, of);
  const [item] = await records.getMany([operationKey(of, id)], { consistent: true });
  const operation = item && parseOperation(item);
  const end = operation && endOf(operation, head);
  return operation && end !== undefined ? { ...operation, end } : undefined;
};
