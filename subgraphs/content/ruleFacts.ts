import type { RuleFacts } from '../../platform/directory/rules.ts';
import type { Content, Term } from './record.ts';
import type { ContentStore } from './store.ts';
import type { TermReference } from './termStore.ts';

/** What of a record rules look at. */
export type Ruled = Pick<Content, 'type' | 'section' | 'tags'>;

const referencesOf = (records: readonly Ruled[]): TermReference[] => [
  ...new Map(
    records
      .flatMap(({ section, tags }): TermReference[] => [
        ...(section === undefined ? [] : [{ kind: 'section', id: section } as const]),
        ...tags.map((id) => ({ kind: 'tag', id }) as const),
      ])
      .map((reference) => [`${reference.kind} ${reference.id}`, reference]),
  ).values(),
];

/** What rules look at of each of these records, in order: the slugs of their sections and tags are read together. */
export const ruleFactsOf = async (store: ContentStore, records: readonly Ruled[]): Promise<RuleFacts[]> => {
  const references = referencesOf(records);
  const terms = references.length === 0 ? [] : await store.terms(references);
  const slugs = new Map(
    terms.flatMap((term): [string, Term['slug']][] => (term && !(term instanceof Error) ? [[term.id, term.slug]] : [])),
  );
  const names = (id: string): string[] => [id, ...(slugs.has(id) ? [slugs.get(id) ?? id] : [])];
  return records.map(({ type, section, tags }) => ({
    type,
    sections: section === undefined ? [] : names(section),
    tags: tags.flatMap(names),
  }));
};
