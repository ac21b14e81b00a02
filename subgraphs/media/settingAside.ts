import { PortError } from '../../platform/errors.ts';
import type { Objects } from '../../platform/objects/port.ts';
import { deletedKeyOf, deletedPrefix, originalsOf } from './keys.ts';

/** What {@link setAside} works with. */
type Store = Pick<Objects, 'list' | 'copy' | 'delete'>;

/** Two may set aside the same at once: what the other has done is done. */
const isDoneByOther = (error: unknown): boolean =>
  error instanceof PortError && (error.code === 'CONDITION_FAILED' || error.code === 'NOT_FOUND');

/**
 * Puts the original of a deleted asset where nothing leads, so that links which were given out before end at once. It may be done again, and by several.
 * @param forGood - removes it instead, also what was set aside before: for an asset that was erased.
 */
export const setAside = async (id: string, objects: Store, forGood: boolean, signal: AbortSignal): Promise<void> => {
  for await (const { key } of objects.list(originalsOf(id), { signal })) {
    if (!forGood)
      try {
        await objects.copy(key, deletedKeyOf(id, key), { ifAbsent: true, signal });
      } catch (error) {
        if (!isDoneByOther(error)) throw error;
      }
    await objects.delete(key, { signal });
  }
  if (!forGood) return;
  for await (const { key } of objects.list(deletedPrefix(id), { signal })) await objects.delete(key, { signal });
};
