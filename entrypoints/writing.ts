import { setTimeout as sleep } from 'node:timers/promises';
import type { Directory } from '../platform/directory.ts';
import type { Source } from '../platform/queue/source.ts';
import { createCollectionStore } from '../subgraphs/content/collectionStore.ts';
import { createContentDue } from '../subgraphs/content/commands/due.ts';
import { createContentHandlers } from '../subgraphs/content/commands/handlers.ts';
import { createPackagedWriter } from '../subgraphs/content/packagedWriter.ts';
import { createContentWriter } from '../subgraphs/content/save.ts';
import type { ContentStore } from '../subgraphs/content/store.ts';
import { sweepArrivals } from '../subgraphs/media/arrivals/sweep.ts';
import type { Arrivals } from '../subgraphs/media/arrivals/take.ts';
import { createArrivals } from '../subgraphs/media/arrivals/take.ts';
import { createMediaDue } from '../subgraphs/media/commands/due.ts';
import { createMediaHandlers } from '../subgraphs/media/commands/handlers.ts';
import { createPackagedStore } from '../subgraphs/media/packagedStore.ts';
import type { MediaStore } from '../subgraphs/media/store.ts';
import { createPackaging } from '../subgraphs/packaging.ts';
import type { Wait } from '../writes/batch.ts';
import { createBatchHandler } from '../writes/batch.ts';
import { consumeCommands } from '../writes/consume.ts';
import type { DueSource } from '../writes/due.ts';
import type { WriteParts, Writes } from '../writes/writes.ts';
import { createWrites } from '../writes/writes.ts';
import { keepOn } from './keepOn.ts';

/** The write path with what the subgraphs bring to it. */
export interface Writing {
  readonly writes: Writes;
  readonly due: readonly DueSource[];
  readonly arrivals: Arrivals;
}

/** What {@link createWriting} stands on. */
export interface WritingParts extends Omit<WriteParts, 'handlers'> {
  readonly contentStore: ContentStore;
  readonly mediaStore: MediaStore;
  readonly directory: Pick<Directory, 'organisation' | 'packages'>;
}

/** Waits by the process's own timers. */
export const wait: Wait = async (ms, signal) => {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
};

/** Wires the write path to the commands of content and media. */
export const createWriting = (parts: WritingParts): Writing => {
  const { records, contentStore, mediaStore, directory, now } = parts;
  const collections = createCollectionStore({ records });
  const packaging = createPackaging({ records, directory, now });
  const content = createContentHandlers({
    store: contentStore,
    collections,
    writer: createPackagedWriter(createContentWriter(parts), { store: contentStore, packaging }),
    ownMedia: async (ids, owner, signal) => {
      const found = await mediaStore.metas(ids, { consistent: true, signal });
      return new Set(ids.filter((_, index) => isOwnMedia(found[index], owner)));
    },
    siteOf: async (organisation) => (await directory.organisation(organisation))?.site,
  });
  const media = createMediaHandlers({
    store: createPackagedStore(mediaStore, packaging),
    languageOf: async (organisation) => (await directory.organisation(organisation))?.language ?? 'und',
  });
  const writes = createWrites({ ...parts, handlers: new Map([...content, ...media]) });
  return {
    writes,
    arrivals: createArrivals({ ...parts, store: mediaStore, submit: writes.submit }),
    due: [
      createContentDue({ records, store: contentStore, collections }),
      createMediaDue({ records, store: mediaStore }),
    ],
  };
};

const isOwnMedia = (found: Awaited<ReturnType<MediaStore['metas']>>[number], owner: string): boolean =>
  found !== undefined && !(found instanceof Error) && found.live && found.owner === owner;

/** What {@link followWrites} works with. */
export interface Followed extends Pick<WritingParts, 'records' | 'objects' | 'log' | 'now'> {
  readonly arrivals: Source | undefined;
}

/** How often it is looked for what is due, in milliseconds: a story set for a time is live within two seconds of it. */
const DUE_EVERY_MS = 1_000;
/** How often it is looked for what was not sent, for what the queue gave up on, and for what arrived untold, in milliseconds. */
const SWEEP_EVERY_MS = 10_000;

/** Takes what was uploaded, as storage tells of it, until the signal aborts. @throws where the queue is away. */
const consumeArrivals = (queue: Source, { arrivals }: Writing, parts: Followed, signal: AbortSignal): Promise<void> => {
  const { records, log } = parts;
  const handle = createBatchHandler({ queue, apply: ({ body }, end) => arrivals.takeNotified(body, end), wait, log });
  return consumeCommands({ queue, records, handle, wait, log, signal });
};

/** Applies what was written, does what is due and takes what was uploaded, until the signal aborts; through outages of backends. What is under way then is finished. */
export const followWrites = async (writing: Writing, parts: Followed, signal: AbortSignal): Promise<void> => {
  const { writes, due, arrivals } = writing;
  const { log, objects, arrivals: told } = parts;
  const every = (what: string, ms: number, step: () => Promise<void>): Promise<void> =>
    keepOn(
      what,
      async () => {
        while (!signal.aborted) {
          await step();
          await wait(ms, signal);
        }
      },
      signal,
      log,
    );
  await Promise.all([
    keepOn('commands', () => writes.consume(signal), signal, log),
    ...due.map((source) => every('due', DUE_EVERY_MS, () => writes.tick(source, signal))),
    every('unsent', SWEEP_EVERY_MS, () => writes.sweep(signal)),
    ...(told ? [keepOn('uploads', () => consumeArrivals(told, writing, parts, signal), signal, log)] : []),
    every(
      'untold uploads',
      SWEEP_EVERY_MS,
      async () => void (await sweepArrivals({ objects, arrivals }, parts.now(), signal)),
    ),
  ]);
};
