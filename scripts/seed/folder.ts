import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { DataFolder } from '../../entrypoints/dataFolder.ts';
import { openDataFolder } from '../../entrypoints/dataFolder.ts';
import { openInstallation } from '../../entrypoints/installation.ts';
import { openServices } from '../../entrypoints/openServices.ts';
import { loadConfig } from '../../platform/config.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { Log } from '../../platform/telemetry.ts';
import { LATEST } from './content.ts';
import type { Progress, SeedKey } from './fill.ts';
import { fillDirectory, fillRecords, issueKeys } from './fill.ts';
import type { SeedOptions } from './plan.ts';
import { createPlan } from './plan.ts';

/** The mark of a folder that the seed made, and what it was asked for. */
const MARK = 'seed.json';
/** Where `npm start` looks for keys to print; it fills in its own samples where there are none. */
const STARTED = 'samples.json';
const markSchema = z.object({ records: z.number(), seed: z.string(), done: z.boolean() });

/** What {@link seedFolder} takes. */
export interface SeedFolderOptions extends SeedOptions {
  readonly dataDir: string;
  /** Begins anew in a folder that the seed made before. */
  readonly fresh: boolean;
  readonly log: Log;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const openFolder = ({ dataDir, fresh }: SeedFolderOptions): DataFolder => {
  const path = resolve(dataDir);
  const filled = existsSync(path) && readdirSync(path).length > 0;
  const ours = existsSync(resolve(path, MARK));
  if (filled && !ours)
    throw new OperatorError(`${path} holds data that the seed did not make: name another folder with --data-dir`);
  if (filled && !fresh)
    throw new OperatorError(
      `${path} was filled before: begin anew with --fresh, or name another folder with --data-dir`,
    );
  return openDataFolder(dataDir, { fresh: filled });
};

/** What a folder was filled with; `undefined` where there is none, or the seed did not fill it to its end. */
export const seedOf = (dataDir: string): SeedOptions | undefined => {
  const file = resolve(dataDir, MARK);
  if (!existsSync(file)) return undefined;
  const mark = markSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return mark.done ? { records: mark.records, seed: mark.seed } : undefined;
};

/**
 * Fills a folder of the embedded adapters and indexes it. The same options give the same records, byte for byte; secrets and keys are new each time.
 * @throws {@link OperatorError} where the folder holds anything that is not to be overwritten.
 */
export const seedFolder = async (options: SeedFolderOptions): Promise<readonly SeedKey[]> => {
  const { records, seed, log, progress, signal } = options;
  const folder = openFolder(options);
  folder.write(MARK, { records, seed, done: false });
  // The one moment at which everything is written: what is stored never tells when.
  const now = (): number => LATEST;
  const installation = openInstallation(loadConfig({ DATA_DIR: folder.path }), { log, now });

  const fill = async (): Promise<number> => {
    await using opened = await openServices(installation, { atOnce: true });
    await fillDirectory(opened.services.directory);
    return await fillRecords(createPlan({ records, seed }), opened.backends, progress, signal);
  };
  const documents = await fill();

  // As any folder is indexed, once the records are there for good: an index is never ahead of them.
  await using opened = await openServices(installation);
  const { services } = opened;
  let indexed = 0;
  await services.consume('catchUp', signal, (count) => {
    indexed += count;
    progress('index', indexed, documents);
  });
  await services.passBy(signal);
  signal.throwIfAborted();
  const keys = await issueKeys(services.apiKeys);
  folder.write(STARTED, { keys: keys.map(({ organisation, name, key }) => ({ organisation, name, key })) });
  folder.write(MARK, { records, seed, done: true });
  return keys;
};
