import { compress, storePart } from '../../platform/codec.ts';
import type { Objects } from '../../platform/objects/port.ts';
import { defined } from '../../platform/records/defined.ts';
import type { CallOptions, Key, Operation, Records, TableDefinition } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { parseItem, reader, sound } from '../item.ts';
import type { LiveMedia, Media, MediaMeta, MediaRevision } from './record.ts';
import { mediaMetaSchema, mediaRevisionSchema, mediaSchema, SHAPE } from './record.ts';

/** The live table. */
export const mediaTable: TableDefinition = { name: 'media', indexes: [], feed: true };
/** The desk: versions of what an asset says of itself. */
export const mediaDeskTable: TableDefinition = { name: 'media-desk', indexes: [], feed: false };

/** The partition of an asset's parts. */
export const mediaPk = (id: string): string => `M#${id}`;
/** The asset that a partition belongs to, where it is one's. */
export const idOfMediaPk = (pk: string): string | undefined => (pk.startsWith('M#') ? pk.slice(2) : undefined);

const metaKey = (id: string): Key => ({ table: mediaTable.name, pk: mediaPk(id), sk: 'META' });

/** An asset to be saved. */
export interface MediaToSave {
  readonly media: Media;
  /** The source as it came, kept on the desk. */
  readonly raw?: Uint8Array | undefined;
  /** Who or what saves it. */
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What saving came to. `stale`: the asset has changed since `previous` was read; nothing was written. */
export type MediaSaveOutcome = { readonly outcome: 'saved'; readonly version: number } | { readonly outcome: 'stale' };

/** Reads and writes of media metadata: keys and shapes stand here, once. */
export interface MediaStore {
  /** One call of the port. What is wrong with one item is the answer for that item alone. */
  metas(ids: readonly string[], options?: CallOptions & { readonly consistent?: boolean }): Promise<Read<MediaMeta>[]>;
  /** For who saves: read consistently. @throws `BadItem` */
  states(ids: readonly string[], options?: CallOptions): Promise<(MediaMeta | undefined)[]>;
  /** Versions on the desk with all that the asset said in them, newest first; `size` of them where there are so many. */
  revisions(id: string, size: number, options?: CallOptions): Promise<readonly MediaRevision[]>;
  /**
   * One conditional transaction of two or three operations; `previous` is what {@link MediaStore.states} said.
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
  return {
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
    async save({ media, raw, author, at }, previous, options) {
      const { error } = mediaSchema.safeParse(media);
      if (error) {
        const faults = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
        throw new TypeError(`asset ${media.id} cannot be saved: ${faults}`, { cause: error });
      }
      const version = (previous?.version ?? 0) + 1;
      const live: LiveMedia = { ...media, v: SHAPE, live: true, version, versionCreated: at };
      const pk = mediaPk(media.id);
      const source = raw && (await storePart(objects, compress(raw), `raw/${media.id}/${version}`, options));
      const operations: Operation[] = [
        {
          kind: 'put',
          table: mediaTable.name,
          item: defined({ ...live, pk, sk: 'META' }),
          when: previous
            ? { name: 'assetUnchanged', condition: { kind: 'versionIs', version: previous.version } }
            : { name: 'assetAbsent', condition: { kind: 'absent' } },
        },
        {
          kind: 'put',
          table: mediaDeskTable.name,
          item: defined({ ...live, author, pk, sk: `REV#${String(version).padStart(10, '0')}` }),
        },
        ...(source
          ? [
              {
                kind: 'put',
                table: mediaDeskTable.name,
                item: { pk, sk: 'RAW', v: SHAPE, version, ...source },
              } as const,
            ]
          : []),
      ];
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
