import type { QueryPlan } from '@apollo/query-planner';
import type { ExecutionResult, FragmentDefinitionNode, GraphQLError, GraphQLSchema, SelectionSetNode } from 'graphql';
import { Kind, valueFromASTUntyped } from 'graphql';
import { LRUCache } from 'lru-cache';
import { fragmentsOf } from '../../subgraphs/execution/fragments.ts';
import { emptyData } from '../../subgraphs/execution/run.ts';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import type { Operation } from '../operations.ts';
import type { SubgraphDataSource } from './dataSource.ts';
import type { PlanRun, Step } from './fetch.ts';
import { compilePlan } from './plan.ts';
import { createPlanner } from './planner.ts';
import { typesOf } from './representation.ts';
import type { Shaped } from './shape.ts';
import { compileShape } from './shape.ts';

/** Plans operations over the supergraph and runs them. */
export interface Execution {
  /** What clients see of the supergraph. */
  readonly schema: GraphQLSchema;
  /** All of it, with the directives on its definitions. */
  readonly supergraph: GraphQLSchema;
  /** Makes an operation ready for requests, which takes milliseconds to tens of them; done before, it takes nothing. @throws what the planner does. */
  plan(operation: Operation): void;
  /** The operation and its variables have been checked, and it does not look into the schema. Rejects only where the gateway itself fails. */
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
}

/** Operations kept planned and compiled, in number and in characters of their documents, each of which weighs some hundred bytes when it is. */
const PLANS_KEPT = { max: 1_000, maxSize: 1_000_000 } as const;

const selectsData = (
  set: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): boolean =>
  (set?.selections ?? []).some((selection) => {
    // `@skip` and `@include` may leave nothing to fetch.
    if (selection.directives && selection.directives.length > 0) return false;
    if (selection.kind === Kind.FIELD) return !selection.name.value.startsWith('__');
    if (selection.kind === Kind.INLINE_FRAGMENT) return selectsData(selection.selectionSet, fragments);
    return selectsData(fragments.get(selection.name.value)?.selectionSet, fragments);
  });

/** The planner answers with an empty plan where it finds no way at all; to run that would answer null without an error. */
const refuseEmpty = ({ node }: QueryPlan, { definition, document }: Operation): void => {
  if (node === undefined && selectsData(definition.selectionSet, fragmentsOf(document)))
    throw new Error('the planner made no plan for an operation that asks for data');
};

/** What an operation's variables are where a request leaves them out. */
const defaultsOf = ({ definition }: Operation): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (definition.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
    ),
  );

/** An operation made ready for any number of requests. */
interface Ready {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly run: Step;
  readonly shape: (source: PlanRun['data'], absent: PlanRun['absent'], variables: PlanRun['variables']) => Shaped;
}

/**
 * Execution by Apollo's query planner, and by an executor of our own: plans and operations are compiled once, so that a request pays for its data alone.
 * @throws `TypeError` where a subgraph of the supergraph has no data source; what is wrong with the supergraph.
 */
export const createExecution = ({ supergraphSdl, dataSources }: ExecutionOptions): Execution => {
  const planner = createPlanner(supergraphSdl);
  for (const name of planner.subgraphs)
    if (!dataSources[name]) throw new TypeError(`subgraph ${name} of the supergraph has no data source`);
  const parts = { dataSources, isOfType: typesOf(planner.supergraph) };
  const kept = new LRUCache<string, Ready>(PLANS_KEPT);

  const ready = (operation: Operation): Ready => {
    const key = `${operation.hash} ${operation.name ?? ''}`;
    const known = kept.get(key);
    if (known) return known;
    const plan = planner.plan(operation.document, operation.name);
    refuseEmpty(plan, operation);
    const made = {
      defaults: defaultsOf(operation),
      run: compilePlan(plan, parts),
      shape: compileShape(planner.schema, operation.document, operation.definition),
    };
    kept.set(key, made, { size: operation.source.length });
    return made;
  };

  return {
    schema: planner.schema,
    supergraph: planner.supergraph,
    plan: (operation) => void ready(operation),
    execute: async (operation, given, scope) => {
      const { defaults, run, shape } = ready(operation);
      const variables = { ...defaults, ...given };
      const errors: GraphQLError[] = [];
      const fetched = emptyData();
      const absent: PlanRun['absent'] = new Set();
      await run({ data: fetched, errors, absent, variables, scope });
      const { data, faults } = shape(fetched, absent, variables);
      errors.push(...faults);
      return errors.length > 0 ? { errors, data } : { data };
    },
  };
};
