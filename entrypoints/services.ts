import type { CdnTags } from '../gateway/cache/cdnTags.ts';
import type { GatewayOptions } from '../gateway/handler.ts';
import type { ApiKeys } from '../gateway/identity/apiKey.ts';
import { createApiKeys } from '../gateway/identity/apiKey.ts';
import type { AutomaticOperations } from '../gateway/persisted/automatic.ts';
import { createAutomaticOperations } from '../gateway/persisted/automatic.ts';
import type { RegisteredOperations } from '../gateway/persisted/registered.ts';
import { createRegisteredOperations } from '../gateway/persisted/registered.ts';
import type { Uses } from '../gateway/persisted/uses.ts';
import { createUses } from '../gateway/persisted/uses.ts';
import type { Secrets } from '../platform/config.ts';
import type { Cursors } from '../platform/cursor.ts';
import { createCursors } from '../platform/cursor.ts';
import type { Directory } from '../platform/directory.ts';
import { createDirectory } from '../platform/directory.ts';
import { randomId } from '../platform/ids.ts';
import type { Log } from '../platform/telemetry.ts';
import { builtInViews } from '../platform/views.ts';
import { createContentDescriber } from '../subgraphs/content/describe.ts';
import { createContentSubgraph } from '../subgraphs/content/index.ts';
import { purgedContent } from '../subgraphs/content/purged.ts';
import type { ContentStore } from '../subgraphs/content/store.ts';
import { createContentStore } from '../subgraphs/content/store.ts';
import type { Describer } from '../subgraphs/document.ts';
import type { Arrivals } from '../subgraphs/media/arrivals/take.ts';
import { createRenditionClearer } from '../subgraphs/media/clearing.ts';
import { createRenditionDelivery } from '../subgraphs/media/delivery.ts';
import { createMediaDescriber } from '../subgraphs/media/describe.ts';
import { createMediaSubgraph } from '../subgraphs/media/index.ts';
import { purgedMedia } from '../subgraphs/media/purged.ts';
import { createRenditionAddresses } from '../subgraphs/media/renditions.ts';
import type { MediaStore } from '../subgraphs/media/store.ts';
import { createMediaStore, mediaPk } from '../subgraphs/media/store.ts';
import { purgedDirectory } from '../subgraphs/purgedDirectory.ts';
import { createSearchSubgraph } from '../subgraphs/search/index.ts';
import { createIndexer } from '../subgraphs/search/indexer.ts';
import type { Subgraph } from '../subgraphs/subgraph.ts';
import { partitionTag } from '../subgraphs/tags.ts';
import type { ChangeConsumer, ConsumeOptions } from '../writes/changes.ts';
import { consumeChanges } from '../writes/changes.ts';
import { createPurger } from '../writes/purge.ts';
import type { Writes } from '../writes/writes.ts';
import { MEDIA_MOUNT, RENDITIONS_MOUNT } from './addresses.ts';
import type { Backends } from './backends.ts';
import { createEdgePurgers } from './edgePurging.ts';
import type { HttpServerOptions } from './http.ts';
import { keepOn } from './keepOn.ts';
import { createWriting, followWrites, wait } from './writing.ts';

/** What stands on the backends, wired. */
export interface Services {
  readonly directory: Directory;
  readonly apiKeys: ApiKeys;
  readonly writes: Writes;
  /** Takes what was uploaded. */
  readonly arrivals: Arrivals;
  /** Registered operations as requests find them. */
  readonly registered: RegisteredOperations;
  /** Operations that clients sent once. */
  readonly automatic: AutomaticOperations;
  /** How often registered ones are sent. */
  readonly uses: Uses;
  readonly contentStore: ContentStore;
  readonly mediaStore: MediaStore;
  /** What the index is told of records. */
  readonly describers: Readonly<Record<'CONTENT' | 'MEDIA', Describer>>;
  readonly cursors: Cursors;
  readonly subgraphs: Readonly<Record<'content' | 'media' | 'search', Subgraph>>;
  readonly renditions: ReturnType<typeof createRenditionDelivery>;
  /** Takes what was written into the index, and tells the CDN of it: until the signal aborts, through outages of backends, or up to what is there now. */
  consume(mode: 'follow' | 'catchUp', signal: AbortSignal, onIndexed?: (count: number) => void): Promise<void>;
  /** Applies what was written and does what is due, until the signal aborts, through outages of backends. */
  write(signal: AbortSignal): Promise<void>;
  /** Purges the cache of what is written, until the signal aborts, through outages of backends. */
  purge(signal: AbortSignal): Promise<void>;
  /** Has those who end what was made of records (kept answers, renditions) begin after all that is written so far: where nothing was made of it yet. */
  passBy(signal: AbortSignal): Promise<void>;
}

/** Of what kept answers are made. */
const purged = [purgedContent, purgedMedia, purgedDirectory];

/** Wires stores, subgraphs and consumers to the backends. */
export const createServices = (parts: {
  readonly backends: Backends;
  readonly secrets: Secrets;
  /** See `addressesOf`. */
  readonly mediaUrl: string;
  /** Where a CDN purges by tags. */
  readonly cdnTags?: CdnTags | undefined;
  readonly log: Log;
  readonly now: () => number;
}): Services => {
  const { backends, secrets, mediaUrl, cdnTags, log, now } = parts;
  const { records, objects, search, cache, edge } = backends;
  const directory = createDirectory({ records, now, views: builtInViews });
  const contentStore = createContentStore({ records, objects });
  const mediaStore = createMediaStore({ records, objects });
  const cursors = createCursors(secrets.cursor);
  const addresses = createRenditionAddresses({ secret: secrets.link, baseUrl: `${mediaUrl}${RENDITIONS_MOUNT}` });
  const describers = { CONTENT: createContentDescriber(contentStore), MEDIA: createMediaDescriber(mediaStore) };
  const writing = createWriting({ ...backends, contentStore, mediaStore, directory, log, now, wait });
  const purger = createPurger('purge', { cache, tables: purged, log });
  const clearer = createRenditionClearer('renditions', { store: mediaStore, objects, log, now });
  const take = (consumer: ChangeConsumer, mode: ConsumeOptions['mode'], signal: AbortSignal): Promise<void> =>
    consumeChanges({ records, consumer, log, signal, mode });
  const follow = (consumer: ChangeConsumer, signal: AbortSignal): Promise<void> =>
    keepOn(consumer.name, () => take(consumer, 'follow', signal), signal, log);
  return {
    directory,
    apiKeys: createApiKeys({ secret: secrets.key, directory, now }),
    writes: writing.writes,
    arrivals: writing.arrivals,
    registered: createRegisteredOperations({ records, now }),
    automatic: createAutomaticOperations({ records, now, log }),
    uses: createUses({ records, now, log }),
    contentStore,
    mediaStore,
    describers,
    cursors,
    subgraphs: {
      content: createContentSubgraph({
        records,
        store: contentStore,
        directory,
        cursors,
        writes: writing.writes,
        newId: randomId,
      }),
      media: createMediaSubgraph({
        store: mediaStore,
        objects,
        renditions: addresses,
        writes: writing.writes,
        newId: randomId,
      }),
      search: createSearchSubgraph({ search, cursors }),
    },
    renditions: createRenditionDelivery({
      store: mediaStore,
      objects,
      addresses,
      tagHeader: cdnTags && ((id) => ({ 'cache-tag': cdnTags.headerOf([partitionTag(mediaPk(id))]) })),
      log,
      now,
    }),
    consume: async (mode, signal, onIndexed) => {
      const consumers = [
        createIndexer('index-content', { search, cache, describer: describers.CONTENT, log, onIndexed }),
        createIndexer('index-media', { search, cache, describer: describers.MEDIA, log, onIndexed }),
      ];
      if (mode === 'follow') {
        const edges = edge && cdnTags ? createEdgePurgers({ edge, cdnTags, tables: purged, log, now }) : [];
        const all = [...consumers, clearer, ...edges];
        await Promise.all(all.map((each) => follow(each, signal)));
        return;
      }
      await Promise.all(consumers.map((each) => take(each, mode, signal)));
      await search.refresh({ signal });
    },
    write: (signal) => followWrites(writing, { ...backends, log, now }, signal),
    purge: (signal) => follow(purger, signal),
    passBy: async (signal) => {
      for (const each of [purger, clearer]) await take({ ...each, recordOf: () => undefined }, 'catchUp', signal);
    },
  };
};

/** What a gateway takes of the services. */
export const gatewayPartsOf = ({
  apiKeys,
  directory: { views },
  registered,
  automatic,
  uses,
}: Services): Pick<GatewayOptions, 'apiKeys' | 'views' | 'registered' | 'automatic' | 'uses'> => ({
  apiKeys,
  views,
  registered,
  automatic,
  uses,
});

/** Whether requests can be answered now: they all begin with records. */
export const isReady = ({ records }: Backends): Promise<boolean> =>
  records.ping().then(
    () => true,
    () => false,
  );

/** What the host serves beside the graph: renditions, and the links of the embedded store where there is one. */
export const mediaMounts = ({ renditions }: Services, { fileObjects }: Backends): HttpServerOptions['mounts'] => ({
  [RENDITIONS_MOUNT]: (request) => renditions.handle(request),
  ...(fileObjects ? { [MEDIA_MOUNT]: (request) => fileObjects.handle(request) } : {}),
});
