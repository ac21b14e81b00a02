import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tables } from '../../entrypoints/backends.ts';
import { openDataFolder } from '../../entrypoints/dataFolder.ts';
import { createServices, gatewayPartsOf } from '../../entrypoints/services.ts';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import { createGateway } from '../../gateway/handler.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import { createMemoryCache } from '../../platform/cache/memory.ts';
import { createFileObjects } from '../../platform/objects/files.ts';
import { createSqliteQueue } from '../../platform/queue/sqlite.ts';
import { createSqliteRecords } from '../../platform/records/sqlite.ts';
import { createSqliteSearch } from '../../platform/search/sqlite.ts';
import { WORKING } from '../../platform/search/sqliteTables.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { contentOf, LATEST } from '../../scripts/seed/content.ts';
import { houses } from '../../scripts/seed/houses.ts';
import { createPlan } from '../../scripts/seed/plan.ts';
import { series } from '../../scripts/seed/terms.ts';
import { indexSchema } from '../../subgraphs/document.ts';
import type { Calls } from '../support/counted.ts';
import { countedObjects, countedRecords, countedSearch, tally } from '../support/counted.ts';
import type { StatementLog } from '../support/counting.ts';
import { countingItems, logStatements, planOf } from '../support/counting.ts';

/*
 * What an answer costs does not grow with what is stored: the same questions over a small folder and over one several times as large.
 * `npm test` compares 500 with 2 500 records; with SCALE=full, as in `.ci/run`, 10 000 with 100 000, which takes minutes to fill.
 */
const SIZES = process.env.SCALE === 'full' ? ([10_000, 100_000] as const) : ([500, 2_500] as const);
const SEED = 'scale';
const SEED_SCRIPT = fileURLToPath(new URL('../../scripts/seed.ts', import.meta.url));
const [house] = houses;

/** What a question cost. */
interface Cost {
  readonly calls: Readonly<Record<string, number>>;
  /** Items that records gave back, and documents that search looked at and found. */
  readonly items: number;
  readonly documents: number;
}

interface Folder extends AsyncDisposable {
  readonly path: string;
  ask(application: string, query: string): Promise<{ readonly data: unknown; readonly cost: Cost }>;
}

/** Keys whose bearers are signed in as editors too, who alone read versions. */
const asEditor = (keys: ApiKeys): ApiKeys => ({
  ...keys,
  callerOf: async (given) => {
    const { viewer, key } = await keys.callerOf(given);
    return { viewer: { ...viewer, roles: ['editor'] }, key };
  },
});

const openFolder = async (path: string, keys: ReadonlyMap<string, string>): Promise<Folder> => {
  const folder = openDataFolder(path);
  const secrets = folder.secrets();
  const now = (): number => LATEST;
  const calls: Calls = [];
  let items = 0;
  let documents = 0;
  const records = createSqliteRecords({ file: folder.at('records.sqlite'), tables, now });
  const search = createSqliteSearch({
    file: folder.at('search.sqlite'),
    schema: indexSchema,
    onRead: (rows) => {
      documents += rows;
    },
  });
  const fileObjects = createFileObjects({
    root: folder.at('objects'),
    baseUrl: 'http://media.example',
    secret: secrets.link,
    now,
    log: silentLog,
  });
  const counted = countingItems(records, (read) => {
    items += read;
  });
  const backends = {
    records: countedRecords(counted, calls),
    search: countedSearch(search, calls),
    objects: countedObjects(fileObjects, calls),
    fileObjects,
    queue: createSqliteQueue({ file: folder.at('queue.sqlite'), name: 'commands', maxReceives: 5, now }),
    arrivals: undefined,
    edge: undefined,
    cache: createMemoryCache({ now, maxBytes: 1_000_000 }),
  };
  const close = async (): Promise<void> => {
    await Promise.all([
      records.close(),
      search.close(),
      fileObjects.close(),
      backends.queue.close(),
      backends.cache.close(),
    ]);
  };
  const services = createServices({
    backends: { ...backends, [Symbol.asyncDispose]: close },
    secrets,
    mediaUrl: 'http://media.example',
    log: silentLog,
    now,
  });
  const gateway = createGateway({
    supergraphSdl: readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'),
    dataSources: localDataSources(services.subgraphs),
    ...gatewayPartsOf(services),
    apiKeys: asEditor(services.apiKeys),
    cache: backends.cache,
    log: silentLog,
    now,
    newId: () => 'scale',
    allowedOrigins: [],
    ready: () => Promise.resolve(true),
  });
  return {
    path,
    ask: async (application, query) => {
      calls.length = 0;
      items = 0;
      documents = 0;
      const { body } = await gateway.handle({
        method: 'POST',
        path: '/graphql',
        query: '',
        headers: { 'content-type': 'application/json' },
        rawHeaders: ['x-api-key', keys.get(application) ?? ''],
        body: Buffer.from(JSON.stringify({ query })),
        signal: new AbortController().signal,
        remoteAddress: undefined,
      });
      const { data, errors } = JSON.parse(body.toString());
      expect(errors, query).toBeUndefined();
      return { data, cost: { calls: tally(calls), items, documents } };
    },
    [Symbol.asyncDispose]: close,
  };
};

const parent = mkdtempSync(join(tmpdir(), 'masthead-scale-'));
const folders: Folder[] = [];
let log: StatementLog;

const KEY_LINE = /^ +(\S+) +\S+ +(mh_\S+)$/gm;

/** Fills a folder by the operator's command, and gives the keys that it prints. */
const fill = async (records: number) => {
  const dataDir = join(parent, String(records));
  const options = ['--records', String(records), '--seed', SEED, '--data-dir', dataDir];
  const { stdout } = await promisify(execFile)(process.execPath, [SEED_SCRIPT, ...options]);
  const keys = new Map([...stdout.matchAll(KEY_LINE)].map(([, application = '', key = '']) => [application, key]));
  return { dataDir, keys };
};

beforeAll(async () => {
  // Each in a process of its own, for a machine of two cores.
  const seeded = await Promise.all(SIZES.map(fill));
  log = logStatements();
  for (const { dataDir, keys } of seeded) folders.push(await openFolder(dataDir, keys));
}, 3_600_000);

afterAll(async () => {
  for (const folder of folders) await folder[Symbol.asyncDispose]();
  log[Symbol.dispose]();
  rmSync(parent, { recursive: true, force: true });
});

/** The first episode of the series: it is in every folder of this seed, and the same. */
const { content: episode } = contentOf(createPlan({ records: SIZES[0], seed: SEED }), 0);
const [seriesTag = ''] = episode.tags;
const OWN = `${house.id}-web`;
const PARTNER = 'tidings-app';

const PAGES = 5;
/** What reads of stored tables; a statement of writing finds its rows by key. */
const READING = /^(?:SELECT|INSERT (?:OR IGNORE )?INTO temp\.)/;
/** Steps over what the question itself brings: its keys, what it has matched, and the places of its words. */
const OF_THE_QUESTION =
  /^SCAN (?:\d+-ROW VALUES CLAUSE|CONSTANT ROW|k|m|matched|\(subquery-\d+\)|terms_\d+ VIRTUAL TABLE INDEX 0:M\d*)$/;

/** The cheapest of the first pages of a list: one whose entries are all this viewer's to see, so that nothing is read twice. */
const cheapestPage = async (folder: Folder, application: string, list: (after: string) => string): Promise<Cost> => {
  const costs: Cost[] = [];
  let after = '';
  for (let page = 0; page < PAGES; page += 1) {
    const { data, cost } = await folder.ask(application, list(after));
    const [, cursor] = /"hasNextPage":true,"endCursor":"([^"]+)"/.exec(JSON.stringify(data)) ?? [];
    if (cursor === undefined) throw new Error(`the list ends after ${page + 1} pages: ${list('')}`);
    after = `, after: "${cursor}"`;
    costs.push(cost);
  }
  const [cheapest] = costs.slice(1).sort((a, b) => a.items - b.items);
  if (!cheapest) throw new Error('there was no page');
  return cheapest;
};

const both = async <T>(work: (folder: Folder) => Promise<T>): Promise<readonly [T, T]> => {
  const [small, large] = folders;
  if (!small || !large) throw new Error('the folders were not filled');
  return [await work(small), await work(large)];
};

const LISTS: Readonly<Record<string, readonly [application: string, list: (after: string) => string]>> = {
  'what is latest': [
    OWN,
    (after) => `{ latestContent(first: 5${after}) { edges { node { headline } } pageInfo { hasNextPage endCursor } } }`,
  ],
  'what is latest, for a partner of several packages': [
    PARTNER,
    (after) => `{ latestContent(first: 5${after}) { edges { node { headline } } pageInfo { hasNextPage endCursor } } }`,
  ],
  'a section': [
    OWN,
    (after) =>
      `{ section(id: "${episode.section}") { content(first: 3${after}) { edges { node { headline } } pageInfo { hasNextPage endCursor } } } }`,
  ],
};

const LOOKUPS: Readonly<Record<string, string>> = {
  'by id': `{ content(id: "${episode.id}") { headline section { name } tags { name } leadMedia { altText } body { wordCount } } }`,
  'by slug': `{ contentBySlug(subsidiary: "${house.id}", slug: "${episode.slug}") { headline } }`,
  'by a name elsewhere': `{ contentByAltId(subsidiary: "${house.id}", role: "seed:number", value: "0") { headline } }`,
  'by an old address': `{ route(site: "${house.host}", path: "${episode.paths[0]?.path}") { kind content { headline } } }`,
  'of its versions': `{ content(id: "${episode.id}") { revisions(first: 5) { edges { node { version } } } } }`,
};

const SEARCHES: Readonly<Record<string, string>> = {
  'by a word':
    '{ search(query: "saltmarsh", first: 10) { totalCount edges { highlights { text } node { ... on Content { headline } } } } }',
  'by a tag': `{ search(filter: { tags: ["${seriesTag}"] }, sort: NEWEST, first: 10) { totalCount edges { node { ... on Content { headline } } } } }`,
  'by a word, counted':
    '{ search(query: "saltmarsh", first: 1) { totalCount facets(fields: [KIND, OWNER]) { values { count } } } }',
  'of what carries a tag': `{ tag(id: "${seriesTag}") { content(first: 10) { edges { node { headline } } } } }`,
};

describe(`with ${SIZES[1]} records as with ${SIZES[0]}`, () => {
  test.each(Object.entries(LISTS))(
    'a page of %s makes the same port calls and reads as many rows',
    async (_, [application, list]) => {
      const [small, large] = await both((folder) => cheapestPage(folder, application, list));
      expect(large).toEqual(small);
      expect(small.items).toBeGreaterThan(3);
    },
  );

  test.each(Object.entries(LOOKUPS))(
    'a look-up %s makes the same port calls and reads as many rows',
    async (_, query) => {
      await both((folder) => folder.ask(OWN, query));
      const [small, large] = await both((folder) => folder.ask(OWN, query));
      expect(JSON.stringify(small.data)).toContain(
        query.includes('revisions') ? '"version":1' : episode.headline.slice(0, 30),
      );
      expect(large.cost).toEqual(small.cost);
    },
  );

  test.each(Object.entries(SEARCHES))(
    'a search %s makes the same port calls and reads as many rows',
    async (_, query) => {
      await both((folder) => folder.ask(OWN, query));
      const [small, large] = await both((folder) => folder.ask(OWN, query));
      expect(JSON.stringify(small.data)).toContain(
        query.includes('totalCount') ? `"totalCount":${series.episodes}` : series.tag,
      );
      expect(large.cost).toEqual(small.cost);
      expect(small.cost.documents).toBeLessThanOrEqual(series.episodes * 4);
    },
  );

  test('no statement of all these walks over a table', () => {
    const large = folders.at(-1)?.path ?? '';
    let checked = 0;
    for (const name of ['records.sqlite', 'search.sqlite']) {
      const file = join(large, name);
      using database = new DatabaseSync(file);
      if (name === 'search.sqlite') database.exec(WORKING);
      for (const sql of log.prepared.get(file) ?? []) {
        if (!READING.test(sql)) continue;
        checked += 1;
        const walks = planOf(database, sql).filter((step) => step.startsWith('SCAN') && !OF_THE_QUESTION.test(step));
        expect(walks, sql).toEqual([]);
      }
    }
    expect(checked).toBeGreaterThan(20);
  });
});
