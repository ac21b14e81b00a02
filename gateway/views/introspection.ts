import { createHash } from 'node:crypto';
import type {
  DocumentNode,
  ExecutionResult,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  InlineFragmentNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { executeSync, Kind, print, visit } from 'graphql';
import { fragmentsOf } from '../../subgraphs/execution/fragments.ts';
import type { Operation } from '../operations.ts';

type Flat = FieldNode | InlineFragmentNode;

/** The fields at the top, spread fragments put in their place. The limit on root fields bounds how many that are. */
const flatten = (set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): Flat[] =>
  set.selections.flatMap((selection): Flat[] => {
    if (selection.kind === Kind.FIELD) return [selection];
    const { directives = [] } = selection;
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments.get(selection.name.value)?.selectionSet;
    if (!inner) return [];
    const selectionSet = { kind: Kind.SELECTION_SET, selections: flatten(inner, fragments) } as const;
    return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet }];
  });

/** `__schema`, `__type` and the `__typename` beside them. */
const looksIn = ({ name }: FieldNode): boolean => name.value.startsWith('__');

const only = (selections: readonly Flat[], wanted: (field: FieldNode) => boolean): Flat[] =>
  selections.flatMap((selection): Flat[] => {
    if (selection.kind === Kind.FIELD) return wanted(selection) ? [selection] : [];
    const inner = only(flatOf(selection.selectionSet.selections), wanted);
    return inner.length === 0 ? [] : [{ ...selection, selectionSet: { kind: Kind.SELECTION_SET, selections: inner } }];
  });

const flatOf = (selections: readonly SelectionNode[]): Flat[] =>
  selections.filter((selection) => selection.kind !== Kind.FRAGMENT_SPREAD);

const namesOf = (selections: readonly Flat[]): string[] =>
  selections.flatMap((selection) =>
    selection.kind === Kind.FIELD
      ? [selection.alias?.value ?? selection.name.value]
      : namesOf(flatOf(selection.selectionSet.selections)),
  );

/** An operation of these selections alone, with the fragments and variables that they use. */
const documentOf = (
  operation: OperationDefinitionNode,
  selections: readonly Flat[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): { readonly document: DocumentNode; readonly definition: OperationDefinitionNode } => {
  const spread = new Map<string, FragmentDefinitionNode>();
  const variables = new Set<string>();
  const use = (node: SelectionSetNode | FragmentDefinitionNode): void =>
    void visit(node, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || spread.has(name.value)) return;
        spread.set(name.value, fragment);
        use(fragment);
      },
    });
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
  use(selectionSet);
  const definition = {
    ...operation,
    selectionSet,
    variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
      variables.has(variable.name.value),
    ),
  };
  return { document: { kind: Kind.DOCUMENT, definitions: [definition, ...spread.values()] }, definition };
};

/** In the client's order; a field that was skipped is in neither part. */
const mergedIn = (names: readonly string[], parts: readonly Readonly<Record<string, unknown>>[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const part = parts.find((each) => Object.hasOwn(each, name));
      return part ? [[name, part[name]] as const] : [];
    }),
  );

/**
 * Answers an operation that looks into the schema: that part from the view's schema, the rest like every other operation, merged in the client's order.
 * @param execute - runs the part that asks for data.
 */
export const answerIntrospection = async (
  operation: Operation,
  variables: Readonly<Record<string, unknown>> | undefined,
  schema: GraphQLSchema,
  execute: (data: Operation) => Promise<ExecutionResult>,
): Promise<ExecutionResult> => {
  const fragments = fragmentsOf(operation.document);
  const selections = flatten(operation.definition.selectionSet, fragments);
  const looking = documentOf(operation.definition, only(selections, looksIn), fragments);
  const looked = executeSync({ schema, document: looking.document, variableValues: variables });
  const asking = only(selections, (field) => !looksIn(field));
  if (asking.length === 0) return looked;

  const { document, definition } = documentOf(operation.definition, asking, fragments);
  const source = print(document);
  const hash = createHash('sha256').update(source).digest('hex');
  const data: Operation = { ...operation, document, definition, source, hash, introspects: false };
  const asked = await execute(data);
  const errors = [...(looked.errors ?? []), ...(asked.errors ?? [])];
  if (!looked.data || !asked.data) return { ...asked, data: null, ...(errors.length > 0 ? { errors } : {}) };
  return { data: mergedIn(namesOf(selections), [looked.data, asked.data]), ...(errors.length > 0 ? { errors } : {}) };
};
