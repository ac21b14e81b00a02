import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionResult } from 'graphql';
import { createWriting } from '../../entrypoints/writing.ts';
import { operationsTable } from '../../gateway/persisted/items.ts';
import type { Cursors } from '../../platform/cursor.ts';
import { createCursors } from '../../platform/cursor.ts';
import type { Directory } from '../../platform/directory.ts';
import { createDirectory, directoryTable } from '../../platform/directory.ts';
import type { FileObjects } from '../../platform/objects/files.ts';
import { createFileObjects } from '../../platform/objects/files.ts';
import { putNotification } from '../../platform/objects/notification.ts';
import { createSqliteQueue } from '../../platform/queue/sqlite.ts';
import type { Item, Records } from '../../platform/records/port.ts';
import { createSqliteRecords } from '../../platform/records/sqlite.ts';
import type { Search } from '../../platform/search/port.ts';
import { createSqliteSearch } from '../../platform/search/sqlite.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { builtInViews } from '../../platform/views.ts';
import { createContentDescriber } from '../../subgraphs/content/describe.ts';
import { createContentSubgraph } from '../../subgraphs/content/index.ts';
import { contentDeskTable, contentTable } from '../../subgraphs/content/keys.ts';
import { purgedContent } from '../../subgraphs/content/purged.ts';
import type { Content, Term } from '../../subgraphs/content/record.ts';
import type { ContentToSave, ContentWriter, SaveOutcome } from '../../subgraphs/content/save.ts';
import { createContentWriter, TERMS_AT_ONCE } from '../../subgraphs/content/save.ts';
import type { ContentStore } from '../../subgraphs/content/store.ts';
import { createContentStore } from '../../subgraphs/content/store.ts';
import type { Describer } from '../../subgraphs/document.ts';
import { indexSchema } from '../../subgraphs/document.ts';
import { sound } from '../../subgraphs/item.ts';
import type { Arrivals } from '../../subgraphs/media/arrivals/take.ts';
import { createMediaDescriber } from '../../subgraphs/media/describe.ts';
import { createMediaSubgraph } from '../../subgraphs/media/index.ts';
import { purgedMedia } from '../../subgraphs/media/purged.ts';
import type { Media } from '../../subgraphs/media/record.ts';
import type { RenditionAddresses } from '../../subgraphs/media/renditions.ts';
import { createRenditionAddresses } from '../../subgraphs/media/renditions.ts';
import type { MediaStore } from '../../subgraphs/media/store.ts';
import { createMediaStore, mediaDeskTable, mediaTable } from '../../subgraphs/media/store.ts';
import { purgedDirectory } from '../../subgraphs/purgedDirectory.ts';
import { createSearchSubgraph } from '../../subgraphs/search/index.ts';
import { createIndexer } from '../../subgraphs/search/indexer.ts';
import type { RequestScope, Subgraph } from '../../subgraphs/subgraph.ts';
import { createTouched } from '../../subgraphs/touched.ts';
import type { Outcome } from '../../writes/apply.ts';
import { VISIBILITY_MS } from '../../writes/batch.ts';
import type { ChangeConsumer } from '../../writes/changes.ts';
import { consumeChanges } from '../../writes/changes.ts';
import { createPurger } from '../../writes/purge.ts';
import { receiptsTable } from '../../writes/receipt.ts';
import type { Writes } from '../../writes/writes.ts';
import { bodyOf, idOf, minutes, NOW } from './builders.ts';
import type { Calls } from './counted.ts';
import { countedObjects, countedRecords, countedSearch } from './counted.ts';
import { untilAborted } from './wait.ts';

/** Content as tests save it: all but the record itself has a default. */
export type Saving = Partial<Omit<ContentToSave, 'content'>>;

/** A subgraph's answer. */
export interface Answered {
  readonly data: unknown;
  readonly errors: NonNullable<ExecutionResult['errors']>;
}

/** The three subgraphs over embedded backends that hold nothing yet but the directory: the subsidiaries `courier` and `blatt` and the partner `radio`. */
export interface World extends AsyncDisposable {
  /** Where its files lie. */
  readonly folder: string;
  readonly records: Records;
  readonly objects: FileObjects;
  readonly search: Search;
  readonly directory: Directory;
  readonly cursors: Cursors;
  readonly addresses: RenditionAddresses;
  readonly store: ContentStore;
  readonly writer: ContentWriter;
  readonly mediaStore: MediaStore;
  readonly describers: Readonly<Record<'CONTENT' | 'MEDIA', Describer>>;
  readonly subgraphs: Readonly<Record<'content' | 'media' | 'search', Subgraph>>;
  /** What the ports were asked through the subgraphs. */
  readonly calls: Calls;
  readonly writes: Writes;
  /** Makes ids that tests can foretell: `made 1` and so on. */
  readonly newId: () => string;
  now(): number;
  /** Turns the clock, in milliseconds. */
  pass(ms: number): void;
  readonly arrivals: Arrivals;
  /** Takes all that was uploaded since, as storage told of it, and applies all commands that wait. Answers what became of each. */
  arrive(): Promise<readonly Outcome[]>;
  /** Does what is due now, and applies all commands that wait. */
  apply(): Promise<void>;
  scope(viewer: Viewer, now?: number): RequestScope;
  /** Reads the state and saves over it. */
  save(content: Content, saving?: Saving): Promise<SaveOutcome>;
  /** {@link World.save} where nothing stands in the way. */
  saved(content: Content, saving?: Saving): Promise<void>;
  takeDown(id: string, at?: string): Promise<SaveOutcome>;
  saveTerms(...terms: Term[]): Promise<void>;
  saveMedia(...media: Media[]): Promise<void>;
  /** Writes an item past every store, as a fault would. */
  plant(table: string, item: Item): Promise<void>;
  /** The tags that have been purged since they were last asked for. */
  purged(): Promise<ReadonlySet<string>>;
  /** Brings the index up to date. */
  index(): Promise<void>;
  /** Asks one subgraph, as a request of its own. */
  ask(
    subgraph: 'content' | 'media' | 'search',
    viewer: Viewer,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    now?: number,
  ): Promise<Answered>;
  /** {@link World.ask} for data that must come without an error. */
  data(
    subgraph: 'content' | 'media' | 'search',
    viewer: Viewer,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    now?: number,
  ): Promise<unknown>;
}

const SECRET = 'a secret that is long enough for everything';

const fillDirectory = async (directory: Directory): Promise<void> => {
  await directory.saveOrganisation({
    id: 'courier',
    kind: 'subsidiary',
    name: 'The Courier',
    site: 'https://www.courier.example',
    language: 'en',
  });
  await directory.saveOrganisation({ id: 'blatt', kind: 'subsidiary', name: 'Das Blatt', language: 'de' });
  await directory.saveOrganisation({ id: 'radio', kind: 'partner', name: 'Radio One', language: 'en' });
};

/** Where a world lies. */
export interface WorldOptions {
  /** In files, so that other processes can open it too. */
  readonly shared?: boolean;
  /** The folder of a world that another process has opened, and goes on to fill. */
  readonly folder?: string | undefined;
}

/** Opens a {@link World}. */
export const openWorld = async ({ shared = false, folder: given }: WorldOptions = {}): Promise<World> => {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'masthead-world-'));
  const fileOf = (name: string): string => (shared ? join(folder, name) : ':memory:');
  let time = NOW;
  const now = (): number => time;
  const records = createSqliteRecords({
    file: fileOf('records.sqlite'),
    tables: [
      contentTable,
      contentDeskTable,
      mediaTable,
      mediaDeskTable,
      directoryTable,
      operationsTable,
      receiptsTable,
    ],
    now,
  });
  const told: string[] = [];
  const objects = createFileObjects({
    root: folder,
    baseUrl: 'http://localhost/media',
    secret: SECRET,
    now,
    onUploaded: async (head) => void told.push(putNotification(head)),
  });
  const search = createSqliteSearch({ file: fileOf('search.sqlite'), schema: indexSchema });
  const queue = createSqliteQueue({ file: join(folder, 'queue'), name: 'commands', maxReceives: 20, now });
  await Promise.all([records.prepare(), objects.prepare(), search.prepare()]);
  const calls: Calls = [];
  const counted = {
    records: countedRecords(records, calls),
    objects: countedObjects(objects, calls),
    search: countedSearch(search, calls),
  };
  const directory = createDirectory({ records, now, views: builtInViews });
  if (given === undefined) await fillDirectory(directory);
  const cursors = createCursors(SECRET);
  const addresses = createRenditionAddresses({ secret: SECRET, baseUrl: 'http://localhost/renditions' });
  const store = createContentStore({ records, objects });
  const mediaStore = createMediaStore({ records, objects });
  const writer = createContentWriter({ records, objects });
  const describers = { CONTENT: createContentDescriber(store), MEDIA: createMediaDescriber(mediaStore) };
  const { writes, due, arrivals } = createWriting({
    records,
    objects,
    queue,
    contentStore: store,
    mediaStore,
    directory,
    log: silentLog,
    now,
    wait: untilAborted,
  });
  let made = 0;
  const newId = (): string => {
    made += 1;
    return idOf(`made ${made}`);
  };
  const subgraphs = {
    content: createContentSubgraph({
      records: counted.records,
      store: createContentStore(counted),
      directory,
      cursors,
      writes,
      newId,
    }),
    media: createMediaSubgraph({
      store: createMediaStore(counted),
      objects: counted.objects,
      renditions: addresses,
      writes,
      newId,
    }),
    search: createSearchSubgraph({ search: counted.search, cursors }),
  };
  let requests = 0;

  const scope: World['scope'] = (viewer, at = time) => {
    requests += 1;
    return {
      viewer,
      now: at,
      signal: new AbortController().signal,
      log: silentLog,
      id: `request-${requests}`,
      touched: createTouched(),
    };
  };
  const save: World['save'] = async (content, saving = {}) => {
    const [state] = await store.states([content.id]);
    return writer.save(
      { content, body: bodyOf(`The text of ${content.slug}.`), as: 'live', author: 'ann', at: minutes(-1), ...saving },
      state ?? { meta: undefined, work: undefined },
    );
  };
  const ask: World['ask'] = async (subgraph, viewer, query, variables, at) => {
    const { data, errors = [] } = await subgraphs[subgraph].execute({ query, variables }, scope(viewer, at));
    // What a resolver gives has prototypes that no answer has.
    return { data: JSON.parse(JSON.stringify(data ?? null)), errors };
  };
  const follow = (consumer: ChangeConsumer): Promise<void> =>
    consumeChanges({ records, consumer, log: silentLog, signal: new AbortController().signal, mode: 'catchUp' });
  const indexed = (name: string, describer: Describer): Promise<void> =>
    follow(createIndexer(name, { search, describer, log: silentLog }));

  const apply = async (): Promise<void> => {
    const never = new AbortController().signal;
    for (const source of due) await writes.tick(source, never);
    for (;;) {
      const deliveries = await queue.receive({ max: 10, waitMs: 0, visibilityMs: VISIBILITY_MS });
      if (deliveries.length === 0) return;
      const { failed, dead } = await writes.handle(deliveries, never);
      const kept = new Set([...failed, ...dead]);
      for (const each of deliveries) if (!kept.has(each.messageId)) await queue.acknowledge(each);
    }
  };

  return {
    folder,
    records,
    objects,
    search,
    directory,
    cursors,
    addresses,
    store,
    writer,
    mediaStore,
    describers,
    subgraphs,
    calls,
    writes,
    newId,
    now,
    pass: (ms) => {
      time += ms;
    },
    apply,
    arrivals,
    arrive: async () => {
      const outcomes = await Promise.all(
        told.splice(0).map((body) => arrivals.takeNotified(body, new AbortController().signal)),
      );
      await apply();
      return outcomes;
    },
    scope,
    save,
    ask,
    saved: async (content, saving) => {
      const { outcome } = await save(content, saving);
      if (outcome !== 'saved') throw new Error(`${content.slug} was not saved: ${outcome}`);
    },
    takeDown: async (id, at = minutes(0)) => {
      const [state] = await store.states([id]);
      return writer.takeDown(id, state ?? { meta: undefined, work: undefined }, { author: 'ann', at });
    },
    saveTerms: async (...terms) => {
      for (let at = 0; at < terms.length; at += TERMS_AT_ONCE) {
        const some = terms.slice(at, at + TERMS_AT_ONCE);
        const known = await store.terms(some, { consistent: true });
        const saves = some.map((term, index) => {
          const before = sound(known[index]);
          return { term: before ? { ...term, version: before.version + 1 } : term, before };
        });
        const lost = await writer.saveTerms(saves, { author: 'ann', at: minutes(-1) });
        const index = lost.findIndex((each) => each !== undefined);
        if (index >= 0) throw new Error(`${some[index]?.name} was not saved: ${lost[index]}`);
      }
    },
    saveMedia: async (...media) => {
      const known = await mediaStore.states(media.map(({ id }) => id));
      for (const [index, each] of media.entries()) {
        const { outcome } = await mediaStore.save({ media: each, author: 'ann', at: minutes(-1) }, known[index]);
        if (outcome !== 'saved') throw new Error(`${each.filename} was not saved: ${outcome}`);
      }
    },
    plant: (table, item) => records.transact([{ kind: 'put', table, item }]),
    purged: async () => {
      const tags = new Set<string>();
      const cache = { purge: async (purged: readonly string[]) => purged.forEach((tag) => void tags.add(tag)) };
      const tables = [purgedContent, purgedMedia, purgedDirectory];
      await follow(createPurger('purge', { cache, tables, log: silentLog }));
      return tags;
    },
    index: async () => {
      await indexed('index-content', describers.CONTENT);
      await indexed('index-media', describers.MEDIA);
      await search.refresh();
    },
    data: async (...asked) => {
      const { data, errors } = await ask(...asked);
      const [error] = errors;
      if (error) throw error.originalError ?? error;
      return data;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([records.close(), objects.close(), search.close(), queue.close()]);
      if (given === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
};

export type { Content };
