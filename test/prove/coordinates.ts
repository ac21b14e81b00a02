import type { DocumentNode, GraphQLSchema } from 'graphql';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** Every field, argument, input field and enum value of a schema. */
export const coordinatesOf = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`);
      if (isInputObjectType(type)) return Object.keys(type.getFields()).map((name) => `${type.name}.${name}`);
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      return Object.values(type.getFields()).flatMap(({ name, args }) => [
        `${type.name}.${name}`,
        ...args.map((argument) => `${type.name}.${name}(${argument.name}:)`),
      ]);
    });

/** The fields and arguments that a document names; enum values and input fields are not looked at. */
export const fieldsIn = (schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> => {
  const used = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: ({ name, arguments: given = [] }) => {
        const field = `${info.getParentType()?.name}.${name.value}`;
        if (!name.value.startsWith('__')) used.add(field);
        for (const argument of given) used.add(`${field}(${argument.name.value}:)`);
      },
    }),
  );
  return used;
};
