import { createHash } from 'node:crypto';
import type {
  ExecutionResult,
  FieldNode,
  FragmentDefinitionNode,
  FragmentSpreadNode,
  GraphQLSchema,
  InlineFragmentNode,
  SelectionNode,
} from 'graphql';
import { executeSync, Kind, print } from 'graphql';
import { fragmentsOf } from '../../subgraphs/execution/fragments.ts';
import type { Operation } from '../operations.ts';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

const within = (node: FragmentSpreadNode | InlineFragmentNode, fragments: Fragments): readonly SelectionNode[] =>
  node.kind === Kind.INLINE_FRAGMENT
    ? node.selectionSet.selections
    : (fragments.get(node.name.value)?.selectionSet.selections ?? []);

/** The fields at the top that are wanted, spread fragments put in their place. The limit on root fields bounds how many that are. */
const partOf = (
  selections: readonly SelectionNode[],
  fragments: Fragments,
  isWanted: (field: FieldNode) => boolean,
): SelectionNode[] =>
  selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return isWanted(selection) ? [selection] : [];
    const { directives = [] } = selection;
    const inner = partOf(within(selection, fragments), fragments, isWanted);
    const selectionSet = { kind: Kind.SELECTION_SET, selections: inner } as const;
    return inner.length === 0 ? [] : [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet }];
  });

/** What the fields at the top are called in the answer, in the client's order. */
const namesOf = (selections: readonly SelectionNode[], fragments: Fragments): string[] =>
  selections.flatMap((selection) =>
    selection.kind === Kind.FIELD
      ? [(selection.alias ?? selection.name).value]
      : namesOf(within(selection, fragments), fragments),
  );

/** `__schema`, `__type` and the `__typename` beside them. */
const looksIn = ({ name }: FieldNode): boolean => name.value.startsWith('__');

/** The same operation with these selections alone. */
const withSelections = (
  operation: Operation,
  selections: readonly SelectionNode[],
  fragments: Fragments,
): Operation => {
  const definition = { ...operation.definition, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const;
  const document = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments.values()] } as const;
  const source = print(document);
  const hash = createHash('sha256').update(source).digest('hex');
  return { ...operation, document, definition, source, hash, introspects: false };
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
 * @param operation - valid for the schema, its variables too.
 * @param execute - runs the part that asks for data.
 */
export const answerIntrospection = async (
  operation: Operation,
  variables: Readonly<Record<string, unknown>> | undefined,
  schema: GraphQLSchema,
  execute: (data: Operation) => Promise<ExecutionResult>,
): Promise<ExecutionResult> => {
  const { selections } = operation.definition.selectionSet;
  const fragments = fragmentsOf(operation.document);
  const looking = withSelections(operation, partOf(selections, fragments, looksIn), fragments);
  const looked = executeSync({ schema, document: looking.document, variableValues: variables });
  const asking = partOf(selections, fragments, (field) => !looksIn(field));
  if (asking.length === 0) return looked;

  const asked = await execute(withSelections(operation, asking, fragments));
  const errors = [...(looked.errors ?? []), ...(asked.errors ?? [])];
  const names = namesOf(selections, fragments);
  const data = looked.data && asked.data ? mergedIn(names, [looked.data, asked.data]) : null;
  return errors.length > 0 ? { errors, data } : { data };
};
