import fc from 'fast-check';
import type { GraphQLArgument, GraphQLInputField, GraphQLInputType, GraphQLNamedType, GraphQLSchema } from 'graphql';
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** A document over a schema, with the coordinates that it uses. */
export interface RandomDocument {
  readonly text: string;
  readonly uses: ReadonlySet<string>;
  /** Types that it names in fragments. */
  readonly types: ReadonlySet<string>;
}

/** A number from 0 to below `below`. */
export type Choose = (below: number) => number;

/** What {@link randomDocument} may write. */
export interface DocumentOptions {
  /** Levels of fields. Default 5. */
  readonly depth?: number | undefined;
  /** The most selections in one set. Default 4. */
  readonly width?: number | undefined;
  /** Names by which fields are called besides their own; `fresh`, the default: each by one of its own, so that none are asked for in two ways. */
  readonly aliases?: readonly string[] | 'fresh' | undefined;
  /** Whether there are `@skip` and `@include`, by literals and by the variables `$yes` and `$no`. Default false. */
  readonly conditions?: boolean | undefined;
  /** What may be used, by coordinate, and by name for the types of fragments. Default: everything. */
  readonly shows?: ((coordinate: string) => boolean) | undefined;
  /** The text of an argument's or input field's value. Default, and where it says `undefined`: one of its type. */
  readonly textFor?:
    | ((coordinate: string, input: GraphQLArgument | GraphQLInputField, choose: Choose) => string | undefined)
    | undefined;
  /** Of how many that are optional one argument or input field is given. Default 3. */
  readonly oneOf?: number | undefined;
  /** Declarations of the variables that `textFor` wrote, such as `$id: ID!`; asked for at the end. */
  readonly variables?: (() => readonly string[]) | undefined;
}

const SCALARS: Readonly<Record<string, readonly string[]>> = {
  Int: ['3', '1', '2'],
  Float: ['1.5'],
  Boolean: ['true', 'false'],
  DateTime: ['"2026-11-02T08:30:00.000Z"'],
};
const STRINGS = ['"x"', '"one"', '"two"', '""'] as const;
const CONDITIONS = ['@include(if: $yes)', '@skip(if: $yes)', '@include(if: false)', '@skip(if: $no)'] as const;
const CONDITION_VARIABLES = ['$yes: Boolean! = true', '$no: Boolean! = false'] as const;

/**
 * A query of random fields, arguments and values of a schema, with fragments, inline and named, on types and on what they implement. It is valid where aliases
 * are fresh; else it may ask for one name in two ways.
 */
export const randomDocument = (
  schema: GraphQLSchema,
  choose: Choose,
  options: DocumentOptions = {},
): RandomDocument => {
  const {
    depth: deepest = 5,
    width = 4,
    aliases = 'fresh',
    conditions = false,
    shows = () => true,
    textFor,
    oneOf = 3,
  } = options;
  const uses = new Set<string>();
  const types = new Set<string>();
  const fragments: string[] = [];
  let count = 0;
  const oneFrom = (texts: readonly string[]): string => texts[choose(Math.max(1, texts.length))] ?? '';
  const condition = (): string => (conditions && choose(8) === 0 ? ` ${oneFrom(CONDITIONS)}` : '');

  const alias = (): string => {
    if (aliases === 'fresh') {
      count += 1;
      return `a${count}: `;
    }
    const name = choose(2) === 0 ? '' : oneFrom(aliases);
    return name === '' ? '' : `${name}: `;
  };

  const value = (type: GraphQLInputType): string => {
    const bare = getNullableType(type);
    if (isListType(bare)) return `[${value(bare.ofType)}]`;
    if (isEnumType(bare)) {
      const name = oneFrom(
        bare
          .getValues()
          .map((each) => each.name)
          .filter((each) => shows(`${bare.name}.${each}`)),
      );
      uses.add(`${bare.name}.${name}`);
      return name;
    }
    if (!isInputObjectType(bare)) return oneFrom(SCALARS[String(bare)] ?? STRINGS);
    const fields = Object.values(bare.getFields()).filter(
      (field) => shows(`${bare.name}.${field.name}`) && (isRequiredInputField(field) || choose(oneOf) === 0),
    );
    return `{ ${fields.map((field) => given(`${bare.name}.${field.name}`, field)).join(', ')} }`;
  };
  const given = (coordinate: string, input: GraphQLArgument | GraphQLInputField): string => {
    uses.add(coordinate);
    return `${input.name}: ${textFor?.(coordinate, input, choose) ?? value(input.type)}`;
  };
  const argumentsOf = (coordinate: string, all: readonly GraphQLArgument[]): string => {
    const taken = all.filter(
      (argument) => shows(`${coordinate}(${argument.name}:)`) && (isRequiredArgument(argument) || choose(oneOf) === 0),
    );
    return taken.length === 0
      ? ''
      : `(${taken.map((argument) => given(`${coordinate}(${argument.name}:)`, argument)).join(', ')})`;
  };

  const fragment = (type: GraphQLNamedType, depth: number): string => {
    const conditionsOn = (isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type]).filter(({ name }) =>
      shows(name),
    );
    const on = conditionsOn[choose(conditionsOn.length)];
    if (!on) return '__typename';
    const inner = selections(on, depth + 1);
    types.add(on.name);
    if (choose(3) > 0) return `... on ${on.name}${condition()} ${inner}`;
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${on.name} ${inner}`);
    return `...${name}${condition()}`;
  };

  const selections = (type: GraphQLNamedType, depth: number): string => {
    const fields =
      isObjectType(type) || isInterfaceType(type)
        ? Object.values(type.getFields()).filter(
            (field) =>
              shows(`${type.name}.${field.name}`) && (depth < deepest || !isCompositeType(getNamedType(field.type))),
          )
        : [];
    const part = (): string => {
      const kind = choose(8);
      if (depth < deepest && (kind === 0 || (fields.length === 0 && kind < 7))) return fragment(type, depth);
      const field = fields[choose(fields.length)];
      if (!field || kind === 1) return aliases === 'fresh' || choose(2) === 0 ? '__typename' : 'kind: __typename';
      const coordinate = `${type.name}.${field.name}`;
      uses.add(coordinate);
      const inner = getNamedType(field.type);
      const below = isCompositeType(inner) ? ` ${selections(inner, depth + 1)}` : '';
      return `${alias()}${field.name}${argumentsOf(coordinate, field.args)}${condition()}${below}`;
    };
    return `{ ${Array.from({ length: 1 + choose(depth === 0 ? Math.min(width, 4) : width) }, part).join(' ')} }`;
  };

  const query = schema.getQueryType();
  if (!query) throw new TypeError('the schema has no queries');
  const body = [selections(query, 0), ...fragments].join(' ');
  const declared = [
    ...CONDITION_VARIABLES.filter((each) => body.includes(each.slice(0, each.indexOf(':')))),
    ...(options.variables?.() ?? []),
  ];
  return { text: `query ${declared.length > 0 ? `(${declared.join(', ')}) ` : ''}${body}`, uses, types };
};

/** Choices over numbers that fast-check made, so that what fails shrinks. */
export const choices: fc.Arbitrary<Choose> = fc.array(fc.nat(), { minLength: 20, maxLength: 60 }).map((numbers) => {
  let at = 0;
  return (below) => {
    at += 1;
    return (numbers[at % numbers.length] ?? 0) % below;
  };
});

/** {@link randomDocument}'s texts, for tests that look at nothing else of them. */
export const documentsOf = (schema: GraphQLSchema, options: DocumentOptions): fc.Arbitrary<string> =>
  choices.map((choose) => randomDocument(schema, choose, options).text);
