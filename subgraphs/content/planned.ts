import { pack, storePart } from '../../platform/codec.ts';
import type { Objects } from '../../platform/objects/port.ts';
import { defined } from '../../platform/records/defined.ts';
import type { CallOptions, FailedCondition, Item, NamedCondition, Operation } from '../../platform/records/port.ts';
import { duePlace } from '../../writes/dueIndex.ts';
import { checkStorable } from '../item.ts';
import { contentDeskTable, contentPk, EXPIRES_SK, orderKey, revisionSk, snapshotSk, workList } from './keys.ts';
import type { Pointing } from './pointing.ts';
import type { Body, Content } from './record.ts';
import { contentSchema, SHAPE } from './record.ts';
import type { StoredState } from './store.ts';

/*
 * The items and conditions of which every plan is made.
 */

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

/** Who or what takes a record down. */
export interface TakenDownBy {
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
  readonly sourceHash?: string | undefined;
  /** The receipt of the command that takes it down. */
  readonly receipt?: string | undefined;
  /** Why, where somebody had to say it. */
  readonly reason?: string | undefined;
}

/** There is none yet. */
export const isAbsent: NamedCondition = { name: 'recordAbsent', condition: { kind: 'absent' } };
/** Nobody has changed it since it was read. */
export const hasVersion = (version: number): NamedCondition => ({
  name: 'recordUnchanged',
  condition: { kind: 'versionIs', version },
});
/** Live version and working copy count in one row: of a writer of each that save at once, one is late. */
const isNewVersion: NamedCondition = { name: 'versionNew', condition: { kind: 'absent' } };
/** @throws TypeError for a record that no reader would accept. */
export const checkContent = (content: Content): void => checkStorable(contentSchema, `content ${content.id}`, content);

/** Puts an item, under its condition where there is one. */
export const put = (table: string, item: Item, when?: NamedCondition): Operation => ({
  kind: 'put',
  table,
  item,
  when,
});

/** One version: who made it, and what its list shows. */
interface RevisionOf extends TakenDownBy {
  readonly live: boolean;
  readonly headline: string;
  /** All that it said, packed, of what is small. */
  readonly data?: Uint8Array | undefined;
}

/** What the list of versions shows of one. @param pk - the partition of what has it. */
export const revision = (
  pk: string,
  version: number,
  { author, at, receipt, reason, live, headline, data }: RevisionOf,
): Operation =>
  put(
    contentDeskTable.name,
    defined({
      pk,
      sk: revisionSk(version),
      v: SHAPE,
      version,
      created: at,
      author,
      live,
      headline,
      receipt,
      reason,
      data,
    }),
    isNewVersion,
  );

/** A working copy as an item. */
export const work = (content: Content, version: number, at: string, due: string | undefined): Item =>
  defined({
    ...content,
    v: SHAPE,
    version,
    versionCreated: at,
    due,
    pk: contentPk(content.id),
    sk: 'WORK',
    wpk: workList(content.owner),
    wsk: orderKey(at, content.id),
    ...(due === undefined ? {} : duePlace(due, content.id)),
  });

/** The working copy is as it was read, or still not there. */
export const workUnchanged = (previous: StoredState): NamedCondition =>
  previous.work ? hasVersion(previous.work.version) : isAbsent;

/** What lies under `META` is as it was read, or still not there. */
export const metaUnchanged = (previous: StoredState): NamedCondition =>
  previous.meta ? hasVersion(previous.meta.version) : isAbsent;

/** The working copy goes, where there is one, as it was read. */
export const workGone = ({ work: copy }: StoredState): Operation[] =>
  copy
    ? [
        {
          kind: 'delete',
          key: { table: contentDeskTable.name, pk: contentPk(copy.id), sk: 'WORK' },
          when: hasVersion(copy.version),
        },
      ]
    : [];

/** What finds a live record when it expires, made or taken away. */
export const expiry = (id: string, expires: string | undefined, previous: StoredState): Operation[] => {
  const pk = contentPk(id);
  if (expires !== undefined) {
    const item = { pk, sk: EXPIRES_SK, v: SHAPE, expires, ...duePlace(expires, id) };
    return [put(contentDeskTable.name, item)];
  }
  return previous.meta?.live && previous.meta.expires !== undefined
    ? [{ kind: 'delete', key: { table: contentDeskTable.name, pk, sk: EXPIRES_SK } }]
    : [];
};

/** The version that a save makes. */
export const nextVersion = ({ meta, work: copy }: StoredState): number =>
  Math.max(meta?.version ?? 0, copy?.version ?? 0) + 1;

/** A plan of these operations. @param pointings - the names that the first of them take, by their positions. */
export const planOf = (
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

/** A version's text beside what the record said, on the desk. */
export const snapshot = async (
  objects: Objects,
  { content, body }: { readonly content: Content; readonly body: Body },
  version: number,
  options: CallOptions | undefined,
): Promise<Operation> => {
  const part = await storePart(objects, pack({ content, body }), `desk/${content.id}/${version}`, options);
  const { pk, sk } = { pk: contentPk(content.id), sk: snapshotSk(version) };
  return put(contentDeskTable.name, { pk, sk, v: SHAPE, version, ...part });
};
