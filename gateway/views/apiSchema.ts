import type { ASTNode, DocumentNode, GraphQLSchema } from 'graphql';
import { buildASTSchema, Kind, parse, visit } from 'graphql';

/** Directives of GraphQL itself, which clients see; all others say how the supergraph is made. */
const SEEN = new Set(['deprecated', 'specifiedBy']);

const has = (directive: string, node: ASTNode): boolean =>
  'directives' in node && (node.directives ?? []).some(({ name }) => name.value === directive);

/**
 * What clients see of a supergraph, without a planner: for the command line, which asks nothing. The same as what the gateway's execution has, but for what
 * its scalars take.
 */
export const apiSchemaOf = (supergraphSdl: string): GraphQLSchema => {
  const whole = parse(supergraphSdl, { noLocation: true });
  const definitions = whole.definitions.filter(
    (node) =>
      node.kind !== Kind.SCHEMA_DEFINITION &&
      node.kind !== Kind.DIRECTIVE_DEFINITION &&
      !('name' in node && node.name?.value.includes('__')),
  );
  const seen: DocumentNode = visit(
    { kind: Kind.DOCUMENT, definitions },
    {
      enter: (node) =>
        has('inaccessible', node) || (node.kind === Kind.DIRECTIVE && !SEEN.has(node.name.value)) ? null : undefined,
    },
  );
  return buildASTSchema(seen, { assumeValidSDL: true });
};
