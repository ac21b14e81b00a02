import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import { sound } from '../item.ts';
import { NAME_FREE } from './names.ts';
import type { SaveOutcome, SavePlan, TakenDownBy } from './planned.ts';
import type { ContentToSave, SavePlans } from './plans.ts';
import { createSavePlans } from './plans.ts';
import type { Term } from './record.ts';
import type { StoredState } from './store.ts';
import { termOperations } from './termPlans.ts';
import { createTermStore } from './termStore.ts';

export type { OwnTombstone } from './ownTombstone.ts';
export type { SaveOutcome } from './planned.ts';
export type { ContentToSave } from './plans.ts';
export type { Pointing } from './pointing.ts';

/** Saves content, live or as a working copy, in one conditional transaction. */
export interface ContentWriter extends SavePlans {
  /**
   * @param previous - what {@link ContentStore.states} said; the save holds only while that is still so.
   * @throws TypeError for content that no reader would accept; `TOO_LARGE` for more than an item or a transaction holds.
   */
  save(next: ContentToSave, previous: StoredState, options?: CallOptions): Promise<SaveOutcome>;
  /** Takes a live record down: a tombstone stays, its names stay, its lists and text go. */
  takeDown(id: string, previous: StoredState, by: TakenDownBy, options?: CallOptions): Promise<SaveOutcome>;
  /**
   * Saves sections, tags and contributors, at most {@link TERMS_AT_ONCE} and each once, all of them or none. Answers, in order, what stands in the way of each: another
   * has its slug, or it has changed since it was read; they are saved where nothing does.
   */
  saveTerms(terms: readonly TermToSave[], by: SavedBy, options?: CallOptions): Promise<(TermLost | undefined)[]>;
}

/** A term as it is to be, under its next version. */
export interface TermToSave {
  readonly term: Term;
  /** As it is stored. */
  readonly before: Term | undefined;
}

/** Who or what saves. */
export type SavedBy = Pick<TakenDownBy, 'author' | 'at'>;

/** Why a term was not saved. */
export type TermLost = 'taken' | 'stale';

/** As many as one transaction holds, each with its version and its slugs. */
export const TERMS_AT_ONCE = 25;

/** {@link ContentWriter} over the ports. */
export const createContentWriter = ({
  records,
  objects,
}: {
  readonly records: Records;
  readonly objects: Objects;
}): ContentWriter => {
  const plans = createSavePlans({ objects });
  const terms = createTermStore({ records });
  const commit = async (plan: SavePlan, options: CallOptions | undefined): Promise<SaveOutcome> => {
    try {
      await records.transact(plan.operations, options);
      return { outcome: 'saved', version: plan.version };
    } catch (error) {
      if (error instanceof ConditionFailed) return plan.outcomeOf(error.failed);
      throw error;
    }
  };

  return {
    ...plans,

    save: async (next, previous, options) => commit(await plans.plan(next, previous, options), options),

    async takeDown(id, previous, by, options) {
      const planned = await plans.planTakeDown(id, previous, by, undefined, options);
      return planned ? commit(planned, options) : { outcome: 'stale' };
    },

    async saveTerms(saves, by, options) {
      if (saves.length === 0) return [];
      const olds = saves.flatMap(({ before }) => before ?? []);
      const pointers = await terms.namePointers(olds, options);
      const held = new Map(olds.map(({ id }, at) => [id, sound(pointers[at])]));
      const planned = saves.map(({ term, before }) =>
        termOperations(term, before && { term: before, held: held.get(term.id) }, by),
      );
      const all = planned.flatMap((operations, of) => operations.map((operation) => ({ operation, of })));
      // A slug that another of them takes is not set free: it is refused that one.
      const put = new Set(all.flatMap(({ operation }) => (operation.kind === 'put' ? [operation.item.pk] : [])));
      const written = all.filter(({ operation }) => operation.kind !== 'delete' || !put.has(operation.key.pk));
      const lost = saves.map((): TermLost | undefined => undefined);
      try {
        await records.transact(
          written.map(({ operation }) => operation),
          options,
        );
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        for (const { operation, name } of error.failed) {
          const { of } = written[operation] ?? {};
          if (of !== undefined) lost[of] = lost[of] ?? (name === NAME_FREE ? 'taken' : 'stale');
        }
      }
      return lost;
    },
  };
};
