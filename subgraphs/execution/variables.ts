import type { GraphQLInputType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import {
  getNullableType,
  getVariableValues,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  typeFromAST,
} from 'graphql';

/** Variables as resolvers get them, or what is wrong with them. */
export type Coerced = ReturnType<typeof getVariableValues>;

/** Reads the variables of one operation, any number of times. */
export type ReadVariables = (given: Readonly<Record<string, unknown>>) => Coerced;

/** Whether a value of a variable is already what coercing would make of it. */
type IsCoerced = (value: unknown) => boolean;

const MOST_INT = 2 ** 31;
const never: IsCoerced = () => false;

/** The scalars whose values mostly come as they are needed. */
const SCALARS: Readonly<Record<string, IsCoerced>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value) && Math.abs(Number(value)) < MOST_INT,
  // A representation of an entity: any object, as it is.
  _Any: (value) => typeof value === 'object' && value !== null,
};

const checkFor = (type: GraphQLInputType): IsCoerced => {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const item = checkFor(inner.ofType);
    return (value) => Array.isArray(value) && value.every(item);
  }
  return isScalarType(inner) ? (SCALARS[inner.name] ?? never) : never;
};

/**
 * Makes the reader of an operation's variables. It does what graphql-js's `getVariableValues` does, and leaves to it whatever is not plainly right: values
 * that must be read, are missing or wrong.
 */
export const variableReader = (
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  options: { readonly maxErrors: number },
): ReadVariables => {
  const checks = variableDefinitions.map(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    return {
      name: variable.name.value,
      isCoerced: isInputType(type) ? checkFor(type) : never,
      optional: !isNonNullType(type) && defaultValue === undefined,
    };
  });
  return (given) => {
    const coerced: Record<string, unknown> = {};
    for (const { name, isCoerced, optional } of checks) {
      const value = given[name];
      if (value === undefined && optional && !Object.hasOwn(given, name)) continue;
      if (!isCoerced(value)) return getVariableValues(schema, variableDefinitions, { ...given }, options);
      coerced[name] = value;
    }
    return { coerced };
  };
};
