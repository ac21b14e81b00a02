import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openDataFolder } from '../entrypoints/dataFolder.ts';
import { silentLog } from '../platform/telemetry.ts';
import { seedFolder, seedOf } from '../scripts/seed/folder.ts';
import { houses } from '../scripts/seed/houses.ts';
import { createTerms } from '../scripts/seed/terms.ts';

/** A seeded folder, with what opens it. */
export interface BenchFolder {
  readonly dataDir: string;
  readonly records: number;
  /** Of the largest house's website. */
  readonly key: string;
  /** Ids of that house's sections. */
  readonly sections: readonly string[];
}

/** The seed of all folders of the bench. */
export const BENCH_SEED = 'bench';
const keysSchema = z.object({ keys: z.array(z.object({ organisation: z.string(), key: z.string() })) });

/** A folder of so many records under the machine's temporary files: the one of a run before, or a new one. */
export const benchFolder = async (records: number, say: (line: string) => void): Promise<BenchFolder> => {
  const dataDir = join(tmpdir(), `masthead-bench-${records}`);
  const before = seedOf(dataDir);
  if (before?.records !== records || before.seed !== BENCH_SEED) {
    say(`  filling ${dataDir} with ${records} records`);
    await seedFolder({
      dataDir,
      records,
      seed: BENCH_SEED,
      fresh: true,
      log: silentLog,
      progress: () => undefined,
      signal: new AbortController().signal,
    });
  }
  const [house] = houses;
  const terms = createTerms();
  const { keys = [] } = openDataFolder(dataDir).read('samples.json', keysSchema) ?? {};
  return {
    dataDir,
    records,
    key: keys.find(({ organisation }) => organisation === house.id)?.key ?? '',
    sections: house.grammars[0].sections.map(({ name, slug }) => terms.idOf(house, 'section', name, slug)),
  };
};
