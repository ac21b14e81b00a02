import { join } from 'node:path';
import { importTable } from '../../imports/ledger.ts';
import type { ImportOptions, ImportResult } from '../../imports/run.ts';
import { importWordPress } from '../../imports/run.ts';
import { createDirectory, type Directory, directoryTable } from '../../platform/directory.ts';
import { createFileObjects, type FileObjects } from '../../platform/objects/files.ts';
import type { Records } from '../../platform/records/port.ts';
import { createSqliteRecords } from '../../platform/records/sqlite.ts';
import { builtInViews } from '../../platform/views.ts';
import { contentDeskTable, contentTable } from '../../subgraphs/content/keys.ts';
import { createPackagedWriter } from '../../subgraphs/content/packagedWriter.ts';
import { type ContentWriter, createContentWriter } from '../../subgraphs/content/save.ts';
import { type ContentStore, createContentStore } from '../../subgraphs/content/store.ts';
import { createPackagedStore } from '../../subgraphs/media/packagedStore.ts';
import { createMediaStore, type MediaStore, mediaDeskTable, mediaTable } from '../../subgraphs/media/store.ts';
import { createPackaging } from '../../subgraphs/packaging.ts';
import { temporaryFolder } from './wordpress/wxr.ts';

/** 2 November 2026, 09:00 UTC. */
export const NOW = Date.UTC(2026, 10, 2, 9);

/** Embedded backends in a folder of their own, with the subsidiary `courier` and its packages `all` and `pictures`. */
export interface House extends AsyncDisposable {
  readonly folder: string;
  readonly records: Records;
  readonly objects: FileObjects;
  readonly directory: Directory;
  readonly store: ContentStore;
  readonly writer: ContentWriter;
  readonly media: MediaStore;
  /** Imports files with the settings that a test does not care for. */
  run(files: readonly string[], options?: Partial<ImportOptions>): Promise<ImportResult>;
}

/** Opens a {@link House}; in `folder` where it is given, else in one that goes with it. */
export const openHouse = async (folder?: string): Promise<House> => {
  const temporary = folder === undefined ? await temporaryFolder() : undefined;
  const path = folder ?? temporary?.path ?? '';
  const now = (): number => NOW;
  const tables = [contentTable, contentDeskTable, mediaTable, mediaDeskTable, directoryTable, importTable];
  const records = createSqliteRecords({ file: join(path, 'records.sqlite'), tables, now });
  await records.prepare();
  const objects = createFileObjects({
    root: join(path, 'objects'),
    baseUrl: 'http://localhost:4000/media',
    secret: 'a secret of the tests',
    now,
  });
  await objects.prepare();
  const directory = createDirectory({ records, now, views: builtInViews });
  await directory.saveOrganisation({ id: 'courier', kind: 'subsidiary', name: 'The Courier', language: 'en-GB' });
  await directory.saveOrganisation({ id: 'radio', kind: 'partner', name: 'Radio' });
  for (const name of ['all', 'pictures']) await directory.savePackage({ owner: 'courier', name });
  let runs = 0;
  const store = createContentStore({ records, objects });
  const packaging = createPackaging({ records, directory, now });
  const writer = createPackagedWriter(createContentWriter({ records, objects }), { store, packaging });
  const media = createPackagedStore(createMediaStore({ records, objects }), packaging);
  return {
    folder: path,
    records,
    objects,
    directory,
    store,
    writer,
    media,
    run: (files, options = {}) => {
      runs += 1;
      const newId = (): string => `run${runs}`;
      return importWordPress({
        files,
        subsidiary: 'courier',
        dataCentre: 'north',
        records,
        objects,
        directory,
        store,
        writer,
        media,
        now,
        newId,
        ...options,
      });
    },
    [Symbol.asyncDispose]: async () => {
      await records.close();
      await objects.close();
      await temporary?.[Symbol.asyncDispose]();
    },
  };
};
