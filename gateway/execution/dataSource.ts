import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { ExecutionResult, GraphQLFormattedError, SelectionNode } from 'graphql';
import { GraphQLError, Kind, parse } from 'graphql';
import { AnswerError, PortError } from '../../platform/errors.ts';
import type { RequestScope, SubgraphOperation } from '../../subgraphs/subgraph.ts';
import { within } from './within.ts';

/** How the gateway reaches one subgraph. */
export type SubgraphDataSource = GraphQLDataSource<RequestScope>;

/** Sends one operation of a plan to its subgraph. Rejects when there is no answer. */
export type SendOperation = (operation: SubgraphOperation, scope: RequestScope) => Promise<ExecutionResult>;

/** Longest wait for one answer of a subgraph, in milliseconds. */
export const SUBGRAPH_TIMEOUT_MS = 2_000;

/** What a client is told of a subgraph that does not answer; the cause names it, for the log. */
export const missing = (cause: unknown): AnswerError =>
  new AnswerError('UNAVAILABLE', 'This part of the answer is unavailable right now; try again.', { cause });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The scalar names by which an entity is told from another; a subgraph that returns others has mixed up its list. */
const identity = ['__typename', 'id'] as const;

/** The index of the first entity that is not the one asked for, or -1. Stock federation would merge it into the wrong record, silently. */
const firstForeign = (data: unknown, representations: unknown): number => {
  const { _entities: entities } = isRecord(data) ? data : {};
  if (!Array.isArray(entities) || !Array.isArray(representations)) return -1;
  return entities.findIndex((entity: unknown, index) => {
    const asked: unknown = representations[index];
    return (
      isRecord(entity) &&
      isRecord(asked) &&
      identity.some(
        (name) => typeof entity[name] === 'string' && typeof asked[name] === 'string' && entity[name] !== asked[name],
      )
    );
  });
};

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

/**
 * An error as the gateway takes it: it keeps what it is given as `originalError` of its own error, and with it what a resolver threw.
 * One at `_entities` itself concerns them all, and is put where the first of them leaves its gap.
 */
const asThrown = (error: GraphQLError, query: string): GraphQLFormattedError => {
  const formatted = Object.assign(error.toJSON(), { originalError: error.originalError ?? error });
  const [path] = error.path?.length === 1 && error.path[0] === '_entities' ? gapsOf(query) : [];
  return path ? { ...formatted, path } : formatted;
};

const asError = (error: unknown): Error =>
  error instanceof AnswerError || error instanceof PortError ? error : new Error('the fetch failed', { cause: error });

/**
 * A data source for `@apollo/gateway` that neither prints nor parses, waits no longer than {@link SUBGRAPH_TIMEOUT_MS}, never throws,
 * and takes only the entities that were asked for.
 */
export const createDataSource = (
  name: string,
  send: SendOperation,
  timeoutMs = SUBGRAPH_TIMEOUT_MS,
): SubgraphDataSource => {
  const slow = (): Error => missing(new Error(`subgraph ${name} did not answer within ${timeoutMs} ms`));
  const fetch = async (
    { query = '', operationName, variables }: GraphQLDataSourceProcessOptions<RequestScope>['request'],
    scope: RequestScope,
  ): Promise<ExecutionResult> => {
    try {
      const result = await within(send({ query, operationName, variables }, scope), timeoutMs, scope.signal, slow);
      const foreign = variables ? firstForeign(result.data, variables.representations) : -1;
      if (foreign >= 0) throw new Error(`subgraph ${name} returned another entity than asked for, at ${foreign}`);
      return result;
    } catch (error) {
      return gap(query, asError(error));
    }
  };
  return {
    process: async (options) => {
      // Health checks and schema loading are the stock gateway's ways to find subgraphs; here they are given.
      if (!('incomingRequestContext' in options))
        throw new Error('this data source answers operations of clients alone');
      const { data, errors } = await fetch(options.request, options.context);
      return errors
        ? { data: data ?? null, errors: errors.map((error) => asThrown(error, options.request.query ?? '')) }
        : { data: data ?? null };
    },
  };
};
