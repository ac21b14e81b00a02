import type { DocumentNode, FieldNode, GraphQLSchema, SelectionNode } from 'graphql';
import { isObjectType, Kind, TypeInfo, TypeNameMetaFieldDef, visit, visitWithTypeInfo } from 'graphql';

const field = (name: string, alias?: string): FieldNode => ({
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: name },
  ...(alias === undefined ? {} : { alias: { kind: Kind.NAME, value: alias } }),
});

/** Whether a name of an answer is one that {@link certain} added: no client asked for it. */
export const isAdded = (name: string | number): boolean => typeof name === 'string' && /^id__added_\d+$/.test(name);

/** A name for the id that the document does not use. */
const unusedName = (document: DocumentNode): string => {
  const used = new Set<string>();
  visit(document, { Name: ({ value }) => void used.add(value) });
  let number = 0;
  while (used.has(`id__added_${number}`)) number += 1;
  return `id__added_${number}`;
};

const isUnconditional = ({ directives = [] }: SelectionNode): boolean => directives.length === 0;
const isTypename = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD && selection.name.value === TypeNameMetaFieldDef.name;
const asksField = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD && !isTypename(selection) && isUnconditional(selection);

/**
 * A document for the planner in which something is asked of each object whatever the conditions. What is added is not shown: the answer is shaped by the
 * client's own document.
 *
 * - Where nothing is asked (`viewer @include(if: $a) { name @skip(if: $a) }`) the planner leaves out the object too, which is to be there and empty, and where
 *   it is never null the whole answer would fail.
 * - Where nothing but its type is (`leadMedia { __typename }`) the planner asks only those who name the object, and not the one who knows whether there is one
 *   for this viewer; so its id is asked as well.
 */
export const certain = (document: DocumentNode, schema: GraphQLSchema): DocumentNode => {
  const info = new TypeInfo(schema);
  const idName = unusedName(document);
  const hasId = (): boolean => {
    const type = info.getParentType();
    return isObjectType(type) && type.getFields().id?.args.length === 0;
  };
  return visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet: (set, _key, parent) => {
        const isRoot = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
        if (isRoot || set.selections.some(asksField)) return undefined;
        if (hasId()) return { ...set, selections: [...set.selections, field('id', idName)] };
        if (set.selections.some(isUnconditional)) return undefined;
        return { ...set, selections: [...set.selections, field(TypeNameMetaFieldDef.name)] };
      },
    }),
  );
};
