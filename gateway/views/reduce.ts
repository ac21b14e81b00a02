import type { GraphQLInputType, GraphQLNamedType, GraphQLOutputType, GraphQLType } from 'graphql';
import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
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

interface Input {
  readonly type: GraphQLInputType;
  readonly description?: string | null | undefined;
  readonly defaultValue?: unknown;
}

/**
 * The schema that a view shows: elements that it does not show are not there, types that are left empty or that nothing leads to neither, and no description
 * names what is gone. It is for parsing, validation, introspection and the checking of variables; it resolves nothing. Scalars are shared with the whole schema.
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
  const output = (type: GraphQLOutputType): GraphQLOutputType => {
    const reduced = wrapped(type);
    if (!isOutputType(reduced)) throw new TypeError(`${String(type)} is no type of answers`);
    return reduced;
  };
  /** An input; of a default that is a list of enum values, those that are left. */
  const input = <Given extends Input>(given: Given): Given => {
    const type = wrapped(given.type);
    if (!isInputType(type)) throw new TypeError(`${String(given.type)} is no type of inputs`);
    const values = getNamedType(given.type);
    const { defaultValue } = given;
    const left =
      isEnumType(values) && Array.isArray(defaultValue)
        ? defaultValue.filter((value) => shown.has(`${values.name}.${String(value)}`))
        : defaultValue;
    return { ...given, type, description: tell(given.description), defaultValue: left, astNode: undefined };
  };

  const reduce = (type: GraphQLNamedType): GraphQLNamedType => {
    const bare = { description: tell(type.description), astNode: undefined, extensionASTNodes: [] };
    const shows = (name: string): boolean => shown.has(`${type.name}.${name}`);
    if (isObjectType(type)) {
      const config = type.toConfig();
      return new GraphQLObjectType({
        ...config,
        ...bare,
        fields: () =>
          kept(config.fields, shows, ({ type: answers, description, args = {}, deprecationReason }, name) => ({
            type: output(answers),
            description: tell(description),
            deprecationReason,
            args: kept(args, (each) => shown.has(`${type.name}.${name}(${each}:)`), input),
          })),
      });
    }
    if (isInputObjectType(type)) {
      const config = type.toConfig();
      return new GraphQLInputObjectType({ ...config, ...bare, fields: () => kept(config.fields, shows, input) });
    }
    if (isEnumType(type)) {
      const config = type.toConfig();
      const values = kept(config.values, shows, (value) => ({
        ...value,
        description: tell(value.description),
        astNode: undefined,
      }));
      return new GraphQLEnumType({ ...config, ...bare, values });
    }
    if (isUnionType(type)) {
      const members = type.getTypes().filter(({ name }) => shown.hasType(name));
      return new GraphQLUnionType({
        name: type.name,
        ...bare,
        types: () => members.map(named).filter(isObjectType),
      });
    }
    if (isInterfaceType(type)) throw new TypeError(`${type.name} is an interface, which no view knows how to reduce`);
    return type;
  };

  const root = (type: GraphQLObjectType | null | undefined): GraphQLObjectType | undefined => {
    const reduced = type && shown.hasType(type.name) ? named(type) : undefined;
    return isObjectType(reduced) ? reduced : undefined;
  };
  return new GraphQLSchema({
    description: tell(whole.description),
    query: root(whole.getQueryType()),
    mutation: root(whole.getMutationType()),
    directives: whole.getDirectives(),
  });
};
