import type { DatabaseSync } from 'node:sqlite';

/** Transactions of one connection, several in one commit. */
export interface GroupCommit {
  /**
   * Runs `body` in a transaction that writes, at the end of this turn of the event loop, in the order asked; with what others ask for until then it is one commit.
   * What it throws undoes it alone; where the commit itself fails, all of it fails.
   */
  run<T>(body: () => T): Promise<T>;
  /** Commits now what was asked for. */
  flush(): void;
}

/** Runs in a transaction that writes. */
export function inTransaction<T>(database: DatabaseSync, body: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = body();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** One that waits for its commit. */
interface Asked {
  /** Runs it in the transaction; answers what tells who asked of it, once it is committed. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/** {@link GroupCommit} over a connection that nothing else begins transactions on. */
export function createGroupCommit(database: DatabaseSync): GroupCommit {
  let asked: Asked[] = [];

  const apart = <T>(body: () => T): T => {
    database.exec('SAVEPOINT one');
    try {
      return body();
    } catch (error) {
      // A full disk may have ended the whole transaction already.
      if (database.isTransaction) database.exec('ROLLBACK TO one');
      throw error;
    } finally {
      if (database.isTransaction) database.exec('RELEASE one');
    }
  };

  const flush = (): void => {
    const group = asked;
    asked = [];
    if (group.length === 0) return;
    try {
      const tell = inTransaction(database, () => group.map(({ run }) => run()));
      for (const each of tell) each();
    } catch (error) {
      for (const { fail } of group) fail(error);
    }
  };

  return {
    run: <T>(body: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (asked.length === 0) setImmediate(flush);
        asked.push({
          run: () => {
            try {
              const result = apart(body);
              return () => resolve(result);
            } catch (error) {
              // Nobody else's fault: but where the transaction is gone, so is what the others did.
              if (!database.isTransaction) throw error;
              return () => reject(error);
            }
          },
          fail: reject,
        });
      }),
    flush,
  };
}
