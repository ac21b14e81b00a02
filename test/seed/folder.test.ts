import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openInstallation } from '../../entrypoints/installation.ts';
import { openServices } from '../../entrypoints/openServices.ts';
import { loadConfig } from '../../platform/config.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { builtInViews } from '../../platform/views.ts';
import { LATEST } from '../../scripts/seed/content.ts';
import { seedFolder } from '../../scripts/seed/folder.ts';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import { createTouched } from '../../subgraphs/touched.ts';

const RECORDS = 120;

const temporary = (): Disposable & { readonly path: string } => {
  const path = mkdtempSync(join(tmpdir(), 'masthead-seed-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};

const seed = (
  dataDir: string,
  options: { readonly seed?: string; readonly records?: number; readonly fresh?: boolean },
) =>
  seedFolder({
    dataDir,
    records: RECORDS,
    seed: 'a',
    fresh: false,
    log: silentLog,
    progress: () => undefined,
    signal: new AbortController().signal,
    ...options,
  });

/** Every row of every table in its own order, but for what is new each time: keys, and their changes in the feed. */
const dumpOf = (folder: string): string => {
  using database = new DatabaseSync(join(folder, 'records.sqlite'), { readOnly: true });
  const hash = createHash('sha256');
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all();
  for (const { name } of names) {
    const table = String(name);
    const keyless = table === 'feed' || table === 't.directory' ? "WHERE pk NOT LIKE 'KEY%#%'" : '';
    const place = table === 'feed_consumers' ? 'consumer' : table === 'feed' ? 'seq' : 'pk, sk';
    for (const row of database.prepare(`SELECT * FROM "${table}" ${keyless} ORDER BY ${place}`).iterate())
      for (const [column, value] of Object.entries(row))
        hash.update(`${table}.${column}=`).update(value instanceof Uint8Array ? value : String(value));
  }
  return hash.digest('hex');
};

describe('a seeded folder', () => {
  test('holds the same bytes for the same seed, and others for another', async () => {
    using one = temporary();
    using same = temporary();
    using other = temporary();
    await seed(one.path, {});
    await seed(same.path, {});
    await seed(other.path, { seed: 'b', records: 40 });
    expect(dumpOf(same.path)).toBe(dumpOf(one.path));
    expect(dumpOf(other.path)).not.toBe(dumpOf(one.path));
  });

  test('is refused where there is anything that the seed did not make, and left as it is', async () => {
    using folder = temporary();
    writeFileSync(join(folder.path, 'letter.txt'), 'dear reader');
    await expect(seed(folder.path, { fresh: true })).rejects.toThrow('holds data that the seed did not make');
    expect(readFileSync(join(folder.path, 'letter.txt'), 'utf8')).toBe('dear reader');
  });

  test('is filled a second time only when asked to begin anew', async () => {
    using folder = temporary();
    const inside = join(folder.path, 'data');
    mkdirSync(inside);
    await seed(inside, { records: 40 });
    const before = dumpOf(inside);
    await expect(seed(inside, { records: 50 })).rejects.toThrow('--fresh');
    expect(dumpOf(inside)).toBe(before);
    await seed(inside, { records: 50, fresh: true });
    expect(dumpOf(inside)).not.toBe(before);
  });

  test('leaves nothing to do for those who end what was made of records: nothing was made of it yet', async () => {
    using folder = temporary();
    await seed(folder.path, { records: 40 });
    const config = loadConfig({ DATA_DIR: folder.path });
    const taken: string[] = [];
    await using opened = await openServices(openInstallation(config, { log: silentLog, now: () => LATEST }));
    for (const [consumer, tables] of [
      ['purge', ['content', 'media', 'directory']],
      ['renditions', ['media']],
      ['another', ['content', 'media', 'directory']],
    ] as const)
      await opened.backends.records.changes({
        consumer,
        tables,
        handler: async (changes) => {
          taken.push(...changes.map(({ table }) => `${consumer} ${table}`));
          return { failed: [] };
        },
        mode: 'catchUp',
        signal: new AbortController().signal,
      });
    const kinds = new Set(taken);
    // Keys are issued last.
    kinds.delete('purge directory');
    expect(kinds).toEqual(new Set(['another content', 'another media', 'another directory']));
  });

  test('opens to each key what it may see, and the series whole', async () => {
    using folder = temporary();
    const keys = await seed(folder.path, { records: 240 });
    const config = loadConfig({ DATA_DIR: folder.path });
    await using opened = await openServices(openInstallation(config, { log: silentLog, now: () => LATEST }));
    const { services } = opened;

    const ask = async (application: string, query: string): Promise<Record<string, unknown>> => {
      const key = keys.find((each) => each.application === application)?.key ?? '';
      const viewer = (await services.apiKeys.callerOf([key])).viewer;
      const scope: RequestScope = {
        // Which records a key sees is asked here; a partner's own view would not show their rights.
        viewer: { ...viewer, view: builtInViews.get('subsidiary') ?? viewer.view },
        now: LATEST,
        signal: new AbortController().signal,
        log: silentLog,
        id: 'test',
        touched: createTouched(),
      };
      const subgraph = query.includes('search(') ? services.subgraphs.search : services.subgraphs.content;
      const { data, errors } = await subgraph.execute({ query }, scope);
      expect(errors).toBeUndefined();
      return { ...data };
    };

    const latest =
      '{ latestContent(first: 100) { edges { node { owner { id } pubStatus rights { packages } headline body { wordCount } } } } }';
    const own = JSON.stringify(await ask('meridian-post-web', latest));
    expect(own).toContain('meridian-post');
    expect(own).not.toMatch(/WITHHELD|CANCELED|kuestenkurier|courrier/);
    const licensed = JSON.stringify(await ask('tidings-app', latest));
    expect(licensed.match(/"packages":\[[^\]]+\]/g)?.length).toBeGreaterThan(5);
    expect(licensed).not.toMatch(/archive|kuestenkurier|courrier|"packages":\[\]/);
    expect(await ask('meridian-post-web', '{ search(query: "saltmarsh letters") { totalCount } }')).toEqual({
      search: { totalCount: 25 },
    });
  });
});
