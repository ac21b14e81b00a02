import type { Records } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { reader } from '../item.ts';
import type { Packaged, PackagedRecords } from '../packages.ts';
import { MOST_PACKAGES, untilSaved } from '../packages.ts';
import type { LiveMedia, MediaMeta } from './record.ts';
import { mediaMetaSchema } from './record.ts';
import { mediaFactsOf } from './ruleFacts.ts';
import type { MediaStore } from './store.ts';
import { idOfMediaPk, mediaTable } from './store.ts';

const PAGE = 100;

const isLive = (meta: Read<MediaMeta>): meta is LiveMedia => !!meta && !(meta instanceof Error) && meta.live;

const packaged = ({ id, owner, packages, type }: LiveMedia): Packaged & { readonly owner: string } => ({
  id,
  owner,
  packages,
  facts: mediaFactsOf({ type }),
});

/** Media whose packages can be changed. No list leads to all of an owner's, so that a walk reads the whole table. */
export const createPackagedMedia = ({
  records,
  store,
}: {
  readonly records: Records;
  readonly store: MediaStore;
}): PackagedRecords => {
  const read = reader(mediaMetaSchema, mediaTable.name);
  return {
    page: async (owner, after) => {
      const { items, next } = await records.scan({ table: mediaTable.name, segment: 0, of: 1, limit: PAGE, after });
      const found = items
        .filter((item) => item.sk === 'META' && item.owner === owner)
        .flatMap((item): (Packaged | string)[] => {
          const meta = read(item);
          if (meta instanceof Error) return [idOfMediaPk(item.pk) ?? item.pk];
          return isLive(meta) ? [packaged(meta)] : [];
        });
      return { found, next };
    },
    find: async (id) => {
      const [meta] = await store.metas([id], { consistent: true });
      return isLive(meta) ? packaged(meta) : undefined;
    },
    repackage: (id, edit, { author, at }) =>
      untilSaved(async () => {
        const [meta] = await store.states([id]);
        if (!isLive(meta)) return 'absent';
        const packages = edit(meta.packages);
        if (packages.length > MOST_PACKAGES) return 'full';
        const { outcome } = await store.save({ media: { ...meta, packages: [...packages] }, author, at }, meta);
        return outcome === 'saved' ? 'changed' : 'stale';
      }),
  };
};
