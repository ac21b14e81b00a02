import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import { ownNamePk } from './keys.ts';
import { putName } from './names.ts';
import type { SaveOutcome, SavePlan, TakenDownBy } from './planned.ts';
import type { ContentToSave, SavePlans } from './plans.ts';
import { createSavePlans } from './plans.ts';
import type { Term } from './record.ts';
import type { StoredState } from './store.ts';
import { putTerm } from './termPlans.ts';

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
  /** Sections, tags and contributors, at most {@link TERMS_AT_ONCE}; who was saved later wins, and has the slug. */
  saveTerms(terms: readonly Term[], options?: CallOptions): Promise<void>;
}

/** As many as one transaction holds, each with its slug. */
export const TERMS_AT_ONCE = 50;

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
      const names = new Map(terms.map((term) => [ownNamePk(term), term]));
      await records.transact(
        [...terms.map((term) => putTerm(term)), ...[...names.values()].map((term) => putName(term, term.id))],
        options,
      );
    },
  };
};
