import type {
  DefinitionNode,
  DirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  TypeNode,
  ValueNode,
} from 'graphql';
import { Kind } from 'graphql';

/** A field, argument, input field or enum value. */
export interface Element {
  /** As the schema coordinates specification spells it: `Type.field`, `Type.field(argument:)`, `Enum.VALUE`. */
  readonly coordinate: string;
  /** Names of its `@tag`s. */
  readonly tags: readonly string[];
  /** The type of a field or input, without lists and non-nulls; an enum value has none. */
  readonly target: string | undefined;
  /** Whether an input must be given: it is non-null and has no default. */
  readonly required: boolean;
  /** Enum values that an input's default names. */
  readonly defaults: readonly string[];
  /** Whether that default is a list, of which a part can go. */
  readonly defaultIsList: boolean;
  readonly arguments: readonly Element[];
}

/** A type with what it is made of. */
export interface GraphType {
  readonly name: string;
  readonly kind: 'object' | 'input' | 'enum' | 'union' | 'scalar';
  readonly elements: readonly Element[];
  /** The types of a union. */
  readonly members: readonly string[];
  /** Names of the fields by which subgraphs tell its entities apart, as far as clients see them. */
  readonly keys: readonly string[];
}

/** The types of a graph by name. */
export type GraphTypes = ReadonlyMap<string, GraphType>;

const stringArgument = (directive: DirectiveNode, name: string): string[] =>
  (directive.arguments ?? []).flatMap((argument) =>
    argument.name.value === name && argument.value.kind === Kind.STRING ? [argument.value.value] : [],
  );

/** The names of a node's `@tag`s. */
export const tagsOf = (node: { readonly directives?: readonly DirectiveNode[] | undefined }): string[] =>
  (node.directives ?? []).flatMap((each) => (each.name.value === 'tag' ? stringArgument(each, 'name') : []));

const innermost = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : innermost(type.type));

const enumsIn = (value: ValueNode): string[] => {
  if (value.kind === Kind.ENUM) return [value.value];
  return value.kind === Kind.LIST ? value.values.flatMap(enumsIn) : [];
};

const none = { target: undefined, required: false, defaults: [], defaultIsList: false, arguments: [] } as const;

const inputOf = (coordinate: string, node: InputValueDefinitionNode): Element => ({
  coordinate,
  tags: tagsOf(node),
  target: innermost(node.type),
  required: node.type.kind === Kind.NON_NULL_TYPE && node.defaultValue === undefined,
  defaults: node.defaultValue ? enumsIn(node.defaultValue) : [],
  defaultIsList: node.defaultValue?.kind === Kind.LIST,
  arguments: [],
});

/** In a subgraph's SDL `@key(fields:)`, in a supergraph `@join__type(key:)` for each subgraph. */
const keysOf = (directives: readonly DirectiveNode[] = []): string[] => {
  const fieldSets = directives.flatMap((each) => {
    if (each.name.value === 'key') return stringArgument(each, 'fields');
    return each.name.value === 'join__type' ? stringArgument(each, 'key') : [];
  });
  return [...new Set(fieldSets.flatMap((fields) => fields.split(/\W+/).filter(Boolean)))];
};

const typeOf = (node: DefinitionNode): GraphType | undefined => {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION: {
      const name = node.name.value;
      const fields = node.fields ?? [];
      const elements = fields
        .filter((field) => !isInside(field))
        .map((field): Element => {
          const coordinate = `${name}.${field.name.value}`;
          const inputs = (field.arguments ?? []).map((each) => inputOf(`${coordinate}(${each.name.value}:)`, each));
          return { ...none, coordinate, tags: tagsOf(field), target: innermost(field.type), arguments: inputs };
        });
      const inside = new Set(fields.filter(isInside).map((field) => field.name.value));
      const keys = keysOf(node.directives).filter((key) => !inside.has(key));
      return { name, kind: 'object', elements, members: [], keys };
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION: {
      const name = node.name.value;
      const elements = (node.fields ?? []).map((each) => inputOf(`${name}.${each.name.value}`, each));
      return { name, kind: 'input', elements, members: [], keys: [] };
    }
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION: {
      const name = node.name.value;
      const elements = (node.values ?? []).map(
        (value): Element => ({ ...none, coordinate: `${name}.${value.name.value}`, tags: tagsOf(value) }),
      );
      return { name, kind: 'enum', elements, members: [], keys: [] };
    }
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION: {
      const members = (node.types ?? []).map((member) => member.name.value);
      return { name: node.name.value, kind: 'union', elements: [], members, keys: [] };
    }
    case Kind.SCALAR_TYPE_DEFINITION:
      return { name: node.name.value, kind: 'scalar', elements: [], members: [], keys: [] };
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      throw new TypeError(`${node.name.value} is an interface: rules on interfaces hold for nobody, so there are none`);
    default:
      return undefined;
  }
};

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];

const merged = (a: GraphType, b: GraphType): GraphType => {
  const elements = new Map(a.elements.map((each) => [each.coordinate, each]));
  for (const each of b.elements) {
    const known = elements.get(each.coordinate);
    elements.set(each.coordinate, known ? { ...known, tags: union(known.tags, each.tags) } : each);
  }
  return { ...a, elements: [...elements.values()], members: union(a.members, b.members), keys: union(a.keys, b.keys) };
};

/** Whether subgraphs define a type or field for each other alone, and for no client. */
export const isInside = (node: DefinitionNode | FieldDefinitionNode): boolean =>
  ('name' in node && (node.name?.value.includes('__') ?? false)) ||
  ('directives' in node && (node.directives ?? []).some(({ name }) => name.value === 'inaccessible'));

/**
 * The types that clients see, from the SDL of subgraphs together or from that of their supergraph. What several define is one, with the tags of all.
 * @throws `TypeError` for an interface.
 */
export const graphTypesOf = (documents: readonly DocumentNode[]): GraphTypes => {
  const types = new Map<string, GraphType>();
  for (const { definitions } of documents)
    for (const definition of definitions) {
      const type = isInside(definition) ? undefined : typeOf(definition);
      if (!type) continue;
      const known = types.get(type.name);
      types.set(type.name, known ? merged(known, type) : type);
    }
  return types;
};

/** Every element of a type, arguments behind their field. */
export const elementsOf = ({ elements }: GraphType): Element[] =>
  elements.flatMap((element) => [element, ...element.arguments]);
