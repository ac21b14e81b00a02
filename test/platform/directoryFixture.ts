import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Directory } from '../../platform/directory.ts';
import { createDirectory, directoryTable } from '../../platform/directory.ts';
import { PortError } from '../../platform/errors.ts';
import type { Records } from '../../platform/records/port.ts';
import { createSqliteRecords } from '../../platform/records/sqlite.ts';
import { builtInViews } from '../../platform/views.ts';

/** A directory over SQLite of two newspapers and a partner that licenses a package, with a clock and a switch. */
export interface DirectoryFixture extends AsyncDisposable {
  readonly directory: Directory;
  readonly records: Records;
  readonly now: () => number;
  /** Moves the clock on. */
  advance(ms: number): void;
  /** Whether records answer `UNAVAILABLE`. */
  away(is: boolean): void;
  /** Reads of records so far. */
  readonly reads: () => number;
}

export const START = Date.parse('2026-11-02T08:00:00.000Z');

export const openDirectory = async (): Promise<DirectoryFixture> => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-directory-'));
  let time = START;
  let isAway = false;
  let reads = 0;
  const now = (): number => time;
  const stored = createSqliteRecords({ file: join(folder, 'records.db'), tables: [directoryTable], now });
  await stored.prepare();
  const reading = async <T>(call: () => Promise<T>): Promise<T> => {
    reads += 1;
    if (isAway) throw new PortError('records', 'UNAVAILABLE', 'host db-1 is away');
    return call();
  };
  const records: Records = {
    ...stored,
    getMany: (keys, options) => reading(() => stored.getMany(keys, options)),
    query: (query, options) => reading(() => stored.query(query, options)),
    transact: (operations, options) => stored.transact(operations, options),
  };
  const directory = createDirectory({ records, now, views: builtInViews });
  await directory.saveOrganisation({ id: 'courier', kind: 'subsidiary', name: 'The Courier', language: 'en' });
  await directory.saveOrganisation({
    id: 'blatt',
    kind: 'subsidiary',
    name: 'Das Blatt',
    site: 'https://www.blatt.example',
  });
  await directory.saveOrganisation({ id: 'radio', kind: 'partner', name: 'Radio One' });
  await directory.saveApplication({ organisation: 'courier', id: 'site', name: 'Site', channel: 'web' });
  await directory.saveApplication({ organisation: 'radio', id: 'app', name: 'App', channel: 'app', territory: 'AT' });
  await directory.savePackage({ owner: 'courier', name: 'news' });
  await directory.savePackage({ owner: 'courier', name: 'culture' });
  return {
    directory,
    records,
    now,
    advance: (ms) => {
      time += ms;
    },
    away: (is) => {
      isAway = is;
    },
    reads: () => reads,
    [Symbol.asyncDispose]: async () => {
      await stored.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
