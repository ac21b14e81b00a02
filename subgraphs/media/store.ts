import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { parseItem, reader, sound } from '../item.ts';
import { mediaDeskTable, mediaPk, mediaTable, metaKey } from './keys.ts';
import type { MediaPlans, MediaToSave } from './plans.ts';
import { createMediaPlans } from './plans.ts';
import type { MediaMeta, MediaRevision } from './record.ts';
import { mediaMetaSchema, mediaRevisionSchema } from './record.ts';

export { idOfMediaPk, mediaDeskTable, mediaPk, mediaTable, objectKeyOf } from './keys.ts';
export type { MediaToSave } from './plans.ts';

/** What saving came to. `stale`: the asset has changed since `previous` was read; nothing was written. */
export type MediaSaveOutcome = { readonly outcome: 'saved'; readonly version: number } | { readonly outcome: 'stale' };

/** Reads and writes of media metadata. */
export interface MediaStore extends MediaPlans {
  /** One call of the port. What is wrong with one item is the answer for that item alone. */
  metas(ids: readonly string[], options?: CallOptions & { readonly consistent?: boolean }): Promise<Read<MediaMeta>[]>;
  /** For who saves: read consistently. @throws `BadItem` */
  states(ids: readonly string[], options?: CallOptions): Promise<(MediaMeta | undefined)[]>;
  /** Versions on the desk with all that the asset said in them, newest first; `size` of them where there are so many. */
  revisions(id: string, size: number, options?: CallOptions): Promise<readonly MediaRevision[]>;
  /**
   * One conditional transaction; `previous` is what {@link MediaStore.states} said.
   * @throws TypeError for an asset that no reader would accept.
   */
  save(next: MediaToSave, previous: MediaMeta | undefined, options?: CallOptions): Promise<MediaSaveOutcome>;
}

/** {@link MediaStore} over the records port. */
export const createMediaStore = ({
  records,
  objects,
}: {
  readonly records: Records;
  readonly objects: Objects;
}): MediaStore => {
  const readMeta = reader(mediaMetaSchema, mediaTable.name);
  const plans = createMediaPlans({ objects });
  return {
    ...plans,
    async metas(ids, options) {
      const items = await records.getMany(ids.map(metaKey), options);
      return items.map(readMeta);
    },
    async states(ids, options) {
      const items = await records.getMany(ids.map(metaKey), { ...options, consistent: true });
      return items.map(readMeta).map(sound);
    },
    async revisions(id, size, options) {
      const found: MediaRevision[] = [];
      let after: string | undefined;
      do {
        const page = await records.query(
          {
            table: mediaDeskTable.name,
            pk: mediaPk(id),
            from: 'REV#',
            to: 'REV#~',
            descending: true,
            limit: size - found.length,
            after,
          },
          options,
        );
        found.push(...page.items.map((item) => parseItem(mediaRevisionSchema, mediaDeskTable.name, item)));
        after = page.next;
      } while (after !== undefined && found.length < size);
      return found;
    },
    async save(next, previous, options) {
      const { operations, version } = await plans.plan(next, previous, options);
      try {
        await records.transact(operations, options);
        return { outcome: 'saved', version };
      } catch (error) {
        if (error instanceof ConditionFailed) return { outcome: 'stale' };
        throw error;
      }
    },
  };
};
