import type { Objects } from '../../platform/objects/port.ts';
import { defined } from '../../platform/records/defined.ts';
import type { CallOptions, Item, Operation } from '../../platform/records/port.ts';
import { contentDeskTable, contentPk, contentTable } from './keys.ts';
import { draftPointers, linkChanges, translationChanges } from './placement.ts';
import type { SavePlan, TakenDownBy } from './planned.ts';
import {
  checkContent,
  expiry,
  hasVersion,
  metaUnchanged,
  nextVersion,
  planOf,
  put,
  revision,
  snapshot,
  work,
  workGone,
  workUnchanged,
} from './planned.ts';
import type { Body, Content, Tombstone } from './record.ts';
import { SHAPE } from './record.ts';
import type { StoredState } from './store.ts';

/** Works out what is to be written so that readers no longer see a record, without writing it. */
export interface TakeDownPlans {
  /**
   * What taking it down writes; `undefined` where the record is not live.
   * @param kept - what becomes the working copy, in place of the one that there is; not due. Default: that one stays.
   */
  planTakeDown(
    id: string,
    previous: StoredState,
    by: TakenDownBy,
    kept?: { readonly content: Content; readonly body: Body },
    options?: CallOptions,
  ): Promise<SavePlan | undefined>;
  /**
   * Takes the live version away, if there is one, and leaves a tombstone that says why nothing may publish it again.
   * @param kept - what stays for its editors, as the working copy; not due.
   */
  planKill(
    id: string,
    previous: StoredState,
    by: TakenDownBy & { readonly reason: string },
    kept: { readonly content: Content; readonly body: Body },
    options?: CallOptions,
  ): Promise<SavePlan>;
  /** Takes away live version and working copy: a tombstone stays that no save may follow, with its provenance, and so do its versions. `undefined` where there is neither. */
  planDelete(id: string, previous: StoredState, by: TakenDownBy): SavePlan | undefined;
}

/** {@link TakeDownPlans} over object storage. */
export const createTakeDownPlans = ({ objects }: { readonly objects: Objects }): TakeDownPlans => {
  /** What goes when a live record goes: its text, its links, its place in its group, and what finds it when it expires. */
  const goneOperations = (id: string, previous: StoredState): Operation[] => [
    { kind: 'delete', key: { table: contentTable.name, pk: contentPk(id), sk: 'BODY' } },
    ...linkChanges(undefined, previous.meta, id),
    ...translationChanges(undefined, previous.meta, id),
    ...expiry(id, undefined, previous),
  ];

  /** What stays of a record that readers no longer see, for its editors. */
  const keptOperations = async (
    kept: { readonly content: Content; readonly body: Body },
    version: number,
    at: string,
    previous: StoredState,
    options: CallOptions | undefined,
  ): Promise<Operation[]> => [
    put(contentDeskTable.name, work(kept.content, version, at, undefined), workUnchanged(previous)),
    ...draftPointers(kept.content),
    await snapshot(objects, kept, version, options),
  ];

  const planTakeDown: TakeDownPlans['planTakeDown'] = async (id, previous, by, kept, options) => {
    const { meta } = previous;
    if (!meta?.live) return undefined;
    const version = nextVersion(previous);
    if (kept) checkContent(kept.content);
    return planOf(
      [
        put(contentTable.name, tombstone(meta, version, by), hasVersion(meta.version)),
        ...goneOperations(id, previous),
        revision(contentPk(id), version, { ...by, live: false, headline: meta.headline }),
        ...(kept ? await keptOperations(kept, version, by.at, previous, options) : []),
      ],
      version,
    );
  };

  const planKill: TakeDownPlans['planKill'] = async (id, previous, by, kept, options) => {
    const version = nextVersion(previous);
    const { at, reason } = by;
    const { content } = kept;
    checkContent(content);
    const grave = tombstone(content, version, by, { killed: { at, reason }, source: content.source });
    return planOf(
      [
        put(contentTable.name, grave, metaUnchanged(previous)),
        ...(previous.meta?.live ? goneOperations(id, previous) : []),
        revision(contentPk(id), version, { ...by, live: false, headline: content.headline }),
        ...(await keptOperations(kept, version, at, previous, options)),
      ],
      version,
    );
  };

  return {
    planTakeDown,
    planKill,
    planDelete: (id, previous, by) => {
      const shown = previous.meta?.live ? previous.meta : previous.work;
      if (!shown) return undefined;
      const version = nextVersion(previous);
      const killed = previous.meta?.live === false ? previous.meta.killed : undefined;
      const grave = tombstone(shown, version, by, {
        deleted: by.at,
        source: shown.source,
        ...(killed ? { killed } : {}),
      });
      return planOf(
        [
          put(contentTable.name, grave, metaUnchanged(previous)),
          ...(previous.meta?.live ? goneOperations(id, previous) : []),
          revision(contentPk(id), version, { ...by, live: false, headline: shown.headline }),
          ...workGone(previous),
        ],
        version,
      );
    },
  };
};

/** What stays of a record that readers no longer see. */
const tombstone = (
  shown: Content,
  version: number,
  { at, sourceHash }: TakenDownBy,
  of: Pick<Tombstone, 'deleted' | 'killed' | 'source'> = {},
): Item =>
  defined({
    pk: contentPk(shown.id),
    sk: 'META',
    v: SHAPE,
    live: false,
    id: shown.id,
    owner: shown.owner,
    packages: shown.packages,
    published: shown.published,
    pubStatus: shown.pubStatus,
    excludedTerritories: shown.excludedTerritories,
    version,
    versionCreated: at,
    sourceHash,
    ...of,
  });
