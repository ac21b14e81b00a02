import type {
  DocumentNode,
  GraphQLArgument,
  GraphQLInputField,
  GraphQLInputType,
  GraphQLResolveInfo,
  GraphQLSchema,
} from 'graphql';
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Shown } from '../platform/visibility.ts';
import { isInside } from '../schema/elements.ts';

/** Every input field and enum value that an input of this type can hold. */
const within = (type: GraphQLInputType, found = new Set<string>()): Set<string> => {
  const named = getNamedType(type);
  if (isEnumType(named)) for (const { name } of named.getValues()) found.add(`${named.name}.${name}`);
  if (isInputObjectType(named))
    for (const field of Object.values(named.getFields())) {
      const coordinate = `${named.name}.${field.name}`;
      if (found.has(coordinate)) continue;
      found.add(coordinate);
      within(field.type, found);
    }
  return found;
};

/** The coordinates that a document uses, or may use by its variables. What federation asks for itself (`_entities`, `__typename`, keys that no client sees) is none of them. */
export const usedBy = (schema: GraphQLSchema, document: DocumentNode): readonly string[] => {
  const used = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) => {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        if (!parent || !field || field.name.startsWith('_')) return;
        if (field.astNode && isInside(field.astNode)) return;
        const coordinate = `${parent.name}.${field.name}`;
        used.add(coordinate);
        for (const { name } of node.arguments ?? []) {
          const argument = field.args.find((each) => each.name === name.value);
          if (!argument) continue;
          used.add(`${coordinate}(${argument.name}:)`);
          for (const each of within(argument.type)) used.add(each);
        }
      },
    }),
  );
  return [...used];
};

// Where nothing was given graphql-js puts the default itself, which no list or object that was given is.
const isGiven = (value: unknown, { defaultValue }: GraphQLArgument | GraphQLInputField): boolean =>
  value !== defaultValue;

const holdsHidden = (value: unknown, type: GraphQLInputType, shown: Shown): boolean => {
  if (value == null) return false;
  const bare = getNullableType(type);
  if (isListType(bare)) return Array.isArray(value) && value.some((each) => holdsHidden(each, bare.ofType, shown));
  if (isEnumType(bare)) return !shown.has(`${bare.name}.${String(bare.serialize(value))}`);
  if (!isInputObjectType(bare)) return false;
  const fields = bare.getFields();
  return Object.entries(value).some(([name, inner]) => {
    const field = fields[name];
    return (
      !field || (isGiven(inner, field) && (!shown.has(`${bare.name}.${name}`) || holdsHidden(inner, field.type, shown)))
    );
  });
};

/** Whether a field was asked with an argument, input field or enum value that the view does not show. What was not given is not looked at: a default is the field's own. */
export const askedWithHidden = (
  values: Readonly<Record<string, unknown>>,
  { fieldNodes, fieldName, parentType }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fieldName' | 'parentType'>,
  shown: Shown,
): boolean => {
  const field = parentType.getFields()[fieldName];
  const nodes = fieldNodes.flatMap((node) => node.arguments ?? []);
  return nodes.some(({ name }) => {
    const argument = field?.args.find((each) => each.name === name.value);
    if (!argument || !shown.has(`${parentType.name}.${fieldName}(${argument.name}:)`)) return true;
    const value = values[argument.name];
    return isGiven(value, argument) && holdsHidden(value, argument.type, shown);
  });
};
