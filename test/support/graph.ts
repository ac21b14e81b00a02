import { readFileSync } from 'node:fs';
import type { GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { SubgraphDataSource } from '../../gateway/execution/dataSource.ts';
import { createExecution } from '../../gateway/execution/execution.ts';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import { createOperations } from '../../gateway/operations.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Touched } from '../../subgraphs/touched.ts';
import { NOW } from './builders.ts';
import type { World } from './world.ts';

/** The whole graph: the gateway's planner and executor over a world's subgraphs. */
export interface Graph {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** @param now - the request's moment. */
  ask(viewer: Viewer, query: string, variables?: Readonly<Record<string, unknown>>, now?: number): Promise<GraphAnswer>;
}

/** An answer as JSON; errors as the gateway's executor gives them, not yet made public. */
export interface GraphAnswer {
  readonly data: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  /** The same errors as they were thrown. */
  readonly raw: readonly GraphQLError[];
  /** What it was made from. */
  readonly touched: Touched;
}

/** Opens a {@link Graph} without the limits that a client has. @param dataSources - default: the world's subgraphs in this process. */
export const openGraph = (
  world: World,
  dataSources: Readonly<Record<string, SubgraphDataSource>> = localDataSources(world.subgraphs),
): Graph => {
  const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
  const execution = createExecution({ supergraphSdl, dataSources });
  const seen = { key: 'whole', schema: execution.schema };
  const operations = createOperations();
  const withoutLimits = { depth: 100, aliases: 100_000, rootFields: 100, tokens: 1_000_000 };
  return {
    schema: execution.schema,
    ask: async (viewer, query, variables, now = NOW) => {
      const scope = world.scope(viewer, now);
      const { data, errors } = await execution.execute(
        operations.find(seen, query, undefined, withoutLimits),
        variables,
        scope,
      );
      const answer: Omit<GraphAnswer, 'raw' | 'touched'> = JSON.parse(
        JSON.stringify({ data: data ?? null, ...(errors ? { errors } : {}) }),
      );
      return { ...answer, raw: errors ?? [], touched: scope.touched };
    },
  };
};
