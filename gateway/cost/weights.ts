import type { ConstDirectiveNode, GraphQLField, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { isCompositeType, isInterfaceType, isObjectType, valueFromASTUntyped } from 'graphql';

/** How long a list is taken to be: what `@listSize` says. */
export interface ListSize {
  /** Where no argument says it. */
  readonly assumed: number;
  /** Arguments that say it; the largest counts. */
  readonly slicing: readonly string[];
  /** The lists that have this size, among the fields below; without any it is the field's own. */
  readonly sized: readonly string[];
}

/** What asking for a field costs. */
export interface FieldWeight {
  /** Once for each time it is asked for: what `@cost` says. */
  readonly weight: number;
  /** More, where the argument is given, by its name. */
  readonly argumentWeights: ReadonlyMap<string, number>;
  readonly list: ListSize | undefined;
}

/** What the schema's `@cost` and `@listSize` say. */
export interface Weights {
  readonly schema: GraphQLSchema;
  /** @param type - an object type or interface of the schema. */
  ofField(type: string, field: string): FieldWeight;
  /** One value of a type: 1 for an object, 0 for a leaf, unless its `@cost` says otherwise. */
  ofType(type: GraphQLNamedType): number;
}

/** How long a list is taken to be of which the schema says nothing. */
export const UNSAID_LIST = 10;

const none: FieldWeight = { weight: 0, argumentWeights: new Map(), list: undefined };

interface Directed {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
}

const argumentsOf = ({ astNode }: Directed, directive: string): Readonly<Record<string, unknown>> | undefined => {
  const found = astNode?.directives?.find(({ name }) => name.value === directive);
  return (
    found &&
    Object.fromEntries((found.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]))
  );
};

const weightOf = (element: Directed): number | undefined => {
  const weight = argumentsOf(element, 'cost')?.weight;
  return typeof weight === 'number' ? weight : undefined;
};

const names = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

const listOf = (field: GraphQLField<unknown, unknown>): ListSize | undefined => {
  const given = argumentsOf(field, 'listSize');
  if (!given) return undefined;
  return {
    assumed: typeof given.assumedSize === 'number' ? given.assumedSize : UNSAID_LIST,
    slicing: names(given.slicingArguments),
    sized: names(given.sizedFields),
  };
};

/** Reads the weights of a supergraph, once. @param schema - with the directives on its definitions. */
export const createWeights = (schema: GraphQLSchema): Weights => {
  const fields = new Map<string, FieldWeight>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const argumentWeights = new Map(
        field.args.flatMap((each) => {
          const weight = weightOf(each);
          return weight === undefined ? [] : [[each.name, weight] as const];
        }),
      );
      fields.set(`${type.name}.${field.name}`, { weight: weightOf(field) ?? 0, argumentWeights, list: listOf(field) });
    }
  }
  return {
    schema,
    ofField: (type, field) => fields.get(`${type}.${field}`) ?? none,
    ofType: (type) => weightOf(type) ?? (isCompositeType(type) ? 1 : 0),
  };
};
