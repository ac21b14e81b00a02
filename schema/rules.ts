import type { DirectiveNode, DocumentNode, FieldDefinitionNode, InputValueDefinitionNode, TypeNode } from 'graphql';
import { Kind } from 'graphql';
import { tagsOf } from './elements.ts';
import type { SubgraphName } from './sdl.ts';

/** The visibility tags, from what every key may see on. */
const TAGS = ['public', 'rights', 'editorial', 'provenance'];

/** The subgraph where an entity's record lies; to all others it may be away. */
const HOMES: Readonly<Record<string, SubgraphName>> = {
  Content: 'content',
  Subsidiary: 'content',
  Section: 'content',
  Tag: 'content',
  Contributor: 'content',
  MediaAsset: 'media',
};

/** Root fields that are never away: they are answered from who asks, not from what is stored. */
const NEVER_AWAY = new Set(['Query.viewer']);

const EXTENSIONS: ReadonlySet<Kind> = new Set([
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.INPUT_OBJECT_TYPE_EXTENSION,
  Kind.ENUM_TYPE_EXTENSION,
]);

interface Named {
  readonly directives?: readonly DirectiveNode[] | undefined;
  readonly description?: { readonly value: string } | undefined;
}

const has = (node: Named, directive: string): boolean =>
  (node.directives ?? []).some(({ name }) => name.value === directive);

const checkNamed = (coordinate: string, node: Named): string[] => {
  const faults: string[] = [];
  const tags = tagsOf(node);
  if (tags.length !== 1 || !TAGS.includes(tags[0] ?? ''))
    faults.push(`${coordinate} needs exactly one visibility tag: @tag(name: "${TAGS.join('" | "')}")`);
  return [...faults, ...describe(coordinate, node)];
};

const describe = (coordinate: string, node: Named): string[] =>
  node.description?.value.trim() ? [] : [`${coordinate} needs a description`];

const innermost = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : innermost(type.type));
/** Whether the thing itself, or an element of the list of it, may be null. */
const elementNullable = (type: TypeNode): boolean => {
  const outer = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (outer.kind === Kind.LIST_TYPE) return elementNullable(outer.type);
  return type.kind !== Kind.NON_NULL_TYPE;
};

const checkNullable = (type: string, field: FieldDefinitionNode, elsewhere: ReadonlySet<string>): string[] => {
  const coordinate = `${type}.${field.name.value}`;
  const target = innermost(field.type);
  const nonNull = field.type.kind === Kind.NON_NULL_TYPE;
  // A mutation that is refused has done nothing: there is nothing beside it that its failure would take along.
  if (type === 'Mutation') return [];
  if (type === 'Query' && nonNull && !NEVER_AWAY.has(coordinate))
    return [`${coordinate} must be nullable: a root field's subgraph may be away`];
  if (target.endsWith('Connection') && nonNull) return [`${coordinate} must be nullable: it is a connection`];
  if (type.endsWith('Edge') && field.name.value === 'node' && nonNull)
    return [`${coordinate} must be nullable: the record may have gone`];
  if (elsewhere.has(target) && !elementNullable(field.type))
    return [`${coordinate} must be nullable (list elements included): another subgraph resolves ${target}`];
  if (nonNull && !tagsOf(field).includes('public') && !has(field, 'inaccessible'))
    return [`${coordinate} must be nullable: it is guarded`];
  return [];
};

/** Entities whose home is another subgraph, and the unions in which there is one. */
const typesElsewhere = (subgraph: SubgraphName, document: DocumentNode): ReadonlySet<string> => {
  const elsewhere = new Set(Object.keys(HOMES).filter((name) => HOMES[name] !== subgraph));
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.UNION_TYPE_DEFINITION && definition.kind !== Kind.UNION_TYPE_EXTENSION) continue;
    if (definition.types?.some(({ name }) => elsewhere.has(name.value))) elsewhere.add(definition.name.value);
  }
  return elsewhere;
};

const checkFields = (typeName: string, fields: readonly (FieldDefinitionNode | InputValueDefinitionNode)[]): string[] =>
  fields.flatMap((field) => [
    ...(has(field, 'inaccessible')
      ? describe(`${typeName}.${field.name.value}`, field)
      : checkNamed(`${typeName}.${field.name.value}`, field)),
    ...('arguments' in field
      ? (field.arguments ?? []).flatMap((argument) =>
          checkNamed(`${typeName}.${field.name.value}(${argument.name.value}:)`, argument),
        )
      : []),
  ]);

/**
 * What composition does not ask but this graph does: every field, argument, input field and enum value that clients see carries one visibility tag, each and
 * every type a description, and whatever another part may withhold is nullable, since one missing element in a non-null list makes the whole answer null.
 *
 * @returns one sentence per fault, each beginning with the coordinate; none where all is well.
 */
export const ruleFaults = (subgraph: SubgraphName, document: DocumentNode): string[] => {
  const elsewhere = typesElsewhere(subgraph, document);
  const faults = document.definitions.flatMap((definition): string[] => {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        return [
          ...describeType(definition),
          ...(has(definition, 'key') && !HOMES[definition.name.value]
            ? [`${definition.name.value} is an entity and needs a home in schema/rules.ts`]
            : []),
          ...checkFields(definition.name.value, definition.fields ?? []),
          ...(definition.fields ?? []).flatMap((field) => checkNullable(definition.name.value, field, elsewhere)),
        ];
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_EXTENSION:
        return [...describeType(definition), ...checkFields(definition.name.value, definition.fields ?? [])];
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        // With a namespace before its name it is a directive's, and clients never see it.
        return definition.name.value.includes('__')
          ? []
          : [
              ...describeType(definition),
              ...(definition.values ?? []).flatMap((value) =>
                checkNamed(`${definition.name.value}.${value.name.value}`, value),
              ),
            ];
      case Kind.SCALAR_TYPE_DEFINITION:
      case Kind.UNION_TYPE_DEFINITION:
        return describeType(definition);
      default:
        return [];
    }
  });
  return faults.map((fault) => `${subgraph}: ${fault}`);
};

/** An extension has no place for a description. */
const describeType = (
  definition: Named & { readonly kind: Kind; readonly name: { readonly value: string } },
): string[] => (EXTENSIONS.has(definition.kind) ? [] : describe(definition.name.value, definition));
