import { mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Totals } from '../imports/totals.ts';
import { startWorker } from './process.ts';
import { lean } from './product.ts';
import { shown, table } from './statistics.ts';
import { writeExport } from './wxr.ts';

/** What reading an export took. */
export interface Imported {
  readonly bytes: number;
  readonly items: number;
  readonly totals: Totals;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most memory that the process held. */
  readonly peakBytes: number;
}

const MEGABYTE = 1_000_000;

/** Writes an export of this size, and reads it in a process of its own. @throws where the totals do not hold each item of it. */
export const benchImport = async (bytes: number, say: (line: string) => void): Promise<Imported> => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-bench-import-'));
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
  const file = join(folder, 'bench.xml');
  const items = await writeExport(file, bytes);
  const { size } = await stat(file);
  say(`  wrote ${items} items, ${shown(size / MEGABYTE)} MB`);
  await using worker = await startWorker(new URL('./variants/import.ts', import.meta.url), { file, folder }, lean());
  const result = await worker.ask<Omit<Imported, 'bytes' | 'items'>>('run');
  const { created, quarantined } = result.totals;
  if (created < items || Object.keys(quarantined).length > 0)
    throw new Error(`of ${items} items the import made ${JSON.stringify(result.totals)}`);
  return { ...result, bytes: size, items };
};

/** The figures as a table. */
export const importTable = ({ bytes, items, seconds, cpuSeconds, peakBytes }: Imported): string =>
  table([
    ['import, dry run', 'MB', 'records', 'records/CPU s', 'MB/CPU s', 'CPU s', 'wall s', 'peak MB'],
    [
      'WordPress export',
      shown(bytes / MEGABYTE),
      String(items),
      shown(items / cpuSeconds),
      shown(bytes / MEGABYTE / cpuSeconds),
      shown(cpuSeconds),
      shown(seconds),
      shown(peakBytes / MEGABYTE),
    ],
  ]);
