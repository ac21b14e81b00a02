import type { Objects } from '../../platform/objects/port.ts';
import { defined } from '../../platform/records/defined.ts';
import type { CallOptions, Operation, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import { contentTable, termPk } from './keys.ts';
import type { ContentToSave, SaveOutcome, SavePlan, SavePlans, TakenDownBy } from './plans.ts';
import { createSavePlans } from './plans.ts';
import type { Term } from './record.ts';
import type { StoredState } from './store.ts';

export type { ContentToSave, SaveOutcome } from './plans.ts';

/** Saves content, live or as a working copy, in one conditional transaction. */
export interface ContentWriter extends SavePlans {
  /**
   * @param previous - what {@link ContentStore.states} said; the save holds only while that is still so.
   * @throws TypeError for content that no reader would accept; `TOO_LARGE` for more than an item or a transaction holds.
   */
  save(next: ContentToSave, previous: StoredState, options?: CallOptions): Promise<SaveOutcome>;
  /** Takes a live record down: a tombstone stays, its names stay, its lists and text go. */
  takeDown(id: string, previous: StoredState, by: TakenDownBy, options?: CallOptions): Promise<SaveOutcome>;
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
  const plans = createSavePlans({ objects });
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

    async saveTerms(terms, options) {
      if (terms.length === 0) return;
      await records.transact(
        terms.map(
          (term): Operation => ({
            kind: 'put',
            table: contentTable.name,
            item: defined({ ...term, pk: termPk(term.kind, term.id), sk: 'META' }),
          }),
        ),
        options,
      );
    },
  };
};
