import type { Term } from '../subgraphs/content/record.ts';
import type { ContentWriter } from '../subgraphs/content/save.ts';
import { TERMS_AT_ONCE } from '../subgraphs/content/save.ts';
import type { ContentStore } from '../subgraphs/content/store.ts';
import type { UnsavedTerm } from './normaliseTerms.ts';

/** Saves sections, tags and contributors. */
export interface TermSaver {
  /** Terms that an element describes: each is created, updated, or left alone where it is stored so already. `replay` as for content. */
  saveDescribed(
    terms: readonly UnsavedTerm[],
    replay: boolean,
  ): Promise<readonly ('created' | 'updated' | 'unchanged')[]>;
  /** Terms that records name: those that are not there are made of what the records say. Answers how many. */
  ensure(terms: readonly UnsavedTerm[]): Promise<number>;
}

/** Terms known to be there are not looked for again; this many are remembered. */
const MEMORY = 200_000;

const keyOf = ({ kind, id }: Pick<Term, 'kind' | 'id'>): string => `${kind} ${id}`;

/** {@link TermSaver} over the content store. */
export const createTermSaver = (store: ContentStore, writer: ContentWriter, dryRun: boolean): TermSaver => {
  const known = new Set<string>();

  const read = async (terms: readonly UnsavedTerm[]): Promise<(Term | undefined)[]> => {
    const found = await store.terms(terms, { consistent: true });
    return found.map((term) => {
      if (term instanceof Error) throw term;
      return term;
    });
  };

  const write = async (terms: readonly Term[]): Promise<void> => {
    if (dryRun) return;
    for (let at = 0; at < terms.length; at += TERMS_AT_ONCE)
      await writer.saveTerms(terms.slice(at, at + TERMS_AT_ONCE));
  };

  const remember = (terms: readonly UnsavedTerm[]): void => {
    if (known.size > MEMORY) known.clear();
    for (const term of terms) known.add(keyOf(term));
  };

  return {
    saveDescribed: async (terms, replay) => {
      const stored = await read(terms);
      // Of two elements for one term in one batch the last is kept: a transaction names an item once.
      const changed = new Map<string, Term>();
      const outcomes = terms.map((term, index) => {
        const before = changed.get(keyOf(term)) ?? stored[index];
        // What was changed here stays as it is, whatever its source still says.
        if (before !== undefined && (before.editedHere || before.sourceHash === term.sourceHash)) {
          return replay && before.version === 1 ? 'created' : 'unchanged';
        }
        const version = (stored[index]?.version ?? 0) + 1;
        changed.set(keyOf(term), { ...term, version });
        return before === undefined ? 'created' : 'updated';
      });
      await write([...changed.values()]);
      remember(terms);
      return outcomes;
    },

    ensure: async (terms) => {
      const unknown = new Map<string, UnsavedTerm>();
      for (const term of terms) {
        const key = keyOf(term);
        if (!known.has(key) && !unknown.has(key)) unknown.set(key, term);
      }
      if (unknown.size === 0) return 0;
      const asked = [...unknown.values()];
      const stored = await read(asked);
      const missing = asked.filter((_, index) => stored[index] === undefined);
      await write(missing.map((term) => ({ ...term, version: 1 })));
      remember(asked);
      return missing.length;
    },
  };
};
