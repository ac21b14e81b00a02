import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { isScalarType, parse } from 'graphql';
import { dateTime } from '../../subgraphs/scalars.ts';
import { certain } from './certain.ts';

/** What is known of a supergraph, and how its operations are planned. */
export interface Planner {
  /** What clients see of the supergraph. */
  readonly schema: GraphQLSchema;
  /** All of it, with what only subgraphs see. */
  readonly supergraph: GraphQLSchema;
  /** The names of its subgraphs. */
  readonly subgraphs: readonly string[];
  /** Takes milliseconds to tens of them. @param document - valid for the schema. */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan;
}

/** The supergraph names its scalars; only their owner knows what they take. With it, a wrong value is refused before anything is fetched. */
const teachScalars = (schema: GraphQLSchema): GraphQLSchema => {
  const type = schema.getType('DateTime');
  if (isScalarType(type)) {
    type.parseValue = dateTime.parseValue;
    type.parseLiteral = dateTime.parseLiteral;
  }
  return schema;
};

/**
 * Apollo's query planner over a supergraph.
 * @throws what is wrong with the supergraph, as far as reading it shows: composition made it and CI proves it fresh, and to prove it again costs half the start.
 */
export const createPlanner = (supergraphSdl: string): Planner => {
  // Where each word stands would be kept as long as the schema is: a third of it.
  const supergraph = Supergraph.build(parse(supergraphSdl, { noLocation: true }), { validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const schema = teachScalars(apiSchema.toGraphQLJSSchema());
  const planner = new QueryPlanner(supergraph);
  return {
    schema,
    supergraph: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: supergraph.subgraphsMetadata().map(({ name }) => name),
    plan: (document, operationName) =>
      planner.buildQueryPlan(
        operationFromDocument(apiSchema, certain(document, schema), {
          validate: false,
          ...(operationName === undefined ? {} : { operationName }),
        }),
      ),
  };
};
