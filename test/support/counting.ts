import { DatabaseSync } from 'node:sqlite';
import type { Records } from '../../platform/records/port.ts';

/** Records that tell how many items each read gave back. */
export const countingItems = (records: Records, read: (items: number) => void): Records => ({
  ...records,
  getMany: async (keys, options) => {
    const items = await records.getMany(keys, options);
    read(items.filter((item) => item !== undefined).length);
    return items;
  },
  query: async (query, options) => {
    const page = await records.query(query, options);
    read(page.items.length);
    return page;
  },
});

/** The statements that are prepared, on whatever file, until it is disposed. */
export interface StatementLog extends Disposable {
  /** Each statement once, by the file it runs on. */
  readonly prepared: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Notes every statement that SQLite is given from now on. */
export const logStatements = (): StatementLog => {
  const prepared = new Map<string, Set<string>>();
  const original = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'prepare');
  if (typeof original?.value !== 'function')
    throw new TypeError('node:sqlite has changed: DatabaseSync has no prepare');
  const prepare: (...parameters: unknown[]) => unknown = original.value;
  Object.defineProperty(DatabaseSync.prototype, 'prepare', {
    ...original,
    value(this: DatabaseSync, sql: string, ...more: unknown[]): unknown {
      const file = this.location() ?? '';
      prepared.set(file, (prepared.get(file) ?? new Set()).add(sql));
      return prepare.call(this, sql, ...more);
    },
  });
  return { prepared, [Symbol.dispose]: () => Object.defineProperty(DatabaseSync.prototype, 'prepare', original) };
};

/** The steps by which SQLite would run a statement, such as `SEARCH t.content USING INDEX …`. */
export const planOf = (database: DatabaseSync, sql: string): string[] =>
  database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail));
