import type { ExecutionResult, SelectionNode } from 'graphql';
import { GraphQLError, Kind, parse } from 'graphql';
import { AnswerError, PortError } from '../../platform/errors.ts';
import type { RequestScope, SubgraphOperation } from '../../subgraphs/subgraph.ts';
import { isData } from './data.ts';
import { within } from './within.ts';

/** How the gateway reaches one subgraph. Never rejects: what fails is an error at each gap that it leaves. */
export type SubgraphDataSource = (operation: SubgraphOperation, scope: RequestScope) => Promise<ExecutionResult>;

/** Sends one operation of a plan to its subgraph. Rejects when there is no answer. */
export type SendOperation = (operation: SubgraphOperation, scope: RequestScope) => Promise<ExecutionResult>;

/** Longest wait for one answer of a subgraph, in milliseconds. */
export const SUBGRAPH_TIMEOUT_MS = 2_000;

/** What a client is told of a subgraph that does not answer; the cause names it, for the log. */
export const missing = (cause: unknown): AnswerError =>
  new AnswerError('UNAVAILABLE', 'This part of the answer is unavailable right now; try again.', { cause });

/** The names by which an entity is told from another, as it is asked for and as it is answered; a subgraph that returns others has mixed up its list. */
const identity = [
  ['__typename', '__typename'],
  ['id', 'id'],
  ['reference', 'id'],
] as const;

/** The index of the first entity that is not the one asked for, or -1. Stock federation would merge it into the wrong record, silently. */
const firstForeign = (entities: readonly unknown[], representations: readonly unknown[]): number =>
  entities.findIndex((entity, index) => {
    const asked = representations[index];
    return (
      isData(entity) &&
      isData(asked) &&
      identity.some(
        ([by, name]) => typeof entity[name] === 'string' && typeof asked[by] === 'string' && entity[name] !== asked[by],
      )
    );
  });

const responseNames = (selections: readonly SelectionNode[]): string[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return responseNames(selection.selectionSet.selections);
    return selection.kind === Kind.FIELD && selection.name.value !== '__typename'
      ? [selection.alias?.value ?? selection.name.value]
      : [];
  });

/** Where in the answer a fetch that failed leaves a gap: each of its root fields, or the first of its entities (at its field, where it is one). */
const gapsOf = (query: string): (readonly (string | number)[])[] => {
  const [operation] = parse(query, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [[]];
  const entities = operation.selectionSet.selections.find(
    (selection) => selection.kind === Kind.FIELD && selection.name.value === '_entities',
  );
  if (entities?.kind !== Kind.FIELD) return responseNames(operation.selectionSet.selections).map((name) => [name]);
  const [name, ...others] = new Set(responseNames(entities.selectionSet?.selections ?? []));
  return [name === undefined || others.length > 0 ? ['_entities', 0] : ['_entities', 0, name]];
};

/** A failed fetch as an answer: one error at each gap, so that the rest of the client's answer comes, and nothing to merge. */
const gap = (query: string, cause: Error): ExecutionResult => ({
  errors: gapsOf(query).map((path) => new GraphQLError(cause.message, { path, originalError: cause })),
});

/** An error at `_entities` itself concerns them all, and is put where the first of them leaves its gap. */
const inItsGap = (error: GraphQLError, query: string): GraphQLError => {
  if (error.path?.length !== 1 || error.path[0] !== '_entities') return error;
  const [path] = gapsOf(query);
  return path ? new GraphQLError(error.message, { path, originalError: error }) : error;
};

const asError = (error: unknown): Error =>
  error instanceof AnswerError || error instanceof PortError ? error : new Error('the fetch failed', { cause: error });

/** What is wrong with an answer in itself, whatever it says. */
const faultOf = ({ data }: ExecutionResult, representations: unknown): string | undefined => {
  const entities: unknown = data?._entities;
  if (!Array.isArray(representations) || entities === undefined || entities === null) return undefined;
  if (!Array.isArray(entities) || entities.length !== representations.length)
    return `did not answer with ${representations.length} entities`;
  const foreign = firstForeign(entities, representations);
  return foreign < 0 ? undefined : `returned another entity than asked for, at ${foreign}`;
};

/** A data source that waits no longer than {@link SUBGRAPH_TIMEOUT_MS}, and takes only the entities that were asked for. */
export const createDataSource = (
  name: string,
  send: SendOperation,
  timeoutMs = SUBGRAPH_TIMEOUT_MS,
): SubgraphDataSource => {
  const slow = (): Error => missing(new Error(`subgraph ${name} did not answer within ${timeoutMs} ms`));
  return async (operation, scope) => {
    try {
      const result = await within(send(operation, scope), timeoutMs, scope.signal, slow);
      const fault = faultOf(result, operation.variables?.representations);
      if (fault !== undefined) throw new Error(`subgraph ${name} ${fault}`);
      return result.errors
        ? { ...result, errors: result.errors.map((error) => inItsGap(error, operation.query)) }
        : result;
    } catch (error) {
      return gap(operation.query, asError(error));
    }
  };
};
