import { expect } from 'vitest';
import { PortError } from '../../platform/errors.ts';
import type { Change, ChangesOptions, Item, Page, Query, Records } from '../../platform/records/port.ts';
import type { Contract } from './adapters.ts';
import type { put } from './recordsTables.ts';

/** What the records' sentences are tried on: empty tables, prepared. */
export interface RecordsSubject extends AsyncDisposable {
  readonly records: Records;
  /** A second adapter over the same tables, as another process would have it. */
  another(): Promise<Records>;
}

/** The contract of the records port, over whichever adapter makes its subjects. */
export type RecordsContract = Contract<() => Promise<RecordsSubject>>;

/** Writes many items, as few transactions as hold them. */
export async function fill(records: Records, operations: readonly ReturnType<typeof put>[], size = 50): Promise<void> {
  for (let at = 0; at < operations.length; at += size) await records.transact(operations.slice(at, at + size));
}

/** One item, read consistently. */
export async function read(records: Records, table: string, pk: string, sk: string): Promise<Item | undefined> {
  const [item] = await records.getMany([{ table, pk, sk }], { consistent: true });
  return item;
}

/** All pages of a query. */
export async function pages(records: Records, query: Query): Promise<Page[]> {
  const all: Page[] = [];
  for (let after = query.after; ; ) {
    const page = await records.query({ ...query, after });
    all.push(page);
    if (page.next === undefined) return all;
    after = page.next;
  }
}

/** The sort keys of all pages of a query. */
export async function sortKeys(records: Records, query: Query): Promise<string[]> {
  return (await pages(records, query)).flatMap((page) => page.items.map((item) => item.sk));
}

/** What a call is refused with; fails when it is not. */
export async function refusal(call: Promise<unknown>): Promise<PortError> {
  const outcome: unknown = await call.then(
    () => new Error('the call was not refused'),
    (cause: unknown) => cause,
  );
  expect(outcome).toBeInstanceOf(PortError);
  if (!(outcome instanceof PortError)) throw outcome;
  return outcome;
}

/** Goes through the feed to its end as a consumer that handles everything, and gives what it was given. */
export async function caughtUp(records: Records, options: Partial<ChangesOptions> = {}): Promise<Change[]> {
  const changes: Change[] = [];
  await records.changes({
    consumer: 'reader',
    tables: ['things'],
    mode: 'catchUp',
    signal: AbortSignal.timeout(30_000),
    handler: async (batch) => {
      changes.push(...batch);
      return { failed: [] };
    },
    ...options,
  });
  return changes;
}

/** A message that names what was wrong. */
export function naming(what: string): unknown {
  return expect.stringContaining(what);
}
