import { readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, printSchema } from 'graphql';
import { apiSchemaOf } from '../../gateway/views/apiSchema.ts';

/** The graph's own shape, for generating documents and for the model; its tags are not looked at. */
export const wholeSchema: GraphQLSchema = buildSchema(
  printSchema(apiSchemaOf(readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'))),
);
