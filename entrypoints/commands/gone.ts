import { PortError } from '../../platform/errors.ts';
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
/** How long what was asked in time may take. */
const LAST_MS = 1_000;

/** What answers carry that were made from a record. */
export const tagOf = ({ pk }: Pick<NamedRecord, 'pk'>): string => partitionTag(pk);

const purgedIn = (table: string): PurgedTable => (table === purgedMedia.table ? purgedMedia : purgedContent);

/** Every index that stands; one place for all of them where search is away. */
const indexPlaces = async (
  { search }: Pick<Archive, 'search'>,
  leaves: NonNullable<NamedRecord['leavesIndex']>,
  signal: AbortSignal,
): Promise<Place[]> => {
  try {
    return (await search.indexes({ signal })).map((index) => ({
      name: `index ${index.name}`,
      isGone: (until) => leaves(index, until),
      ...(index.current ? {} : { hint: `\`masthead search drop ${index.name}\` removes it whole` }),
    }));
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const isGone = async (until: AbortSignal): Promise<boolean> => {
      for (const index of await search.indexes({ signal: until })) if (!(await leaves(index, until))) return false;
      return true;
    };
    return [{ name: 'index', isGone }];
  }
};

/** Every place in which readers may find a record. @param before - as it was before it was taken down. */
export const placesOf = async (archive: Archive, before: NamedRecord, signal: AbortSignal): Promise<Place[]> => {
  const { records, sharedCache, processesKeep } = archive;
  const { id, table, pk, leavesIndex } = before;
  const tag = tagOf(before);
  return [
    {
      name: 'live table',
      isGone: async (until) => {
        const now = await recordNamed(archive, id);
        const [body] = await records.getMany([{ table, pk, sk: 'BODY' }], { consistent: true, signal: until });
        return now?.isLive !== true && body === undefined;
      },
    },
    ...before.places,
    ...(leavesIndex ? await indexPlaces(archive, leavesIndex, signal) : []),
    ...(sharedCache
      ? [
          {
            name: 'shared cache',
            isGone: async (until: AbortSignal) => {
              await sharedCache.purge([tag], { signal: until });
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
            isGone: (until: AbortSignal) =>
              records.passed(
                { consumer: 'purge', tables: [table], wanted: (key) => purgedIn(table).tagOf(key) === tag },
                { signal: until },
              ),
            hint: 'no process has purged its answers since: where none is running, there are none',
          },
        ]
      : []),
  ];
};

/** Has the index learn what was written, as a running process does too. One that is away holds nothing up: its place tells. */
const tellIndex = async ({ indexed, log }: Pick<Archive, 'indexed' | 'log'>, until: AbortSignal): Promise<void> => {
  try {
    await indexed(until);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    log.warn({ err: error }, 'the index was not told');
  }
};

/** Asks each place until it confirms, for so long at most. @param since - from when its time counts, in milliseconds since the epoch. */
export const confirmGone = async (
  places: readonly Place[],
  archive: Pick<Archive, 'indexed' | 'log'>,
  { now, wait }: Pick<Desk, 'now' | 'wait'>,
  { since, withinMs, signal }: { readonly since: number; readonly withinMs: number; readonly signal: AbortSignal },
): Promise<Confirmed[]> => {
  const within = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(withinMs + LAST_MS)]);
  await tellIndex(archive, within());
  const until = within();
  const confirm = async ({ name, isGone, hint }: Place): Promise<Confirmed> => {
    let fault: string | undefined;
    for (let waited = 0; waited <= withinMs && !until.aborted; waited += LOOK_MS) {
      try {
        if (await isGone(until)) return { place: name, gone: true, ms: now() - since };
        fault = undefined;
      } catch (error) {
        fault ??= error instanceof Error ? error.message : String(error);
      }
      await wait(LOOK_MS, until);
    }
    return { place: name, gone: false, ms: now() - since, hint: fault ?? hint };
  };
  return Promise.all(places.map(confirm));
};
