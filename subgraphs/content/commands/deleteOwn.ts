import { z } from 'zod';
import type { Operation } from '../../../platform/records/port.ts';
import type { CommandHandler, Refusal } from '../../../writes/command.ts';
import { checkInput } from '../../inputs.ts';
import { sound } from '../../item.ts';
import { authorOf } from '../../roles.ts';
import { collectionDeletion, nextCollectionVersion } from '../collectionPlans.ts';
import type { CollectionStore } from '../collectionStore.ts';
import { isTombstone } from '../ownTombstone.ts';
import type { TakenDownBy } from '../planned.ts';
import type { Term } from '../record.ts';
import type { ContentStore } from '../store.ts';
import { termDeletion } from '../termPlans.ts';
import { createLookingHandler } from './looking.ts';
import { mayAs } from './rights.ts';
import { collectionStateOf } from './saveCollection.ts';

/** What is to be deleted. */
interface Deletable {
  readonly owner: string;
  /** The version that its sender has seen, and the one that its deletion makes. */
  readonly seen: number;
  readonly next: number;
  readonly operations: (by: TakenDownBy) => readonly Operation[];
}

const input = z.object({ reason: z.string().max(1_000, 'It has at most 1000 characters').optional() });

const notThere: Refusal = { code: 'NOT_FOUND', message: 'There is nothing of this kind.', field: 'id' };

/** No client sends it: operators take a section, tag, contributor or collection from readers for good, before all back-pressure. */
const createDeletionHandler = (
  find: (id: string, signal: AbortSignal) => Promise<Deletable | undefined>,
): CommandHandler =>
  createLookingHandler<{ readonly found: Deletable; readonly reason: string | undefined }>({
    urgent: true,
    look: async ({ actor, subject, input: given }, _, signal) => {
      const checked = checkInput(input, given);
      const found = await find(subject, signal);
      if (found?.owner !== actor.organisation || 'faults' in checked) {
        const [first = notThere, ...others] = 'faults' in checked ? checked.faults : [];
        return { refused: [first, ...others] };
      }
      const [refusal, ...others] = mayAs(actor, 'administrator');
      return refusal ? { refused: [refusal, ...others] } : { seen: { found, reason: checked.input.reason } };
    },
    versionOf: ({ found }) => found.seen,
    plan: async ({ found, reason }, { command: { actor }, at, receipt }) => ({
      version: found.next,
      operations: found.operations({ author: authorOf(actor), at, receipt, reason }),
      // The one condition is that it is as it was: it is looked at again.
      lost: () => undefined,
    }),
  });

/** `deleteSection`, `deleteTag` and `deleteContributor`: what names it stays as it is, and shows it no more. */
export const createTermDeletionHandler = (
  kind: Term['kind'],
  { store }: { readonly store: ContentStore },
): CommandHandler =>
  createDeletionHandler(async (id, signal) => {
    const [read] = await store.termStates([{ kind, id }], { signal });
    const term = sound(read);
    if (!term || isTombstone(term)) return undefined;
    const [held] = await store.namePointers([term], { signal });
    return {
      owner: term.owner,
      seen: term.version,
      next: term.version + 1,
      operations: (by) => termDeletion({ term, held: sound(held) }, by),
    };
  });

/** `deleteCollection`: as readers see it and as it was to be next. */
export const createCollectionDeletionHandler = ({
  collections,
}: {
  readonly collections: CollectionStore;
}): CommandHandler =>
  createDeletionHandler(async (id, signal) => {
    const state = await collectionStateOf(id, collections, signal);
    const shown = state.work ?? state.meta;
    return (
      shown && {
        owner: shown.owner,
        seen: shown.version,
        next: nextCollectionVersion(state),
        operations: (by) => collectionDeletion(shown, state, by),
      }
    );
  });
