import type { Subgraph } from '../../subgraphs/subgraph.ts';
import type { SubgraphDataSource } from './dataSource.ts';
import { createDataSource } from './dataSource.ts';

/** A subgraph in this process: it gets the operation's text, which it keeps parsed, and the request's scope by reference. */
export const localDataSource = (subgraph: Subgraph): SubgraphDataSource =>
  createDataSource(subgraph.name, (operation, scope) => subgraph.execute(operation, scope));

/** Subgraphs in this process, each under its name. */
export const localDataSources = (
  subgraphs: Readonly<Record<string, Subgraph>>,
): Readonly<Record<string, SubgraphDataSource>> =>
  Object.fromEntries(Object.values(subgraphs).map((subgraph) => [subgraph.name, localDataSource(subgraph)]));
