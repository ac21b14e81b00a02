import type { GraphQLInputType, GraphQLNamedType, GraphQLType } from 'graphql';
import {
  DEFAULT_DEPRECATION_REASON,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLUnionType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isOutputType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import type { Shown } from '../../platform/visibility.ts';
import { createTelling } from './telling.ts';

/** What is left of a map of things by name, each made anew. */
const kept = <Thing, Made>(
  things: Readonly<Record<string, Thing>>,
  shows: (name: string) => boolean,
  make: (thing: Thing, name: string) => Made,
): Record<string, Made> =>
  Object.fromEntries(
    Object.entries(things).flatMap(([name, thing]) => (shows(name) ? [[name, make(thing, name)] as const] : [])),
  );

/** What there is to say of an element. */
interface Told {
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}

interface Input extends Told {
  readonly type: GraphQLInputType;
  readonly defaultValue?: unknown;
}

/** A type of which it is known that it is of a kind. */
const certain = <Kind extends GraphQLType>(type: GraphQLType, isKind: (type: unknown) => type is Kind): Kind => {
  if (!isKind(type)) throw new TypeError(`${String(type)} has become a type of another kind`);
  return type;
};

/**
 * The schema that a view shows: elements that it does not show are not there, types that are left empty or that nothing leads to neither, and neither descriptions nor
 * reasons of deprecation name what is gone. It is for parsing, validation, introspection and the checking of variables; it resolves nothing.
 * @throws `TypeError` for an interface.
 */
export const reduceSchema = (whole: GraphQLSchema, shown: Shown): GraphQLSchema => {
  const made = new Map<string, GraphQLNamedType>();
  const tell = createTelling(whole, shown);

  const named = (type: GraphQLNamedType): GraphQLNamedType => {
    const known = made.get(type.name);
    if (known) return known;
    const reduced = reduce(type);
    made.set(type.name, reduced);
    return reduced;
  };
  const wrapped = (type: GraphQLType): GraphQLType => {
    if (isNonNullType(type)) return new GraphQLNonNull(wrapped(type.ofType));
    return isListType(type) ? new GraphQLList(wrapped(type.ofType)) : named(type);
  };
  /** What is deprecated stays so, where its reason may not be told too. */
  const told = ({ description, deprecationReason: reason }: Told) => ({
    description: tell(description),
    deprecationReason: reason && (tell(reason) ?? DEFAULT_DEPRECATION_REASON),
    astNode: undefined,
  });
  /** An input; of a default that is a list of enum values, those that are left. */
  const input = <Given extends Input>(given: Given): Given => {
    const values = getNamedType(given.type);
    const { defaultValue } = given;
    const left =
      isEnumType(values) && Array.isArray(defaultValue)
        ? defaultValue.filter((value) => shown.has(`${values.name}.${String(value)}`))
        : defaultValue;
    return { ...given, ...told(given), type: certain(wrapped(given.type), isInputType), defaultValue: left };
  };

  const reduce = (type: GraphQLNamedType): GraphQLNamedType => {
    if (isSpecifiedScalarType(type)) return type;
    const bare = { description: tell(type.description), astNode: undefined, extensionASTNodes: [] };
    const shows = (name: string): boolean => shown.has(`${type.name}.${name}`);
    if (isObjectType(type)) {
      const config = type.toConfig();
      const fields = () =>
        kept(config.fields, shows, (field, name) => ({
          ...told(field),
          type: certain(wrapped(field.type), isOutputType),
          args: kept(field.args ?? {}, (each) => shown.has(`${type.name}.${name}(${each}:)`), input),
        }));
      return new GraphQLObjectType({ ...config, ...bare, fields });
    }
    if (isInputObjectType(type)) {
      const config = type.toConfig();
      return new GraphQLInputObjectType({ ...config, ...bare, fields: () => kept(config.fields, shows, input) });
    }
    if (isEnumType(type)) {
      const config = type.toConfig();
      const values = kept(config.values, shows, (value) => ({ ...value, ...told(value) }));
      return new GraphQLEnumType({ ...config, ...bare, values });
    }
    if (isUnionType(type)) {
      const members = type.getTypes().filter(({ name }) => shown.hasType(name));
      const types = () => members.map((member) => certain(named(member), isObjectType));
      return new GraphQLUnionType({ name: type.name, ...bare, types });
    }
    if (isInterfaceType(type)) throw new TypeError(`${type.name} is an interface, which no view knows how to reduce`);
    return new GraphQLScalarType({ ...type.toConfig(), ...bare });
  };

  const root = (type: GraphQLObjectType | null | undefined): GraphQLObjectType | undefined =>
    type && shown.hasType(type.name) ? certain(named(type), isObjectType) : undefined;
  return new GraphQLSchema({
    description: tell(whole.description),
    query: root(whole.getQueryType()),
    mutation: root(whole.getMutationType()),
    directives: whole.getDirectives(),
  });
};
