import { PortError } from '../../platform/errors.ts';
import type { Objects } from '../../platform/objects/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { ChangeConsumer } from '../../writes/changes.ts';
import { idOfMediaPk, mediaTable } from './keys.ts';
import { renditionsOf, revisionOf } from './renditions.ts';
import { standingOf } from './served.ts';
import { setAside } from './settingAside.ts';
import type { MediaStore } from './store.ts';

/** What {@link createRenditionClearer} stands on. */
export interface ClearerParts {
  readonly store: Pick<MediaStore, 'states'>;
  readonly objects: Pick<Objects, 'list' | 'copy' | 'delete'>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Follows the change feed: of an asset that was taken from all who read, all that was made goes from storage; of one whose bytes or focal point have changed, what was
 * made before; and the original of one that was deleted, from where links lead. What is away is tried again until it is done.
 * @param name - names its position in the feed.
 */
export const createRenditionClearer = (name: string, { store, objects, log, now }: ClearerParts): ChangeConsumer => {
  const clear = async (id: string, signal: AbortSignal): Promise<void> => {
    const [asset] = await store.states([id], { signal });
    const kept = asset?.live && standingOf(asset, now()) === 'served' ? renditionsOf(id, revisionOf(asset)) : undefined;
    for await (const { key } of objects.list(renditionsOf(id), { signal }))
      if (kept === undefined || !key.startsWith(kept)) await objects.delete(key, { signal });
    if (asset?.live === false) await setAside(id, objects, asset.erased !== undefined, signal);
  };
  return {
    name,
    tables: [mediaTable.name],
    recordOf: ({ table, pk, sk }) => (table === mediaTable.name && sk === 'META' ? idOfMediaPk(pk) : undefined),
    attempts: Number.POSITIVE_INFINITY,
    take: async (ids, signal) => {
      const cleared = await Promise.allSettled(ids.map((id) => clear(id, signal)));
      return ids.filter((id, index) => {
        const outcome = cleared[index];
        if (outcome?.status !== 'rejected') return false;
        if (outcome.reason instanceof PortError) return true;
        // Whatever is wrong with one asset holds up no other.
        log.error({ consumer: name, asset: id, err: outcome.reason }, 'renditions could not be cleared away');
        return false;
      });
    },
  };
};
