import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import { isEnumType, isInputObjectType, isIntrospectionType, isObjectType, isSpecifiedScalarType } from 'graphql';
import type { Shown } from '../../platform/visibility.ts';

/** The elements of a type, each by its coordinate and its name. */
const elementsOf = (type: GraphQLNamedType): (readonly [coordinate: string, name: string])[] => {
  if (isEnumType(type)) return type.getValues().map(({ name }) => [`${type.name}.${name}`, name]);
  if (isInputObjectType(type)) return Object.keys(type.getFields()).map((name) => [`${type.name}.${name}`, name]);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  return fields.flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`;
    return [[coordinate, field.name], ...field.args.map(({ name }) => [`${coordinate}(${name}:)`, name] as const)];
  });
};

/** The names of a schema by which a view shows nothing. */
const goneFrom = (schema: GraphQLSchema, shown: Shown): ReadonlySet<string> => {
  const gone = new Set<string>();
  const left = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    // These are in every schema.
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    (shown.hasType(type.name) ? left : gone).add(type.name);
    for (const [coordinate, name] of elementsOf(type)) (shown.has(coordinate) ? left : gone).add(name);
  }
  return gone.difference(left);
};

/** `story` and `Story`, and not `minVersion`, `GALLERY`, `persisted_only`, `mp4`. */
const couldBeWord = (name: string): boolean => /^[A-Za-z][a-z]*$/.test(name);

const namesIn = (text: string): string[] => Array.from(text.matchAll(/\w+/g), ([name]) => name);

/**
 * Keeps descriptions from telling what a view hides: one that names an element of which the view shows nothing by that name, in backticks or as a name that could
 * be no word of a sentence, is left out.
 */
export const createTelling = (
  schema: GraphQLSchema,
  shown: Shown,
): (<Description extends string | null | undefined>(description: Description) => Description | undefined) => {
  const gone = goneFrom(schema, shown);
  const tells = (text: string): boolean =>
    namesIn(text).some((name) => gone.has(name) && !couldBeWord(name)) ||
    Array.from(text.matchAll(/`[^`]*`/g)).some(([code]) => namesIn(code).some((name) => gone.has(name)));
  return (description) => (description && tells(description) ? undefined : description);
};
