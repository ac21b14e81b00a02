import type { DocumentNode, OperationDefinitionNode, ValueNode } from 'graphql';
import { Kind, valueFromASTUntyped, visit } from 'graphql';

type Values = Readonly<Record<string, unknown>>;

/** Whether some field of an operation's document is given an argument with a value that is wanted; a function of the variables as they came. */
const isGiven = (
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  argument: string,
  isWanted: (value: unknown) => boolean,
): ((variables: Values | undefined) => boolean) => {
  const names = new Set<string>();
  let always = false;
  visit(document, {
    Argument: ({ name, value }) => {
      if (name.value !== argument) return;
      if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      else always ||= isWanted(valueFromASTUntyped(value));
    },
  });
  const untyped = (value: ValueNode | undefined): unknown => value && valueFromASTUntyped(value);
  const given = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    names.has(variable.name.value) ? [{ name: variable.name.value, byDefault: untyped(defaultValue) }] : [],
  );
  return (variables = {}) =>
    always ||
    given.some(({ name, byDefault }) => isWanted(variables[name] === undefined ? byDefault : variables[name]));
};

/**
 * Whether an operation asks for working copies, with these variables: some field of its document is given `preview`. What it answers is its viewer's alone,
 * so that no shared cache may keep it, nor answer in its place.
 * @returns a function of the variables as they came.
 */
export const previewsOf = (document: DocumentNode, operation: OperationDefinitionNode) =>
  isGiven(document, operation, 'preview', (value) => value !== undefined && value !== null && value !== false);

/**
 * Whether an operation reads past every cache, with these variables: some field of its document is given `minVersion`.
 * @returns a function of the variables as they came.
 */
export const freshReadsOf = (document: DocumentNode, operation: OperationDefinitionNode) =>
  isGiven(document, operation, 'minVersion', (value) => value !== undefined && value !== null);
