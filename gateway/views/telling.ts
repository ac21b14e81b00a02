import type { GraphQLSchema } from 'graphql';
import { isEnumType, isInputObjectType, isIntrospectionType, isObjectType } from 'graphql';
import type { Shown } from '../../platform/visibility.ts';

/** All names of a schema, those of the elements and of the types that a view shows, or all. */
const namesIn = (schema: GraphQLSchema, shown?: Shown): Set<string> => {
  const names = new Set<string>();
  const note = (coordinate: string, name: string): void => {
    if (!shown || shown.has(coordinate)) names.add(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (!shown || shown.hasType(type.name)) names.add(type.name);
    if (isEnumType(type)) for (const { name } of type.getValues()) note(`${type.name}.${name}`, name);
    if (isInputObjectType(type)) for (const name of Object.keys(type.getFields())) note(`${type.name}.${name}`, name);
    if (isObjectType(type))
      for (const field of Object.values(type.getFields())) {
        note(`${type.name}.${field.name}`, field.name);
        for (const { name } of field.args) note(`${type.name}.${field.name}(${name}:)`, name);
      }
  }
  return names;
};

/** Whether a name cannot be a word of a sentence: `minVersion`, `GALLERY`, `persisted_only`. */
const isNoWord = (name: string): boolean => /[a-z][A-Z]|_|^[A-Z][A-Z\d]+$/.test(name);

/**
 * Keeps descriptions from telling what a view hides: one that names an element of which the view shows nothing by that name, in backticks or as a name that is no
 * word, is left out.
 */
export const createTelling = (
  whole: GraphQLSchema,
  shown: Shown,
): (<Description extends string | null | undefined>(description: Description) => Description | undefined) => {
  const gone = namesIn(whole).difference(namesIn(whole, shown));
  const names = (text: string): boolean =>
    (text.match(/\w+/g) ?? []).some((word) => gone.has(word) && isNoWord(word)) ||
    (text.match(/`[^`]*`/g) ?? []).some((code) => (code.match(/\w+/g) ?? []).some((word) => gone.has(word)));
  return (description) => (description && gone.size > 0 && names(description) ? undefined : description);
};
