import { createProgress } from '../imports/progress.ts';
import type { ImportOptions, ImportResult } from '../imports/run.ts';
import { importWordPress } from '../imports/run.ts';
import type { Totals } from '../imports/totals.ts';
import { randomId } from '../platform/ids.ts';
import { createPackagedWriter } from '../subgraphs/content/packagedWriter.ts';
import { createContentWriter } from '../subgraphs/content/save.ts';
import { createPackagedStore } from '../subgraphs/media/packagedStore.ts';
import { createPackaging } from '../subgraphs/packaging.ts';
import type { Installation } from './installation.ts';
import type { OpenServices } from './openServices.ts';

/** What an import is run with. */
export interface ImportParts
  extends Pick<Installation, 'folder' | 'log' | 'now'>,
    Pick<OpenServices, 'backends' | 'services'> {
  readonly signal: AbortSignal;
}

/** What is imported: see {@link ImportOptions}. */
export type ImportRequest = Pick<
  ImportOptions,
  'files' | 'subsidiary' | 'dataCentre' | 'packages' | 'mediaPackages' | 'mediaDir' | 'dryRun'
>;

/** Imports with progress on standard error: one line that is written over on a terminal, JSON lines elsewhere. */
export const runImport = (
  request: ImportRequest,
  { backends, services, folder, log, now, signal }: ImportParts,
): Promise<ImportResult> => {
  const { records, objects } = backends;
  const { directory, contentStore: store, mediaStore } = services;
  const packaging = createPackaging({ records, directory, now });
  return importWordPress({
    ...request,
    records,
    objects,
    directory,
    store,
    writer: createPackagedWriter(createContentWriter({ records, objects }), { store, packaging }),
    media: createPackagedStore(mediaStore, packaging),
    reportFolder: folder.at('imports'),
    now,
    newId: randomId,
    log,
    progress: createProgress({
      now,
      write: (text) => void process.stderr.write(text),
      terminal: process.stderr.isTTY,
    }),
    signal,
  });
};

const counted = (what: string, counts: Readonly<Record<string, number>>): string => {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const each = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  return each.length === 0 ? `0 ${what}` : `${all} ${what} (${each.join(', ')})`;
};

/** Totals as one line: what was read is the sum of what it became. */
export const describeTotals = ({ read, created, updated, unchanged, skipped, quarantined }: Totals): string =>
  `${read} read = ${created} created + ${updated} updated + ${unchanged} unchanged + ${counted('skipped', skipped)} + ${counted('quarantined', quarantined)}`;
