import { purgedContent } from '../../subgraphs/content/purged.ts';
import { purgedMedia } from '../../subgraphs/media/purged.ts';
import { partitionTag } from '../../subgraphs/tags.ts';
import type { PurgedTable } from '../../writes/purge.ts';
import type { Archive, Desk } from './desk.ts';
import { edgePlace } from './edgePlace.ts';
import type { NamedRecord, Place } from './namedRecord.ts';
import { recordNamed } from './recordNamed.ts';

/** What a place said. */
export interface Confirmed {
  readonly place: string;
  readonly gone: boolean;
  /** Milliseconds after it was asked for. */
  readonly ms: number;
  readonly hint?: string | undefined;
}

const LOOK_MS = 50;

/** What answers carry that were made from a record. */
export const tagOf = ({ pk }: Pick<NamedRecord, 'pk'>): string => partitionTag(pk);

const purgedIn = (table: string): PurgedTable => (table === purgedMedia.table ? purgedMedia : purgedContent);

/** Every place in which readers may find a record. @param before - as it was before it was taken down. */
export const placesOf = async (archive: Archive, before: NamedRecord, signal: AbortSignal): Promise<Place[]> => {
  const { records, search, sharedCache, processesKeep } = archive;
  const { id, table, pk, leavesIndex } = before;
  const indexes = leavesIndex ? await search.indexes({ signal }) : [];
  const tag = tagOf(before);
  return [
    {
      name: 'live table',
      isGone: async () => {
        const now = await recordNamed(archive, id);
        const [body] = await records.getMany([{ table, pk, sk: 'BODY' }], { consistent: true, signal });
        return now?.isLive !== true && body === undefined;
      },
    },
    ...before.places,
    ...indexes.map(
      (index): Place => ({
        name: `index ${index.name}`,
        isGone: async () => (await leavesIndex?.(index, signal)) ?? true,
        ...(index.current ? {} : { hint: `\`masthead search drop ${index.name}\` removes it whole` }),
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
                { consumer: 'purge', tables: [table], wanted: (key) => purgedIn(table).tagOf(key) === tag },
                { signal },
              ),
            hint: 'no process has purged its answers since: where none is running, there are none',
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
