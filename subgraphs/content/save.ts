import { compress, pack, storePart } from '../../platform/codec.ts';
import type { Objects } from '../../platform/objects/port.ts';
import { defined } from '../../platform/records/defined.ts';
import type { CallOptions, Item, NamedCondition, Operation, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import { contentDeskTable, contentPk, contentTable, revisionSk, snapshotSk, termPk } from './keys.ts';
import { draftPointers, linkChanges, pointerChanges, translationChanges } from './placement.ts';
import type { Body, Content, LiveContent, Term } from './record.ts';
import { contentSchema, SHAPE } from './record.ts';
import type { Pointing, StoredState } from './store.ts';

/*
 * The largest transaction of each way to save, in operations (100 are allowed, and 4 MB). Alternative ids and addresses that a record no longer
 * names stay as they are, so nothing is removed for them; three compressed parts of at most 300 KB lie in it.
 *
 *                  META BODY  slugs    alts paths  links          group  desk: WORK REV SNAP RAW   sum
 *   live, new       1    1    1+4       10   12    2 × 11 = 22      1           1   1    1   1     56
 *   live, moved     1    1    1+4+1     10   12    2 × 22 = 44      2           1   1    1   1     80
 *   working copy                                        1 + 12                  1   1    1   1     17
 *   taken down      1    1                         2 × 11 = 22      1               1              26
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

/** Saves content, live or as a working copy, in one conditional transaction. */
export interface ContentWriter {
  /**
   * @param previous - what {@link ContentStore.states} said; the save holds only while that is still so.
   * @throws TypeError for content that no reader would accept; `TOO_LARGE` for more than an item or a transaction holds.
   */
  save(next: ContentToSave, previous: StoredState, options?: CallOptions): Promise<SaveOutcome>;
  /** Takes a live record down: a tombstone stays, its names stay, its lists and text go. */
  takeDown(
    id: string,
    previous: StoredState,
    by: { readonly author: string; readonly at: string; readonly sourceHash?: string | undefined },
    options?: CallOptions,
  ): Promise<SaveOutcome>;
  /** Sections, tags and contributors, at most 100 at once; who was saved later wins. */
  saveTerms(terms: readonly Term[], options?: CallOptions): Promise<void>;
}

/** {@link ContentWriter} over the ports. */
export const createContentWriter = ({
  records,
  objects,
}: {
  readonly records: Records;
  readonly objects: Objects;
}): ContentWriter => {
  const deskParts = async (
    next: ContentToSave,
    version: number,
    options: CallOptions | undefined,
  ): Promise<Operation[]> => {
    const { content, body } = next;
    const pk = contentPk(content.id);
    const snapshot = await storePart(objects, pack({ content, body }), `desk/${content.id}/${version}`, options);
    const raw = next.raw && (await storePart(objects, compress(next.raw), `raw/${content.id}/${version}`, options));
    return [
      put(
        contentDeskTable.name,
        {
          pk,
          sk: revisionSk(version),
          v: SHAPE,
          version,
          created: next.at,
          author: next.author,
          live: next.as === 'live',
          headline: content.headline,
        },
        isNewVersion,
      ),
      put(contentDeskTable.name, { pk, sk: snapshotSk(version), v: SHAPE, version, ...snapshot }),
      ...(raw ? [put(contentDeskTable.name, { pk, sk: 'RAW', v: SHAPE, version, ...raw })] : []),
    ];
  };

  const commit = async (
    operations: readonly Operation[],
    pointings: readonly (Pointing | undefined)[],
    version: number,
    options: CallOptions | undefined,
  ): Promise<SaveOutcome> => {
    try {
      await records.transact(operations, options);
      return { outcome: 'saved', version };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      for (const { operation, item, name } of error.failed) {
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
    }
  };

  const saveLive = async (
    next: ContentToSave,
    previous: StoredState,
    options: CallOptions | undefined,
  ): Promise<SaveOutcome> => {
    const { content, body, at } = next;
    const version = Math.max(previous.meta?.version ?? 0, previous.work?.version ?? 0) + 1;
    const pk = contentPk(content.id);
    const meta: LiveContent = { ...content, v: SHAPE, live: true, version, versionCreated: at };
    const pointers = pointerChanges(content, previous.meta);
    const bodyPart = await storePart(objects, pack(body), `bodies/${content.id}/${version}`, options);
    const operations: Operation[] = [
      ...pointers.operations,
      put(
        contentTable.name,
        defined({ ...meta, pk, sk: 'META' }),
        previous.meta ? hasVersion(previous.meta.version) : isAbsent,
      ),
      put(contentTable.name, { pk, sk: 'BODY', v: SHAPE, version, ...bodyPart }),
      ...linkChanges(meta, previous.meta, content.id),
      ...translationChanges(content, previous.meta, content.id),
      ...(await deskParts(next, version, options)),
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
    return commit(operations, pointers.pointings, version, options);
  };

  const saveWorkingCopy = async (
    next: ContentToSave,
    previous: StoredState,
    options: CallOptions | undefined,
  ): Promise<SaveOutcome> => {
    const { content, at, due } = next;
    const version = Math.max(previous.meta?.version ?? 0, previous.work?.version ?? 0) + 1;
    const pk = contentPk(content.id);
    const operations: Operation[] = [
      put(
        contentDeskTable.name,
        defined({
          ...content,
          v: SHAPE,
          version,
          versionCreated: at,
          due,
          pk,
          sk: 'WORK',
          ...(due === undefined ? {} : { dpk: `DUE#${due.slice(0, 16)}`, dsk: `${due}#${content.id}` }),
        }),
        previous.work ? hasVersion(previous.work.version) : isAbsent,
      ),
      ...draftPointers(content),
      ...(await deskParts(next, version, options)),
    ];
    return commit(operations, [], version, options);
  };

  return {
    async save(next, previous, options) {
      checkContent(next.content);
      return next.as === 'live' ? saveLive(next, previous, options) : saveWorkingCopy(next, previous, options);
    },

    async takeDown(id, previous, by, options) {
      const { meta } = previous;
      if (!meta?.live) return { outcome: 'stale' };
      const version = Math.max(meta.version, previous.work?.version ?? 0) + 1;
      const pk = contentPk(id);
      const operations: Operation[] = [
        put(
          contentTable.name,
          defined({
            pk,
            sk: 'META',
            v: SHAPE,
            live: false,
            id,
            owner: meta.owner,
            packages: meta.packages,
            published: meta.published,
            pubStatus: meta.pubStatus,
            excludedTerritories: meta.excludedTerritories,
            version,
            versionCreated: by.at,
            sourceHash: by.sourceHash,
          }),
          hasVersion(meta.version),
        ),
        { kind: 'delete', key: { table: contentTable.name, pk, sk: 'BODY' } },
        ...linkChanges(undefined, meta, id),
        ...translationChanges(undefined, meta, id),
        put(
          contentDeskTable.name,
          {
            pk,
            sk: revisionSk(version),
            v: SHAPE,
            version,
            created: by.at,
            author: by.author,
            live: false,
            headline: meta.headline,
          },
          isNewVersion,
        ),
      ];
      return commit(operations, [], version, options);
    },

    async saveTerms(terms, options) {
      if (terms.length === 0) return;
      await records.transact(
        terms.map((term) => put(contentTable.name, defined({ ...term, pk: termPk(term.kind, term.id), sk: 'META' }))),
        options,
      );
    },
  };
};
