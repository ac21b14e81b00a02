import { dirname } from 'node:path';
import type { Directory } from '../platform/directory.ts';
import type { Objects } from '../platform/objects/port.ts';
import type { Records } from '../platform/records/port.ts';
import { type Log, silentLog } from '../platform/telemetry.ts';
import type { ContentWriter } from '../subgraphs/content/save.ts';
import type { ContentStore } from '../subgraphs/content/store.ts';
import type { MediaStore } from '../subgraphs/media/store.ts';
import { ImportError } from './errors.ts';
import { type FileResult, importFile } from './importFile.ts';
import { type Progress, silentProgress } from './progress.ts';
import { addTotals, type Totals } from './totals.ts';
import { openAnyExport } from './wordpress/quarantineSource.ts';
import type { SiteIndex } from './wordpress/siteIndex.ts';
import { type Survey, survey } from './wordpress/survey.ts';

/** What is imported, for whom and into what. */
export interface ImportOptions {
  /** WordPress exports (WXR, plain or gzip), or files of quarantine lines that were mended; in the order in which they were made. */
  readonly files: readonly string[];
  /** The subsidiary that will own the records. */
  readonly subsidiary: string;
  /** The data centre that the source ran in: part of every id. */
  readonly dataCentre: string;
  /** Names of the subsidiary's packages into which content is put, at most 10. Default none. */
  readonly packages?: readonly string[] | undefined;
  /** The same for media. Default none: pictures may belong to others. */
  readonly mediaPackages?: readonly string[] | undefined;
  /** Folder in which the files of attachments are looked for as well; they always are beside the export. */
  readonly mediaDir?: string | undefined;
  /** Reads and compares all, writes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /** Folder for each file's quarantine and report as JSON lines. Default: none are written. */
  readonly reportFolder?: string | undefined;
  /** Largest element, in bytes. Default 64 MB. */
  readonly maxElementBytes?: number | undefined;
  readonly records: Records;
  readonly objects: Objects;
  readonly directory: Directory;
  readonly store: ContentStore;
  /** Puts what it saves into packages by their rules, beside those that are named here. */
  readonly writer: ContentWriter;
  /** The same for media. */
  readonly media: MediaStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly log?: Log | undefined;
  readonly progress?: Progress | undefined;
  /** Stops after the batch at hand; run again, the import goes on from there. */
  readonly signal?: AbortSignal | undefined;
}

/** What an import came to. */
export interface ImportResult {
  readonly runId: string;
  readonly totals: Totals;
  readonly files: readonly FileResult[];
}

const PACKAGES = 10;

/** The ids of packages by their names. @throws {@link ImportError} `UNKNOWN_OWNER` */
const packagesOf = (subsidiary: string, names: readonly string[], known: ReadonlySet<string>): string[] => {
  const ids = [...new Set(names)];
  for (const name of ids) {
    if (known.has(name)) continue;
    const there = known.size === 0 ? 'it has none' : `it has ${[...known].join(', ')}`;
    throw new ImportError('UNKNOWN_OWNER', `${subsidiary} has no package ${JSON.stringify(name)}: ${there}`);
  }
  if (ids.length > PACKAGES)
    throw new ImportError('UNKNOWN_OWNER', `a record lies in at most ${PACKAGES} packages, not ${ids.length}`);
  return ids.map((name) => `${subsidiary}/${name}`);
};

/**
 * Imports WordPress exports: articles, pages, media, sections, tags and contributors, with ids that are the same each time. What is stored already is
 * left alone, what somebody edited here is never overwritten, and an import that was broken off goes on where it stood.
 *
 * @throws {@link ImportError} where a file cannot be read or is no export, the subsidiary or a package is unknown, another process imports the same
 * file, or the totals do not add up. The signal's reason when it aborts.
 */
export const importWordPress = async (options: ImportOptions): Promise<ImportResult> => {
  const { files, subsidiary, directory, now, signal, log = silentLog, progress = silentProgress } = options;
  const organisation = await directory.organisation(subsidiary);
  if (organisation?.kind !== 'subsidiary') {
    const what = organisation === undefined ? 'there is no subsidiary' : 'it is a partner, which owns no content:';
    throw new ImportError('UNKNOWN_OWNER', `${what} ${JSON.stringify(subsidiary)}`);
  }
  const known = new Set((await directory.packages(subsidiary)).map(({ name }) => name));
  const packages = packagesOf(subsidiary, options.packages ?? [], known);
  const mediaPackages = packagesOf(subsidiary, options.mediaPackages ?? [], known);
  const runId = options.newId();

  // All files are looked through before any is imported: a record of one may link to what lies in another.
  const indexes = new Map<string, SiteIndex>();
  const surveys: { readonly survey: Survey; readonly folder: string }[] = [];
  for (const path of files) {
    const file = await openAnyExport(path);
    progress.begin('survey', file.name, file.size);
    const found = await survey(file, {
      indexes,
      maxElementBytes: options.maxElementBytes,
      signal,
      onRead: (bytes) => progress.update(bytes, 0),
    });
    progress.end();
    for (const notice of found.notices) log.warn({ file: file.name }, notice);
    surveys.push({ survey: found, folder: dirname(path) });
  }

  const results: FileResult[] = [];
  for (const one of surveys) {
    const result = await importFile(one.survey, {
      ...options,
      runId,
      packages,
      mediaPackages,
      language: organisation.language ?? 'und',
      mediaFolders: [one.folder, ...(options.mediaDir === undefined ? [] : [options.mediaDir])],
      reportNumber: results.filter(({ name }) => name === one.survey.file.name).length + 1,
      dryRun: options.dryRun ?? false,
      progress,
      log,
    });
    results.push(result);
    log.info(
      { file: result.name, runId: result.runId, ...result.totals, at: new Date(now()).toISOString() },
      'imported',
    );
  }
  return { runId, totals: addTotals(results.map(({ totals }) => totals)), files: results };
};
