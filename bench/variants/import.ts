import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { importWordPress } from '../../imports/run.ts';
import { createDirectory, directoryTable } from '../../platform/directory.ts';
import { randomId } from '../../platform/ids.ts';
import { createFileObjects } from '../../platform/objects/files.ts';
import { createSqliteRecords } from '../../platform/records/sqlite.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { builtInViews } from '../../platform/views.ts';
import { contentDeskTable, contentTable } from '../../subgraphs/content/keys.ts';
import { createContentWriter } from '../../subgraphs/content/save.ts';
import { createContentStore } from '../../subgraphs/content/store.ts';
import { createMediaStore, mediaDeskTable, mediaTable } from '../../subgraphs/media/store.ts';
import { cpuMicros, work } from '../process.ts';

const KILOBYTE = 1_024;

/** Reads, parses and normalises an export into an empty store, and writes nothing: `run` does it once. */
work(z.object({ file: z.string(), folder: z.string() }), async ({ file, folder }) => {
  const now = Date.now;
  const records = createSqliteRecords({
    file: `${folder}/records.sqlite`,
    tables: [contentTable, contentDeskTable, mediaTable, mediaDeskTable, directoryTable],
    now,
  });
  await records.prepare();
  const objects = createFileObjects({
    root: `${folder}/objects`,
    baseUrl: 'https://media.example',
    secret: 'of no use to anybody, but of the length that it must have',
    now,
    log: silentLog,
  });
  const directory = createDirectory({ records, now, views: builtInViews });
  await directory.saveOrganisation({ id: 'bench', kind: 'subsidiary', name: 'The Bench Gazette', language: 'en' });
  return {
    ready: {},
    answer: async () => {
      const before = cpuMicros();
      const began = performance.now();
      const { totals } = await importWordPress({
        files: [file],
        subsidiary: 'bench',
        dataCentre: 'bench',
        dryRun: true,
        records,
        objects,
        directory,
        store: createContentStore({ records, objects }),
        writer: createContentWriter({ records, objects }),
        media: createMediaStore({ records, objects }),
        now,
        newId: randomId,
      });
      return {
        totals,
        seconds: (performance.now() - began) / 1_000,
        cpuSeconds: (cpuMicros() - before) / 1_000_000,
        peakBytes: process.resourceUsage().maxRSS * KILOBYTE,
      };
    },
    end: () => records.close(),
  };
});
