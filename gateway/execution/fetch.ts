import type { FetchNode } from '@apollo/query-planner';
import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import type { Data, PathPattern } from './data.ts';
import { isData, merge, objectsAt, placeOf } from './data.ts';
import type { SubgraphDataSource } from './dataSource.ts';
import type { IsOfType } from './representation.ts';
import { representationOf } from './representation.ts';
import { applyRewrites } from './rewrites.ts';

/** One execution of a plan: what came so far, and what failed. */
export interface PlanRun {
  readonly data: Data;
  readonly errors: GraphQLError[];
  /** The objects that there are not for this viewer: their subgraph answered null for them, and no error. */
  readonly absent: Set<Data>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly scope: RequestScope;
}

/** A part of a plan, made ready for any number of runs. Rejects only through a fault of the gateway's own. */
export type Step = (run: PlanRun) => Promise<void>;

/** What plans are made ready with. */
export interface PlanParts {
  /** By the subgraph's name. */
  readonly dataSources: Readonly<Record<string, SubgraphDataSource>>;
  readonly isOfType: IsOfType;
}

type ErrorPath = readonly (string | number)[];

/** An error of a subgraph as the client's: at its place in the client's answer. */
const placed = (error: GraphQLError, path: ErrorPath | undefined): GraphQLError =>
  new GraphQLError(error.message, { originalError: error, ...(path ? { path } : {}) });

/** Whether it is an error that an entity is null; one that names no entity may concern any. */
const failed = ({ errors = [] }: ExecutionResult, at: number): boolean =>
  errors.some(({ path }) => path?.[1] === undefined || path[1] === at);

/** Entities with the same representation are asked for once. */
interface Asked {
  readonly representations: Data[];
  /** For each representation the objects that it stands for. */
  readonly entities: Data[][];
}

const askedFor = (objects: readonly Data[], represent: (entity: Data) => Data | undefined): Asked => {
  const asked: Asked = { representations: [], entities: [] };
  const known = new Map<string, Data[]>();
  for (const object of objects) {
    const representation = represent(object);
    if (!representation) continue;
    const key = JSON.stringify(representation);
    const alike = known.get(key);
    if (alike) alike.push(object);
    else {
      const entities = [object];
      known.set(key, entities);
      asked.representations.push(representation);
      asked.entities.push(entities);
    }
  }
  return asked;
};

/** Fetches entities, or the fields of the operation's root, and merges what comes into what is there. */
export const fetchStep = (node: FetchNode, path: PathPattern, { dataSources, isOfType }: PlanParts): Step => {
  const { serviceName, operation: query, operationName, variableUsages = [] } = node;
  const source = dataSources[serviceName];
  if (!source) throw new TypeError(`subgraph ${serviceName} of the supergraph has no data source`);

  const variablesOf = (run: PlanRun): Record<string, unknown> => {
    const variables: Record<string, unknown> = {};
    for (const name of variableUsages) if (run.variables[name] !== undefined) variables[name] = run.variables[name];
    return variables;
  };

  const fetchFields: Step = async (run) => {
    const objects = objectsAt(run.data, path);
    if (objects.length === 0) return;
    const result = await source({ query, operationName, variables: variablesOf(run) }, run.scope);
    for (const error of result.errors ?? []) run.errors.push(placed(error, error.path && [...path, ...error.path]));
    if (!result.data) return;
    applyRewrites(node.outputRewrites, result.data, isOfType);
    for (const object of objects) merge(object, result.data);
  };

  const represent = representationOf(node.requires ?? [], isOfType);
  /** `_entities, 3, …` is where the third entity stands in the client's answer. */
  const placeIn = (run: PlanRun, { entities }: Asked, errorPath: ErrorPath | undefined): ErrorPath | undefined => {
    const [, at, ...rest] = errorPath ?? [];
    const entity = typeof at === 'number' ? entities[at]?.[0] : undefined;
    if (!entity) return errorPath && [...path, ...errorPath];
    return [...(placeOf(run.data, path, entity) ?? path), ...rest];
  };
  const fetchEntities: Step = async (run) => {
    const asked = askedFor(objectsAt(run.data, path), represent);
    const { representations } = asked;
    if (representations.length === 0) return;
    for (const each of representations) applyRewrites(node.inputRewrites, each, isOfType);
    const variables = { ...variablesOf(run), representations };
    const result = await source({ query, operationName, variables }, run.scope);
    for (const error of result.errors ?? []) run.errors.push(placed(error, placeIn(run, asked, error.path)));
    const entities: unknown = result.data?._entities;
    for (const [at, entity] of Array.isArray(entities) ? entities.entries() : []) {
      const objects = asked.entities[at] ?? [];
      if (isData(entity)) {
        applyRewrites(node.outputRewrites, entity, isOfType);
        for (const object of objects) merge(object, entity);
      } else if (!failed(result, at)) for (const object of objects) run.absent.add(object);
    }
  };

  return node.requires ? fetchEntities : fetchFields;
};
