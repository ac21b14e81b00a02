import type { ContentWriter } from '../subgraphs/content/save.ts';
import type { ContentStore } from '../subgraphs/content/store.ts';
import type { UnsavedTerm } from './normaliseTerms.ts';
import type { PendingTerm, StoredTerm, TermResult } from './writeTerms.ts';
import { isEditedHere, termKey, writeTerms } from './writeTerms.ts';

/** Saves sections, tags and contributors. */
export interface TermSaver {
  /** Terms that an element describes: each is created, updated, or left alone where it is stored so already, or was edited or deleted here. `replay` as for content. */
  saveDescribed(terms: readonly UnsavedTerm[], replay: boolean): Promise<readonly TermResult[]>;
  /** Terms that records name: those that are not there are made of what the records say. Answers which go without their slug, in words, by {@link termKey}. */
  ensure(terms: readonly UnsavedTerm[]): Promise<ReadonlyMap<string, string>>;
}

/** What saving terms works with. */
export interface TermSaverOptions {
  readonly store: ContentStore;
  readonly writer: ContentWriter;
  /** Whether nothing is written. */
  readonly dryRun: boolean;
  /** Who or what saves them. */
  readonly author: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What is put behind a slug that another has. */
  readonly label: string;
}

/** Terms known to be there are not looked for again; this many are remembered. */
const MEMORY = 200_000;

/** {@link TermSaver} over the content store. */
export const createTermSaver = ({ store, writer, dryRun, author, now, label }: TermSaverOptions): TermSaver => {
  const known = new Set<string>();

  const read = async (terms: readonly UnsavedTerm[]): Promise<StoredTerm[]> => {
    if (terms.length === 0) return [];
    return (await store.termStates(terms)).map((stored) => {
      if (stored instanceof Error) throw stored;
      return stored;
    });
  };

  const write = async (terms: readonly PendingTerm[]): Promise<ReadonlyMap<string, TermResult>> =>
    dryRun ? new Map() : writeTerms(terms, { writer, read, label, by: { author, at: new Date(now()).toISOString() } });

  const remember = (terms: readonly UnsavedTerm[]): void => {
    if (known.size > MEMORY) known.clear();
    for (const term of terms) known.add(termKey(term));
  };

  return {
    saveDescribed: async (terms, replay) => {
      const found = await read(terms);
      // Of two elements for one term in one batch the last is kept: a transaction names an item once.
      const pending = new Map<string, PendingTerm>();
      const outcomes = terms.map((term, index): TermResult => {
        const stored = found[index];
        if (isEditedHere(stored)) return { became: 'editedHere' };
        const before = pending.get(termKey(term))?.term ?? stored;
        if (before !== undefined && 'sourceHash' in before && before.sourceHash === term.sourceHash)
          return { became: replay && stored?.version === 1 ? 'created' : 'unchanged' };
        pending.set(termKey(term), { term, stored });
        return { became: before === undefined ? 'created' : 'updated' };
      });
      const written = await write([...pending.values()]);
      remember(terms);
      return outcomes.map((outcome, index) => {
        const term = terms[index];
        const result = term && written.get(termKey(term));
        if (!result || outcome.became === 'editedHere') return outcome;
        if (result.became === 'editedHere') return result;
        // It is told with the element that was kept.
        return pending.get(termKey(term))?.term === term ? { ...outcome, taken: result.taken } : outcome;
      });
    },

    ensure: async (terms) => {
      const unknown = new Map(terms.filter((term) => !known.has(termKey(term))).map((term) => [termKey(term), term]));
      const asked = [...unknown.values()];
      const found = await read(asked);
      const missing = asked.filter((_, index) => found[index] === undefined);
      const written = await write(missing.map((term) => ({ term, stored: undefined })));
      remember(asked);
      return new Map(
        [...written].flatMap(([key, result]): [string, string][] =>
          result.became !== 'editedHere' && result.taken !== undefined ? [[key, result.taken]] : [],
        ),
      );
    },
  };
};
