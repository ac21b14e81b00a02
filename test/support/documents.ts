import type { GraphQLArgument, GraphQLInputType, GraphQLNamedType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';

/** A document over a schema, with the coordinates that it uses. */
export interface RandomDocument {
  readonly text: string;
  readonly uses: ReadonlySet<string>;
  /** Types that it names in fragments. */
  readonly types: ReadonlySet<string>;
}

/** A number from 0 to below `below`; a test hands in what fast-check chose, so that what fails shrinks. */
export type Choose = (below: number) => number;

const DEEPEST = 5;
const SCALARS: Readonly<Record<string, string>> = {
  Int: '3',
  Float: '1.5',
  Boolean: 'true',
  DateTime: '"2026-11-02T08:30:00.000Z"',
};

/** A query of random fields, arguments and values of this schema, valid for it. */
export const randomDocument = (schema: GraphQLSchema, choose: Choose): RandomDocument => {
  const uses = new Set<string>();
  const types = new Set<string>();
  let aliases = 0;

  const value = (type: GraphQLInputType): string => {
    const bare = getNullableType(type);
    if (isListType(bare)) return `[${value(bare.ofType)}]`;
    if (isEnumType(bare)) {
      const values = bare.getValues();
      const { name } = values[choose(values.length)] ?? { name: '' };
      uses.add(`${bare.name}.${name}`);
      return name;
    }
    if (!isInputObjectType(bare)) return SCALARS[String(bare)] ?? '"x"';
    const fields = Object.values(bare.getFields()).filter((field) => isRequiredInputField(field) || choose(3) === 0);
    return `{ ${fields
      .map((field) => {
        uses.add(`${bare.name}.${field.name}`);
        return `${field.name}: ${value(field.type)}`;
      })
      .join(', ')} }`;
  };

  const given = (coordinate: string, all: readonly GraphQLArgument[]): string => {
    const taken = all.filter((argument) => isRequiredArgument(argument) || choose(3) === 0);
    if (taken.length === 0) return '';
    return `(${taken
      .map(({ name, type }) => {
        uses.add(`${coordinate}(${name}:)`);
        return `${name}: ${value(type)}`;
      })
      .join(', ')})`;
  };

  const ofObject = (type: GraphQLObjectType, depth: number): string => {
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < DEEPEST || !(isObjectType(getNamedType(field.type)) || isUnionType(getNamedType(field.type))),
    );
    if (fields.length === 0) return '{ __typename }';
    const selections = Array.from({ length: 1 + choose(3) }, () => {
      const field = fields[choose(fields.length)];
      if (!field) return '__typename';
      const coordinate = `${type.name}.${field.name}`;
      uses.add(coordinate);
      aliases += 1;
      return `a${aliases}: ${field.name}${given(coordinate, field.args)} ${below(getNamedType(field.type), depth + 1)}`;
    });
    return `{ ${selections.join(' ')} }`;
  };
  const below = (type: GraphQLNamedType, depth: number): string => {
    if (isObjectType(type)) return ofObject(type, depth);
    if (!isUnionType(type)) return '';
    const members = type.getTypes();
    const member = members[choose(members.length)];
    if (!member) return '{ __typename }';
    types.add(member.name);
    return `{ ... on ${member.name} ${ofObject(member, depth)} }`;
  };

  const query = schema.getQueryType();
  if (!query) throw new TypeError('the schema has no queries');
  return { text: ofObject(query, 0), uses, types };
};
