import { compress, pack, storePart } from '../../platform/codec.ts';
import type { Objects } from '../../platform/objects/port.ts';
import { defined } from '../../platform/records/defined.ts';
import type { CallOptions, Operation } from '../../platform/records/port.ts';
import { contentDeskTable, contentPk, contentTable } from './keys.ts';
import { draftPointers, linkChanges, pointerChanges, translationChanges } from './placement.ts';
import type { SavePlan } from './planned.ts';
import {
  checkContent,
  expiry,
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
import type { Body, Content, LiveContent } from './record.ts';
import { SHAPE } from './record.ts';
import type { StoredState } from './store.ts';
import type { TakeDownPlans } from './takeDownPlans.ts';
import { createTakeDownPlans } from './takeDownPlans.ts';

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
 *   killed          1    1                         2 × 11 = 22      1 + 12      1   1    1       1        42
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

/** Works out what is to be written to save content, without writing it: for who saves it, and for a command that writes more with it. */
export interface SavePlans extends TakeDownPlans {
  /**
   * What saving it writes. Bytes that no item holds are put in storage, where nothing finds them without the item.
   * @throws TypeError for content that no reader would accept.
   */
  plan(next: ContentToSave, previous: StoredState, options?: CallOptions): Promise<SavePlan>;
}

/** {@link SavePlans} over object storage. */
export const createSavePlans = ({ objects }: { readonly objects: Objects }): SavePlans => {
  const deskParts = async (
    next: ContentToSave,
    version: number,
    options: CallOptions | undefined,
  ): Promise<Operation[]> => {
    const { id, headline } = next.content;
    const raw = next.raw && (await storePart(objects, compress(next.raw), `raw/${id}/${version}`, options));
    return [
      revision(contentPk(id), version, { ...next, live: next.as === 'live', headline }),
      await snapshot(objects, next, version, options),
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
      ...workGone(previous),
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

  return {
    plan,
    ...createTakeDownPlans({ objects }),
  };
};
