import { join } from 'node:path';
import type { Objects } from '../platform/objects/port.ts';
import type { Records } from '../platform/records/port.ts';
import type { Log } from '../platform/telemetry.ts';
import type { ContentWriter } from '../subgraphs/content/save.ts';
import type { ContentStore } from '../subgraphs/content/store.ts';
import type { MediaStore } from '../subgraphs/media/store.ts';
import { createBatch } from './batch.ts';
import { createIds } from './ids.ts';
import { beginning, type Checkpoint, openShard, type Shard } from './ledger.ts';
import { type LineFile, openLineFile } from './lineFile.ts';
import { createMediaFinder } from './mediaFiles.ts';
import type { Progress } from './progress.ts';
import type { Settings } from './settings.ts';
import { TRANSFORM } from './settings.ts';
import { reconcile, type Totals } from './totals.ts';
import { type ReadEvent, readExport } from './wordpress/read.ts';
import { wordPressReferences } from './wordpress/references.ts';
import type { Survey } from './wordpress/survey.ts';
import { uploadPathsOf } from './wordpress/uploads.ts';

/** What importing one file works with. */
export interface FileContext {
  readonly subsidiary: string;
  readonly dataCentre: string;
  /** Ids of packages, `owner/name`. */
  readonly packages: readonly string[];
  readonly mediaPackages: readonly string[];
  /** The language of records where neither they nor the export say one. */
  readonly language: string;
  /** Folders in which the files of attachments may lie. */
  readonly mediaFolders: readonly string[];
  readonly reportFolder?: string | undefined;
  /** 1 for the first file of its name in a run, 2 for the second: their reports are told apart. */
  readonly reportNumber: number;
  readonly maxElementBytes?: number | undefined;
  readonly dryRun: boolean;
  readonly runId: string;
  readonly records: Records;
  readonly objects: Objects;
  readonly store: ContentStore;
  readonly writer: ContentWriter;
  readonly media: MediaStore;
  readonly now: () => number;
  readonly log: Log;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** What one file came to. */
export interface FileResult {
  readonly name: string;
  readonly site: string;
  readonly runId: string;
  /** Whether it went on with an import that was broken off; the totals are those of both. */
  readonly resumed: boolean;
  readonly totals: Totals;
  /** How often there is something to look at although the record was taken over, by kind: dangling links and pictures, names taken. */
  readonly remarks: Readonly<Record<string, number>>;
  /** What is odd about the file as a whole. */
  readonly notices: readonly string[];
  /** Where the lines of its quarantine and report stand, where there are any. */
  readonly quarantineFile: string | undefined;
  readonly reportFile: string | undefined;
}

/** Elements that are saved together, between two checkpoints: so many, or so many bytes. */
const BATCH = 50;
const BATCH_BYTES = 4 * 1024 * 1024;

const settingsOf = (survey: Survey, context: FileContext, runId: string): Settings => {
  const { site } = survey.context.site;
  const system = 'wordpress';
  return {
    system,
    dataCentre: context.dataCentre,
    site,
    owner: context.subsidiary,
    packages: context.packages,
    mediaPackages: context.mediaPackages,
    language: survey.context.site.language ?? context.language,
    runId,
    exportFile: survey.file.name,
    at: new Date(context.now()).toISOString(),
    ids: createIds({ system, dataCentre: context.dataCentre, site }),
  };
};

const openLines = async (
  context: FileContext,
  survey: Survey,
  kind: string,
  length: number,
): Promise<LineFile | undefined> => {
  if (context.reportFolder === undefined) return undefined;
  const number = context.reportNumber === 1 ? '' : `.${context.reportNumber}`;
  return openLineFile(
    join(context.reportFolder, `${survey.file.name}${number}${context.dryRun ? '.dry-run' : ''}.${kind}.ndjson`),
    length,
  );
};

const dryShard = (runId: string): Shard => ({
  runId,
  from: beginning(),
  resumed: false,
  checkpoint: async () => undefined,
  finish: async () => undefined,
});

/** Imports a surveyed file, or goes on with it. @throws ImportError; the signal's reason when it aborts, after a checkpoint. */
export const importFile = async (survey: Survey, context: FileContext): Promise<FileResult> => {
  const { signal, progress, dryRun, subsidiary: owner, dataCentre, packages, mediaPackages, maxElementBytes } = context;
  const { file, counts } = survey;
  const key = {
    sha256: survey.sha256,
    file: file.name,
    decides: { owner, dataCentre, packages, mediaPackages, maxElementBytes, transform: TRANSFORM },
  };
  const shard = dryRun ? dryShard(context.runId) : await openShard(context.records, key, context);
  const { from } = shard;
  await using quarantine = await openLines(context, survey, 'quarantine', from.lengths.quarantine);
  await using report = await openLines(context, survey, 'report', from.lengths.report);
  const { totals, remarks } = from;
  const saveBatch = createBatch({
    ...context,
    settings: settingsOf(survey, context, shard.runId),
    references: wordPressReferences(survey),
    finder: createMediaFinder(context.mediaFolders),
    uploadPathsOf,
    channel: survey.context.site,
    isReplay: () => shard.resumed && place.offset === from.place.offset,
    totals,
    remarks,
    quarantine,
    report,
  });

  let { place } = from;
  const standing = async (): Promise<Checkpoint> => ({
    place,
    totals,
    remarks,
    lengths: { quarantine: (await quarantine?.flush()) ?? 0, report: (await report?.flush()) ?? 0 },
  });

  let bytesRead = 0;
  const onRead = (bytes: number): void => {
    bytesRead = bytes;
  };
  progress.begin('import', file.name, file.size, { bytes: file.compressed ? 0 : place.offset, records: totals.read });
  let batch: ReadEvent[] = [];
  let batchBytes = 0;
  const save = async (): Promise<void> => {
    const last = batch.at(-1);
    if (last === undefined) return;
    await saveBatch(batch);
    place = { offset: last.position.end, line: last.position.endLine };
    batch = [];
    batchBytes = 0;
    await shard.checkpoint(await standing());
    progress.update(file.compressed ? bytesRead : place.offset, totals.read);
    signal?.throwIfAborted();
  };
  const resume = place.offset === 0 ? undefined : place;
  for await (const events of readExport(survey, { resume, maxElementBytes, onRead })) {
    for (const event of events) {
      batch.push(event);
      batchBytes += event.position.end - event.position.start;
      if (batch.length >= BATCH || batchBytes >= BATCH_BYTES) await save();
    }
  }
  await save();
  progress.end();

  reconcile(file.name, totals, Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.head);
  const end = await standing();
  await shard.finish(end);
  return {
    name: file.name,
    site: survey.context.site.site,
    runId: shard.runId,
    resumed: shard.resumed,
    totals,
    remarks,
    notices: survey.notices,
    quarantineFile: end.lengths.quarantine > 0 ? quarantine?.path : undefined,
    reportFile: end.lengths.report > 0 ? report?.path : undefined,
  };
};
