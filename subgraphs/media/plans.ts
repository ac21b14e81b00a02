import { compress, storePart } from '../../platform/codec.ts';
import type { Objects } from '../../platform/objects/port.ts';
import { defined } from '../../platform/records/defined.ts';
import type { CallOptions, NamedCondition, Operation } from '../../platform/records/port.ts';
import { duePlace } from '../../writes/dueIndex.ts';
import { checkStorable } from '../item.ts';
import { EXPIRES_SK, mediaDeskTable, mediaPk, mediaTable, revisionSk } from './keys.ts';
import type { LiveMedia, Media, MediaMeta } from './record.ts';
import { mediaSchema, SHAPE } from './record.ts';

/** Who or what saves an asset, and when. */
export interface SavedBy {
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
  /** The receipt of the command that saves it. */
  readonly receipt?: string | undefined;
}

/** An asset to be saved. */
export interface MediaToSave extends SavedBy {
  readonly media: Media;
  /** The source as it came, kept on the desk. */
  readonly raw?: Uint8Array | undefined;
}

/** What is to be written to save an asset, before it is. */
export interface MediaPlan {
  readonly operations: readonly Operation[];
  readonly version: number;
}

/** Plans saves of assets. The largest is a transaction of four operations: `META`, and on the desk the version, the source, and what finds the asset when it expires. */
export interface MediaPlans {
  /**
   * @param previous - what is stored; the plan holds only while that is still so.
   * @throws TypeError for an asset that no reader would accept.
   */
  plan(next: MediaToSave, previous: MediaMeta | undefined, options?: CallOptions): Promise<MediaPlan>;
  /** A tombstone stays, and the versions on the desk; nothing brings the asset back. */
  planDelete(previous: LiveMedia, by: SavedBy): MediaPlan;
}

const unchanged = (previous: MediaMeta | undefined): NamedCondition =>
  previous
    ? { name: 'assetUnchanged', condition: { kind: 'versionIs', version: previous.version } }
    : { name: 'assetAbsent', condition: { kind: 'absent' } };

const noLongerDue = (id: string, previous: MediaMeta | undefined): readonly Operation[] =>
  previous?.live && previous.expires !== undefined
    ? [{ kind: 'delete', key: { table: mediaDeskTable.name, pk: mediaPk(id), sk: EXPIRES_SK } }]
    : [];

/** What expired before it was saved has nothing to wait for. */
const dueOperations = ({ id, expires }: Media, at: string, previous: MediaMeta | undefined): readonly Operation[] => {
  if (expires === undefined || expires <= at) return noLongerDue(id, previous);
  const item = { pk: mediaPk(id), sk: EXPIRES_SK, v: SHAPE, expires, ...duePlace(expires, id) };
  return [{ kind: 'put', table: mediaDeskTable.name, item }];
};

/** {@link MediaPlans} over object storage. */
export const createMediaPlans = ({ objects }: { readonly objects: Objects }): MediaPlans => ({
  async plan({ media, raw, author, at, receipt }, previous, options) {
    checkStorable(mediaSchema, `asset ${media.id}`, media);
    const version = (previous?.version ?? 0) + 1;
    const live: LiveMedia = { ...media, v: SHAPE, live: true, version, versionCreated: at };
    const pk = mediaPk(media.id);
    const source = raw && (await storePart(objects, compress(raw), `raw/${media.id}/${version}`, options));
    return {
      version,
      operations: [
        { kind: 'put', table: mediaTable.name, item: defined({ ...live, pk, sk: 'META' }), when: unchanged(previous) },
        {
          kind: 'put',
          table: mediaDeskTable.name,
          item: defined({ ...live, author, receipt, pk, sk: revisionSk(version) }),
        },
        ...dueOperations(media, at, previous),
        ...(source
          ? [
              {
                kind: 'put',
                table: mediaDeskTable.name,
                item: { pk, sk: 'RAW', v: SHAPE, version, ...source },
              } as const,
            ]
          : []),
      ],
    };
  },

  planDelete(previous, { author, at, receipt }) {
    const { id, owner, packages } = previous;
    const version = previous.version + 1;
    const pk = mediaPk(id);
    const grave = { v: SHAPE, live: false, id, owner, packages, version, versionCreated: at };
    return {
      version,
      operations: [
        { kind: 'put', table: mediaTable.name, item: { ...grave, pk, sk: 'META' }, when: unchanged(previous) },
        {
          kind: 'put',
          table: mediaDeskTable.name,
          item: defined({ ...grave, author, receipt, pk, sk: revisionSk(version) }),
        },
        ...noLongerDue(id, previous),
      ],
    };
  },
});
