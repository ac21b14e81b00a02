import fc from 'fast-check';
import type { GraphQLArgument, GraphQLField, GraphQLNamedType, GraphQLSchema } from 'graphql';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** What {@link documentsOf} may write. */
export interface DocumentOptions {
  readonly depth: number;
  /** Names by which fields are called besides their own. */
  readonly aliases: readonly string[];
  /** The text of an argument's value; `undefined` leaves the argument out, or the field where it must be given. */
  readonly literalOf: (argument: GraphQLArgument) => fc.Arbitrary<string | undefined>;
  /** Fields that are not asked for, as `Type.field`. */
  readonly without?: ReadonlySet<string> | undefined;
}

const directive = fc.constantFrom(
  '',
  '',
  '',
  '',
  ' @include(if: $yes)',
  ' @skip(if: $yes)',
  ' @include(if: false)',
  ' @skip(if: $no)',
);

const argumentsText = (
  { args }: GraphQLField<unknown, unknown>,
  { literalOf }: DocumentOptions,
): fc.Arbitrary<string | undefined> =>
  fc.tuple(...args.map(literalOf)).map((values) => {
    const given = args.flatMap(({ name }, at) => (values[at] === undefined ? [] : [`${name}: ${values[at]}`]));
    const missing = args.some(
      (argument, at) => isNonNullType(argument.type) && argument.defaultValue === undefined && values[at] === undefined,
    );
    if (missing) return undefined;
    return given.length > 0 ? `(${given.join(', ')})` : '';
  });

/**
 * Documents over a schema: fields with arguments and aliases, fragments on types and on what they implement, `@skip` and `@include` by literals and by the
 * variables `$yes` and `$no`. Some ask for one name in two ways, and are not valid.
 */
export const documentsOf = (schema: GraphQLSchema, options: DocumentOptions): fc.Arbitrary<string> => {
  const { depth: deepest, aliases, without } = options;

  const fieldOf = (parent: string, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<string> => {
    const type = getNamedType(field.type);
    const below = isCompositeType(type) ? selectionsOf(type, depth + 1).map((text) => ` ${text}`) : fc.constant('');
    return fc
      .tuple(
        fc.constantFrom('', '', ...aliases.map((alias) => `${alias}: `)),
        argumentsText(field, options),
        directive,
        below,
      )
      .map(([alias, given, condition, inner]) =>
        given === undefined || without?.has(`${parent}.${field.name}`)
          ? '__typename'
          : `${alias}${field.name}${given}${condition}${inner}`,
      );
  };

  const selectionsOf = (type: GraphQLNamedType, depth: number): fc.Arbitrary<string> => {
    const parts: fc.Arbitrary<string>[] = [fc.constantFrom('__typename', 'kind: __typename')];
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields()))
        if (depth < deepest || isLeafType(getNamedType(field.type))) parts.push(fieldOf(type.name, field, depth));
    if (depth < deepest) {
      const conditions = isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
      for (const each of conditions)
        parts.push(
          fc
            .tuple(directive, selectionsOf(each, depth + 1))
            .map(([condition, inner]) => `... on ${each.name}${condition} ${inner}`),
        );
    }
    return fc
      .array(fc.oneof(...parts), { minLength: 1, maxLength: 4, size: 'max' })
      .map((all) => `{ ${all.join(' ')} }`);
  };

  const root = schema.getQueryType();
  if (!root) throw new Error('the schema has no queries');
  const variables = ['$yes: Boolean! = true', '$no: Boolean! = false'] as const;
  return selectionsOf(root, 0).map((text) => {
    const used = variables.filter((each) => text.includes(each.slice(0, each.indexOf(':'))));
    return `query ${used.length > 0 ? `(${used.join(', ')}) ` : ''}${text}`;
  });
};

/** A plausible literal for an argument of a built-in or enum type. */
export const literalFor = ({ type, defaultValue }: GraphQLArgument): fc.Arbitrary<string | undefined> => {
  const inner = isNonNullType(type) ? type.ofType : type;
  const optional = !isNonNullType(type) || defaultValue !== undefined;
  const value = (): fc.Arbitrary<string> => {
    if (isListType(inner)) return fc.constant('[]');
    if (isEnumType(inner)) return fc.constantFrom(...inner.getValues().map(({ name }) => name));
    switch (getNamedType(inner).name) {
      case 'Int':
        return fc.constantFrom('1', '2', '3');
      case 'Boolean':
        return fc.constantFrom('true', 'false', '$yes');
      default:
        return fc.constantFrom('"one"', '"two"', '""');
    }
  };
  return optional ? fc.option(value(), { nil: undefined }) : value();
};
