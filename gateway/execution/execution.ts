import type { GatewayConfig } from '@apollo/gateway';
import { ApolloGateway } from '@apollo/gateway';
import type { ExecutionResult, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { isScalarType, Kind } from 'graphql';
import type { Log } from '../../platform/telemetry.ts';
import { dateTime } from '../../subgraphs/scalars.ts';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import type { Operation } from '../operations.ts';
import type { SubgraphDataSource } from './dataSource.ts';

/** Plans operations over the supergraph and runs them. */
export interface Execution extends AsyncDisposable {
  /** What clients see of the supergraph. */
  readonly schema: GraphQLSchema;
  /** The operation and its variables have been checked. Rejects only where the gateway itself fails. */
  execute(
    operation: Operation,
    variables: Readonly<Record<string, unknown>> | undefined,
    scope: RequestScope,
  ): Promise<ExecutionResult>;
}

/** What {@link createExecution} needs. */
export interface ExecutionOptions {
  readonly supergraphSdl: string;
  /** One for each subgraph of the supergraph, by its name there. */
  readonly dataSources: Readonly<Record<string, SubgraphDataSource>>;
  readonly log: Log;
}

type ExecutorRequest = Parameters<ApolloGateway['executor']>[0];
type PlanHook = NonNullable<GatewayConfig['experimental_didResolveQueryPlan']>;

const selectsData = (
  set: SelectionSetNode,
  fragments: Parameters<PlanHook>[0]['operationContext']['fragments'],
): boolean =>
  set.selections.some((selection) => {
    // `@skip` and `@include` may leave nothing to fetch.
    if (selection.directives && selection.directives.length > 0) return false;
    if (selection.kind === Kind.FIELD) return !selection.name.value.startsWith('__');
    if (selection.kind === Kind.INLINE_FRAGMENT) return selectsData(selection.selectionSet, fragments);
    const fragment = fragments[selection.name.value];
    return fragment !== undefined && selectsData(fragment.selectionSet, fragments);
  });

/** Stock federation answers null without an error where the planner found no way at all. */
const refuseEmptyPlan: PlanHook = ({ queryPlan, operationContext }) => {
  if (queryPlan.node === undefined && selectsData(operationContext.operation.selectionSet, operationContext.fragments))
    throw new Error('the planner made no plan for an operation that asks for data');
};

/** The supergraph names its scalars; only their owner knows what they take. With it, a wrong value is refused before anything is fetched. */
const teachScalars = (schema: GraphQLSchema): void => {
  const type = schema.getType('DateTime');
  if (isScalarType(type)) {
    type.parseValue = dateTime.parseValue;
    type.parseLiteral = dateTime.parseLiteral;
  }
};

/** A brand that nothing reads. */
const isSchemaHash = (text: string): text is ExecutorRequest['schemaHash'] => text === '';

/** `@apollo/gateway` asks for what only Apollo Server uses. */
const unused = {
  cache: { get: async () => undefined, set: async () => undefined, delete: async () => undefined },
  overallCachePolicy: undefined,
} as const;

/**
 * Execution over `@apollo/gateway`'s planner and executor, without Apollo Server. The process must have `APOLLO_TELEMETRY_DISABLED=1`, which the
 * entry points see to (`entrypoints/telemetry.ts`): the gateway reports to Apollo otherwise.
 * @throws `TypeError` where a subgraph of the supergraph has no data source; what composition finds wrong with the supergraph.
 */
export const createExecution = async ({ supergraphSdl, dataSources, log }: ExecutionOptions): Promise<Execution> => {
  const say = (level: 'debug' | 'warn' | 'error') => (message?: unknown) => log[level]({}, String(message));
  const logger = { debug: say('debug'), info: say('debug'), warn: say('warn'), error: say('error') };
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger,
    debug: false,
    __exposeQueryPlanExperimental: false,
    // Composition made it and CI proves it fresh; to prove it again costs half the start.
    validateSupergraph: false,
    experimental_didResolveQueryPlan: refuseEmptyPlan,
    buildService: ({ name }) => {
      const dataSource = dataSources[name];
      if (!dataSource) throw new TypeError(`subgraph ${name} of the supergraph has no data source`);
      return dataSource;
    },
  });
  const { schema, executor } = await gateway.load();
  teachScalars(schema);
  const schemaHash = '';
  if (!isSchemaHash(schemaHash)) throw new TypeError('unreachable');

  return {
    schema,
    execute: async (operation, variables, scope) => {
      const definition: OperationDefinitionNode = operation.definition;
      const request: ExecutorRequest['request'] = { query: operation.source, variables: { ...variables } };
      if (operation.name !== undefined) request.operationName = operation.name;
      return executor({
        request,
        document: operation.document,
        source: operation.source,
        queryHash: operation.hash,
        operationName: operation.name ?? null,
        operation: definition,
        schema,
        schemaHash,
        context: scope,
        logger,
        metrics: {},
        ...unused,
      });
    },
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
};
