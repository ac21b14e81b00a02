import type { Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import type { NameCheck, Nameless } from '../nameCheck.ts';
import { contentTable, termOfPk, termPk } from './keys.ts';
import { putName } from './names.ts';
import { hasVersion } from './planned.ts';
import type { Term } from './record.ts';
import type { ContentStore } from './store.ts';
import type { TermReference } from './termStore.ts';

/** Items looked at together, as many as one read of the port is asked for. */
const TOGETHER = 100;

/** {@link NameCheck} of sections, tags and contributors: those that were imported before slugs were kept are found by none, and others could take it. */
export const createTermNames = ({
  records,
  store,
}: {
  readonly records: Records;
  readonly store: Pick<ContentStore, 'terms' | 'namePointers'>;
}): NameCheck => {
  const astray = async (
    references: readonly TermReference[],
    signal: AbortSignal,
  ): Promise<{ readonly term: Term; readonly holder: string | undefined }[]> => {
    if (references.length === 0) return [];
    const found = await store.terms(references, { consistent: true, signal });
    const terms = found.flatMap((term) => (term && !(term instanceof Error) ? [term] : []));
    const pointers = terms.length === 0 ? [] : await store.namePointers(terms, { signal });
    return terms.flatMap((term, at) => {
      const pointer = pointers[at];
      const holder = pointer instanceof Error ? undefined : pointer?.id;
      return holder === term.id ? [] : [{ term, holder }];
    });
  };

  /** While it is as it was looked at, and the slug is free. */
  const repair = async (term: Term, signal: AbortSignal): Promise<boolean> => {
    const key = { table: contentTable.name, pk: termPk(term.kind, term.id), sk: 'META' };
    try {
      await records.transact([{ kind: 'check', key, when: hasVersion(term.version) }, putName(term, term.id)], {
        signal,
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  };

  return {
    table: contentTable.name,
    wanted: ({ pk, sk }) => sk === 'META' && termOfPk(pk) !== undefined,
    look: async (items, { repair: repairs, signal }) => {
      const nameless: Nameless[] = [];
      for (let at = 0; at < items.length; at += TOGETHER) {
        const references = items.slice(at, at + TOGETHER).flatMap(({ pk }) => termOfPk(pk) ?? []);
        const first = await astray(references, signal);
        // A term and its slug are read one after the other: what changed in between is looked at again.
        for (const { term, holder } of await astray(
          first.map((each) => each.term),
          signal,
        )) {
          const { kind, id, slug } = term;
          const repaired = repairs && holder === undefined && (await repair(term, signal));
          nameless.push({ kind, id, slug, holder, repaired });
        }
      }
      return nameless;
    },
  };
};
