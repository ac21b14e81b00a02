import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { GraphQLError, Kind, OperationTypeNode } from 'graphql';
import type { FillField } from './compile.ts';
import { compileOperation } from './compile.ts';
import { perCondition } from './conditions.ts';
import { fragmentsOf } from './fragments.ts';
import { emptyData, Place, Run } from './run.ts';
import type { ReadVariables } from './variables.ts';
import { variableReader } from './variables.ts';

/** A validated document, made ready to be executed any number of times. */
export interface Executable {
  /**
   * Never throws: what fails is an error in the answer.
   * @param contextOf - makes what resolvers get; called once everything else is known to be right.
   */
  execute(
    variables: Readonly<Record<string, unknown>>,
    operationName: string | undefined,
    contextOf: () => object,
  ): Promise<ExecutionResult>;
}

/** An answer without data. */
const refusal = (message: string, cause?: unknown): ExecutionResult => ({
  errors: [new GraphQLError(message, { originalError: cause instanceof Error ? cause : null })],
});

/** One operation, ready for any number of runs. */
interface Ready {
  readonly read: ReadVariables;
  readonly fields: (variables: Readonly<Record<string, unknown>>) => readonly FillField[];
}

const MOST_ERRORS = 3;

/** One operation of a document. @throws where its schema has no such root. */
const readyOf = (schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Ready => {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`There are no ${operation.operation}s here.`);
  const fragments = Object.fromEntries(fragmentsOf(document));
  return {
    read: variableReader(schema, operation, { maxErrors: MOST_ERRORS }),
    fields: perCondition(document, (variables) => compileOperation({ schema, operation, fragments, variables }, root)),
  };
};

const execute = async (
  fields: readonly FillField[],
  { operation }: OperationDefinitionNode,
  run: Run,
): Promise<ExecutionResult> => {
  const data = emptyData();
  const place = new Place(undefined, '', true, data);
  for (const fill of fields) {
    fill(run, undefined, place, data);
    if (operation !== OperationTypeNode.MUTATION) continue;
    // Mutations follow one another, each seeing what the one before has done; behind one whose failure leaves no answer none is begun.
    await run.finished();
    if (place.nulled) break;
  }
  await run.finished();
  const answer = place.nulled ? null : data;
  return run.errors.length > 0 ? { errors: run.errors, data: answer } : { data: answer };
};

/**
 * Makes a document ready for a schema. It does what graphql-js's `execute` does, field by field and error by error (a property test holds them equal), but
 * works out once what graphql-js works out for each field of each record: which fields are asked for, their arguments, how they are completed.
 * @param document - valid for the schema.
 */
export const createExecutable = (schema: GraphQLSchema, document: DocumentNode): Executable => {
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const ready = new Map<OperationDefinitionNode, Ready>();

  return {
    async execute(given, name, contextOf) {
      const operation = name === undefined ? operations[0] : operations.find((each) => each.name?.value === name);
      if (!operation || (name === undefined && operations.length > 1)) return refusal('Say which operation is meant.');
      try {
        const known = ready.get(operation) ?? readyOf(schema, document, operation);
        ready.set(operation, known);
        const { coerced, errors } = known.read(given);
        if (errors) return { errors };
        return await execute(known.fields(coerced), operation, new Run(contextOf(), coerced));
      } catch (error) {
        return refusal('The operation cannot be executed.', error);
      }
    },
  };
};
