import type { Records } from '../../platform/records/port.ts';
import { contentPk, contentTable, listOfLink } from '../../subgraphs/content/keys.ts';
import { listsOf } from '../../subgraphs/content/placement.ts';
import { purgedContent } from '../../subgraphs/content/purged.ts';
import { documentId } from '../../subgraphs/document.ts';
import { mediaPk, mediaTable } from '../../subgraphs/media/keys.ts';
import { purgedMedia } from '../../subgraphs/media/purged.ts';
import { renditionsOf } from '../../subgraphs/media/remains.ts';
import { partitionTag } from '../../subgraphs/tags.ts';
import type { Archive, Desk } from './desk.ts';
import { edgePlace } from './edgePlace.ts';
import type { NamedRecord } from './recordNamed.ts';
import { recordNamed } from './recordNamed.ts';

/** A place in which readers may find a record. */
export interface Place {
  readonly name: string;
  /** Whether the record is no longer there; asked until it is. */
  readonly isGone: (signal: AbortSignal) => Promise<boolean>;
  /** What to know where it does not confirm. */
  readonly hint?: string;
}

/** What a place said. */
export interface Confirmed {
  readonly place: string;
  readonly gone: boolean;
  /** Milliseconds after it was asked for. */
  readonly ms: number;
  readonly hint?: string | undefined;
}

const LOOK_MS = 50;
/** Links of one record: two for each audience. */
const LINKS = 100;

const inLists = (records: Records, record: NamedRecord): Place => ({
  name: 'lists',
  isGone: async (signal) => {
    const pk = contentPk(record.id);
    const { items } = await records.query(
      { table: contentTable.name, pk, from: 'IN#', to: 'IN#~', limit: LINKS, consistent: true },
      { signal },
    );
    if (items.some(({ sk }) => listOfLink(sk) !== undefined)) return false;
    // The index of lists is read too, as readers do: it may lag.
    const { meta } = record;
    if (record.kind !== 'content' || !meta?.live) return true;
    const order = `${meta.published}#${record.id}`;
    for (const list of listsOf(meta)) {
      const page = await records.query(
        { table: contentTable.name, index: 'lists', pk: list, from: order, to: order, limit: 1 },
        { signal },
      );
      if (page.items.length > 0) return false;
    }
    return true;
  },
});

/** What answers carry that were made from a record. */
export const tagOf = ({ kind, id }: Pick<NamedRecord, 'kind' | 'id'>): string =>
  partitionTag(kind === 'content' ? contentPk(id) : mediaPk(id));

/** Every place in which readers may find a record. @param before - as it was before it was taken down. */
export const placesOf = async (archive: Archive, before: NamedRecord, signal: AbortSignal): Promise<Place[]> => {
  const { records, search, objects, sharedCache, processesKeep } = archive;
  const { id, kind } = before;
  const [document, pk] =
    kind === 'content' ? [documentId('CONTENT', id), contentPk(id)] : [documentId('MEDIA', id), mediaPk(id)];
  const table = kind === 'content' ? contentTable.name : mediaTable.name;
  const indexes = await search.indexes({ signal });
  const tag = tagOf(before);
  const purged = kind === 'content' ? purgedContent : purgedMedia;
  return [
    {
      name: 'live table',
      isGone: async () => {
        const now = await recordNamed(archive, id);
        const [body] = await records.getMany([{ table, pk, sk: 'BODY' }], { consistent: true, signal });
        return now?.meta?.live !== true && body === undefined;
      },
    },
    ...(kind === 'content' ? [inLists(records, before)] : []),
    ...indexes.map(
      ({ name, current }): Place => ({
        name: `index ${name}`,
        isGone: async () => {
          const [held] = await search.held([document], { of: name, signal });
          if (held?.values === undefined) return true;
          // Nobody follows the feed into one that is not living.
          if (current) return false;
          await search.index([{ ...held, fields: undefined }], { into: name, again: true, signal });
          return false;
        },
        ...(current ? {} : { hint: `\`masthead search drop ${name}\` removes it whole` }),
      }),
    ),
    ...(sharedCache
      ? [
          {
            name: 'shared cache',
            isGone: async () => {
              await sharedCache.purge([tag], { signal });
              return true;
            },
            hint: 'Redis takes no purge',
          },
        ]
      : []),
    ...edgePlace(archive, tag),
    ...(processesKeep
      ? [
          {
            name: 'caches of processes',
            isGone: () =>
              records.passed(
                { consumer: 'purge', tables: [table], wanted: (key) => purged.tagOf(key) === tag },
                { signal },
              ),
            hint: 'no process has purged its answers since: where none is running, there are none',
          },
        ]
      : []),
    ...(kind === 'media'
      ? [
          {
            name: 'renditions',
            isGone: async () => {
              for await (const { key } of objects.list(renditionsOf(id), { signal }))
                await objects.delete(key, { signal });
              for await (const _ of objects.list(renditionsOf(id), { signal })) return false;
              return true;
            },
          },
        ]
      : []),
  ];
};

/** Asks each place until it confirms, for so long at most. @param since - from when its time counts, in milliseconds since the epoch. */
export const confirmGone = async (
  places: readonly Place[],
  { now, wait }: Pick<Desk, 'now' | 'wait'>,
  { since, withinMs, signal }: { readonly since: number; readonly withinMs: number; readonly signal: AbortSignal },
): Promise<Confirmed[]> =>
  Promise.all(
    places.map(async ({ name, isGone, hint }) => {
      let fault: string | undefined;
      for (let waited = 0; waited <= withinMs && !signal.aborted; waited += LOOK_MS) {
        try {
          if (await isGone(signal)) return { place: name, gone: true, ms: now() - since };
          fault = undefined;
        } catch (error) {
          fault = error instanceof Error ? error.message : String(error);
        }
        await wait(LOOK_MS, signal);
      }
      return { place: name, gone: false, ms: now() - since, hint: fault ?? hint };
    }),
  );
