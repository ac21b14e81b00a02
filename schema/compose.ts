import { readFileSync, writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import type { DocumentNode } from 'graphql';
import { operationFaults, ownOperations } from './operations.ts';
import { ruleFaults } from './rules.ts';
import type { SubgraphName } from './sdl.ts';
import { subgraphDocument, subgraphNames } from './sdl.ts';

const FILE = new URL('./supergraph.graphql', import.meta.url);

/** The SDL does not make a supergraph, or breaks a rule of this graph. Each fault begins with its subgraph and coordinate. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`the schema cannot be composed:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/**
 * Composes the subgraphs' documents into a supergraph.
 * @throws {@link CompositionError} with every fault: first those of this graph's own rules, else those of composition.
 */
export const compose = (documents: Readonly<Record<SubgraphName, DocumentNode>>): string => {
  const faults = subgraphNames.flatMap((name) => ruleFaults(name, documents[name]));
  if (faults.length > 0) throw new CompositionError(faults);
  const result = composeServices(
    subgraphNames.map((name) => ({ name, url: `http://${name}.subgraph.internal/graphql`, typeDefs: documents[name] })),
  );
  if (result.errors) throw new CompositionError(result.errors.map((error) => error.message));
  return result.supergraphSdl;
};

/**
 * Holds the graph's own operations against a supergraph.
 * @throws {@link CompositionError} with every fault.
 */
export const checkOperations = (supergraphSdl: string, operations = ownOperations()): void => {
  const schema = Supergraph.build(supergraphSdl, { validateSupergraph: false }).apiSchema().toGraphQLJSSchema();
  const faults = operationFaults(operations, schema);
  if (faults.length > 0) throw new CompositionError(faults);
};

if (import.meta.main) {
  try {
    const supergraph = compose({
      content: subgraphDocument('content'),
      media: subgraphDocument('media'),
      search: subgraphDocument('search'),
    });
    checkOperations(supergraph);
    if (process.argv.includes('--check')) {
      const same = readFileSync(FILE, 'utf8') === supergraph;
      console.log(
        same
          ? 'schema/supergraph.graphql is fresh'
          : 'schema/supergraph.graphql is stale: run `npm run compose` and commit it',
      );
      process.exitCode = same ? 0 : 1;
    } else {
      writeFileSync(FILE, supergraph);
      console.log('wrote schema/supergraph.graphql');
    }
  } catch (error) {
    console.error(error instanceof CompositionError ? error.message : error);
    process.exitCode = 1;
  }
}
