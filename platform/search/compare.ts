import { prepareDocument } from './document.ts';
import type { DeclaredFields } from './fields.ts';
import type { FieldValue } from './filter.ts';
import { compareText } from './filter.ts';
import type { HeldDocument, SearchDocument } from './port.ts';

const inOrder = (values: readonly FieldValue[] | undefined): string =>
  JSON.stringify([...new Set(values)].map(String).sort(compareText));

/** The fields but text in which a document differs from what is held under its id, both live; a document that no index takes differs in none. */
export const differingFields = (
  declared: DeclaredFields,
  fields: NonNullable<SearchDocument['fields']>,
  held: NonNullable<HeldDocument['values']>,
): string[] => {
  const prepared = prepareDocument(declared, fields);
  if (typeof prepared === 'string') return [];
  return [...declared.values()].flatMap(({ name, type }) =>
    type === 'text' || inOrder(prepared.values.get(name)) === inOrder(held.get(name)) ? [] : [name],
  );
};
