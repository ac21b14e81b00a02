import { compress, pack, storePart } from '../../platform/codec.ts';
import type { Objects } from '../../platform/objects/port.ts';
import { defined } from '../../platform/records/defined.ts';
import type { CallOptions, FailedCondition, Item, NamedCondition, Operation } from '../../platform/records/port.ts';
import { contentDeskTable, contentPk, contentTable, DUE, dueKey, EXPIRES_SK, revisionSk, snapshotSk } from './keys.ts';
import { draftPointers, linkChanges, pointerChanges, translationChanges } from './placement.ts';
import type { Body, Content, LiveContent, WorkingCopy } from './record.ts';
import { contentSchema, SHAPE } from './record.ts';
import type { Pointing, StoredState } from './store.ts';

/*
 * The largest transaction of each way to save, in operations (100 are allowed, and 4 MB), beside what a command's receipt adds (2). Alternative ids and addresses
 * that a record no longer names stay as they are, so nothing is removed for them; three compressed parts of at most 300 KB lie in it.
 *
 *                  META BODY  slugs    alts paths  links          group  desk: WORK REV SNAP RAW EXPIRES  sum
 *   live, new       1    1    1+4       10   12    2 × 11 = 22      1           1   1    1   1   1        57
 *   live, moved     1    1    1+4+1     10   12    2 × 22 = 44      2           1   1    1   1   1        81
 *   working copy                                        1 + 12                  1   1    1   1            17
 *   taken down      1    1                         2 × 11 = 22      1               1            1        27
 *     and kept                                          1 + 12                  1        1                42
 *   deleted         1    1                         2 × 11 = 22      1           1   1            1        28
 */

/** A record with all that is saved with it. */
export interface ContentToSave {
  readonly content: Content;
  readonly body: Body;
  /** Whether readers are to see it, or its editors alone. */
  readonly as: 'live' | 'workingCopy';
  /** When a working copy goes live by itself. */
  readonly due?: string | undefined;
  /** The source as it came, kept on the desk. */
  readonly raw?: Uint8Array | undefined;
  /** Who or what saves it, for its revisions. */
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
  /** The receipt of the command that saves it. */
  readonly receipt?: string | undefined;
}

/** Who or what takes a record down. */
export interface TakenDownBy {
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
  readonly sourceHash?: string | undefined;
  /** The receipt of the command that takes it down. */
  readonly receipt?: string | undefined;
}

/** What is to be written to save a record, before it is. */
export interface SavePlan {
  readonly operations: readonly Operation[];
  readonly version: number;
  /** What conditions that failed mean, by their positions in `operations`. */
  outcomeOf(failed: readonly FailedCondition[]): Exclude<SaveOutcome, { outcome: 'saved' }>;
}

/** What saving came to. `taken`: another record holds the name; nothing was written. `stale`: the record has changed since `previous` was read. */
export type SaveOutcome =
  | { readonly outcome: 'saved'; readonly version: number }
  | {
      readonly outcome: 'taken';
      readonly name: 'slug' | 'altId' | 'path';
      readonly holder: string | undefined;
      readonly pointing: Pointing;
    }
  | { readonly outcome: 'stale' };

const isAbsent: NamedCondition = { name: 'recordAbsent', condition: { kind: 'absent' } };
const hasVersion = (version: number): NamedCondition => ({
  name: 'recordUnchanged',
  condition: { kind: 'versionIs', version },
});
/** Live version and working copy count in one row: of a writer of each that save at once, one is late. */
const isNewVersion: NamedCondition = { name: 'versionNew', condition: { kind: 'absent' } };
/** What is stored must be readable again: types alone hold neither counts nor formats. */
const checkContent = (content: Content): void => {
  const { error } = contentSchema.safeParse(content);
  if (!error) return;
  const faults = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
  throw new TypeError(`content ${content.id} cannot be saved: ${faults}`, { cause: error });
};

const put = (table: string, item: Item, when?: NamedCondition): Operation => ({ kind: 'put', table, item, when });

const revision = (
  id: string,
  version: number,
  { author, at, receipt, live, headline }: TakenDownBy & { readonly live: boolean; readonly headline: string },
): Operation =>
  put(
    contentDeskTable.name,
    defined({
      pk: contentPk(id),
      sk: revisionSk(version),
      v: SHAPE,
      version,
      created: at,
      author,
      live,
      headline,
      receipt,
    }),
    isNewVersion,
  );

const work = (content: Content, version: number, at: string, due: string | undefined): Item =>
  defined({
    ...content,
    v: SHAPE,
    version,
    versionCreated: at,
    due,
    pk: contentPk(content.id),
    sk: 'WORK',
    ...(due === undefined ? {} : { dpk: DUE, dsk: dueKey(due, content.id) }),
  });

const workUnchanged = (previous: StoredState): NamedCondition =>
  previous.work ? hasVersion(previous.work.version) : isAbsent;

const metaUnchanged = (previous: StoredState): NamedCondition =>
  previous.meta ? hasVersion(previous.meta.version) : isAbsent;

/** What finds a live record when it expires, made or taken away. */
const expiry = (id: string, expires: string | undefined, previous: StoredState): Operation[] => {
  const pk = contentPk(id);
  if (expires !== undefined) {
    const item = { pk, sk: EXPIRES_SK, v: SHAPE, expires, dpk: DUE, dsk: dueKey(expires, id) };
    return [put(contentDeskTable.name, item)];
  }
  return previous.meta?.live && previous.meta.expires !== undefined
    ? [{ kind: 'delete', key: { table: contentDeskTable.name, pk, sk: EXPIRES_SK } }]
    : [];
};

const nextVersion = ({ meta, work: copy }: StoredState): number => Math.max(meta?.version ?? 0, copy?.version ?? 0) + 1;

const planOf = (
  operations: readonly Operation[],
  version: number,
  pointings: readonly (Pointing | undefined)[] = [],
): SavePlan => ({
  operations,
  version,
  outcomeOf: (failed) => {
    for (const { operation, item, name } of failed) {
      const pointing = pointings[operation];
      if (pointing)
        return {
          outcome: 'taken',
          name: name === 'slugFree' ? 'slug' : name === 'altFree' ? 'altId' : 'path',
          holder: typeof item?.id === 'string' ? item.id : undefined,
          pointing,
        };
    }
    return { outcome: 'stale' };
  },
});

/** Works out what is to be written to save content, without writing it: for who saves it, and for a command that writes more with it. */
export interface SavePlans {
  /**
   * What saving it writes. Bytes that no item holds are put in storage, where nothing finds them without the item.
   * @throws TypeError for content that no reader would accept.
   */
  plan(next: ContentToSave, previous: StoredState, options?: CallOptions): Promise<SavePlan>;
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
  /** Takes away live version and working copy: a tombstone stays that no save may follow, with its provenance, and so do its versions. `undefined` where there is neither. */
  planDelete(id: string, previous: StoredState, by: TakenDownBy): SavePlan | undefined;
}

/** {@link SavePlans} over object storage. */
export const createSavePlans = ({ objects }: { readonly objects: Objects }): SavePlans => {
  const snapshot = async (
    { content, body }: { readonly content: Content; readonly body: Body },
    version: number,
    options: CallOptions | undefined,
  ): Promise<Operation> => {
    const part = await storePart(objects, pack({ content, body }), `desk/${content.id}/${version}`, options);
    const { pk, sk } = { pk: contentPk(content.id), sk: snapshotSk(version) };
    return put(contentDeskTable.name, { pk, sk, v: SHAPE, version, ...part });
  };

  const deskParts = async (
    next: ContentToSave,
    version: number,
    options: CallOptions | undefined,
  ): Promise<Operation[]> => {
    const { id, headline } = next.content;
    const raw = next.raw && (await storePart(objects, compress(next.raw), `raw/${id}/${version}`, options));
    return [
      revision(id, version, { ...next, live: next.as === 'live', headline }),
      await snapshot(next, version, options),
      ...(raw ? [put(contentDeskTable.name, { pk: contentPk(id), sk: 'RAW', v: SHAPE, version, ...raw })] : []),
    ];
  };

  const planLive = async (
    next: ContentToSave,
    previous: StoredState,
    options: CallOptions | undefined,
  ): Promise<SavePlan> => {
    const { content, body, at } = next;
    const version = nextVersion(previous);
    const pk = contentPk(content.id);
    const meta: LiveContent = { ...content, v: SHAPE, live: true, version, versionCreated: at };
    const pointers = pointerChanges(content, previous.meta);
    const bodyPart = await storePart(objects, pack(body), `bodies/${content.id}/${version}`, options);
    const operations: Operation[] = [
      ...pointers.operations,
      put(contentTable.name, defined({ ...meta, pk, sk: 'META' }), metaUnchanged(previous)),
      put(contentTable.name, { pk, sk: 'BODY', v: SHAPE, version, ...bodyPart }),
      ...linkChanges(meta, previous.meta, content.id),
      ...translationChanges(content, previous.meta, content.id),
      ...(await deskParts(next, version, options)),
      ...expiry(content.id, content.expires, previous),
      ...(previous.work
        ? [
            {
              kind: 'delete',
              key: { table: contentDeskTable.name, pk, sk: 'WORK' },
              when: hasVersion(previous.work.version),
            } as const,
          ]
        : []),
    ];
    return planOf(operations, version, pointers.pointings);
  };

  const planWorkingCopy = async (
    next: ContentToSave,
    previous: StoredState,
    options: CallOptions | undefined,
  ): Promise<SavePlan> => {
    const { content, at, due } = next;
    const version = nextVersion(previous);
    return planOf(
      [
        put(contentDeskTable.name, work(content, version, at, due), workUnchanged(previous)),
        ...draftPointers(content),
        ...(await deskParts(next, version, options)),
      ],
      version,
    );
  };

  const plan: SavePlans['plan'] = async (next, previous, options) => {
    checkContent(next.content);
    return next.as === 'live' ? planLive(next, previous, options) : planWorkingCopy(next, previous, options);
  };

  /** What goes when a live record goes: its text, its links, its place in its group, and what finds it when it expires. */
  const goneOperations = (id: string, previous: StoredState): Operation[] => [
    { kind: 'delete', key: { table: contentTable.name, pk: contentPk(id), sk: 'BODY' } },
    ...linkChanges(undefined, previous.meta, id),
    ...translationChanges(undefined, previous.meta, id),
    ...expiry(id, undefined, previous),
  ];

  const planTakeDown: SavePlans['planTakeDown'] = async (id, previous, by, kept, options) => {
    const { meta } = previous;
    if (!meta?.live) return undefined;
    const version = nextVersion(previous);
    if (kept) checkContent(kept.content);
    return planOf(
      [
        put(contentTable.name, tombstone(meta, version, by), hasVersion(meta.version)),
        ...goneOperations(id, previous),
        revision(id, version, { ...by, live: false, headline: meta.headline }),
        ...(kept
          ? [
              put(contentDeskTable.name, work(kept.content, version, by.at, undefined), workUnchanged(previous)),
              ...draftPointers(kept.content),
              await snapshot(kept, version, options),
            ]
          : []),
      ],
      version,
    );
  };

  return {
    plan,
    planTakeDown,
    planDelete: (id, previous, by) => {
      const shown = previous.meta?.live ? previous.meta : previous.work;
      if (!shown) return undefined;
      const version = nextVersion(previous);
      const grave = tombstone(shown, version, by, { deleted: by.at, source: shown.source });
      const pk = contentPk(id);
      return planOf(
        [
          put(contentTable.name, grave, metaUnchanged(previous)),
          ...(previous.meta?.live ? goneOperations(id, previous) : []),
          revision(id, version, { ...by, live: false, headline: shown.headline }),
          ...(previous.work
            ? [
                {
                  kind: 'delete',
                  key: { table: contentDeskTable.name, pk, sk: 'WORK' },
                  when: hasVersion(previous.work.version),
                } as const,
              ]
            : []),
        ],
        version,
      );
    },
  };
};

/** What stays of a record that readers no longer see. */
const tombstone = (
  shown: LiveContent | WorkingCopy,
  version: number,
  { at, sourceHash }: TakenDownBy,
  of: { readonly deleted?: string; readonly source?: LiveContent['source'] } = {},
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
