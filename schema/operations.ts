import { readdirSync, readFileSync } from 'node:fs';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { GraphQLError, Kind, parse, validate } from 'graphql';

const FOLDER = new URL('./operations/', import.meta.url);
const SUFFIX = '.graphql';

/** An operation of this graph's own, for whoever begins with it. */
export interface OwnOperation {
  readonly file: string;
  readonly text: string;
}

/** The operations of `schema/operations/`, a file each, by name. */
export const ownOperations = (): readonly OwnOperation[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(SUFFIX))
    .sort()
    .map((file) => ({ file, text: readFileSync(new URL(file, FOLDER), 'utf8') }));

/** The text of one of them. @param name - its file's, without the ending. */
export const ownOperation = (name: 'me' | 'newest' | 'find'): string =>
  readFileSync(new URL(`${name}${SUFFIX}`, FOLDER), 'utf8');

const faultsIn = (document: DocumentNode, schema: GraphQLSchema): readonly string[] => {
  const [definition, ...others] = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!definition?.name || others.length > 0) return ['must hold one operation, with a name'];
  return validate(schema, document).map(({ message, locations: [place] = [] }) =>
    place ? `${message} (line ${place.line}, column ${place.column})` : message,
  );
};

/**
 * What of the operations would not work.
 * @param schema - what clients see of the graph.
 * @returns a sentence each, which begins with the file; none, if all is well.
 */
export const operationFaults = (operations: readonly OwnOperation[], schema: GraphQLSchema): readonly string[] =>
  operations.flatMap(({ file, text }) => {
    try {
      return faultsIn(parse(text), schema).map((fault) => `operations/${file}: ${fault}`);
    } catch (error) {
      if (error instanceof GraphQLError) return [`operations/${file}: ${error.message}`];
      throw error;
    }
  });
