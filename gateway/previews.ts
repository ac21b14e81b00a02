import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { Kind, visit } from 'graphql';

type Values = Readonly<Record<string, unknown>>;

/**
 * Whether an operation asks for working copies, with these variables: some field of its document is given `preview`. What it answers is its viewer's alone,
 * so that no shared cache may keep it, nor answer in its place.
 * @returns a function of the variables as they came.
 */
export const previewsOf = (
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): ((variables: Values | undefined) => boolean) => {
  const names = new Set<string>();
  let always = false;
  visit(document, {
    Argument: ({ name, value }) => {
      if (name.value !== 'preview') return;
      if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      else always ||= value.kind !== Kind.BOOLEAN || value.value;
    },
  });
  const given = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    names.has(variable.name.value)
      ? [{ name: variable.name.value, byDefault: defaultValue?.kind === Kind.BOOLEAN && defaultValue.value }]
      : [],
  );
  return (variables = {}) => always || given.some(({ name, byDefault }) => variables[name] ?? byDefault);
};
