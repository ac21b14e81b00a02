import { readFileSync } from 'node:fs';
import type { DefinitionNode, DocumentNode } from 'graphql';
import { Kind, parse, print, visit } from 'graphql';

/** The three subgraphs, in the order in which they are composed. */
export const subgraphNames = ['content', 'media', 'search'] as const;
/** One of {@link subgraphNames}. */
export type SubgraphName = (typeof subgraphNames)[number];

const read = (file: string): DocumentNode =>
  parse(readFileSync(new URL(file, import.meta.url), 'utf8'), { noLocation: true });

const nameOf = (definition: DefinitionNode): string | undefined =>
  'name' in definition ? definition.name?.value : undefined;

const namesUsedBy = (node: DocumentNode | DefinitionNode): Set<string> => {
  const names = new Set<string>();
  visit(node, {
    NamedType: ({ name }) => void names.add(name.value),
    Directive: ({ name }) => void names.add(name.value),
  });
  return names;
};

/** What a subgraph serves: its own file, and of `shared.graphql` what it uses, directly or through what it uses. */
export const subgraphDocument = (name: SubgraphName): DocumentNode => {
  const own = read(`./${name}.graphql`);
  const shared = new Map(read('./shared.graphql').definitions.map((definition) => [nameOf(definition), definition]));
  const wanted = [...namesUsedBy(own)];
  const taken: DefinitionNode[] = [];
  for (const used of wanted) {
    const definition = shared.get(used);
    if (!definition || taken.includes(definition)) continue;
    taken.push(definition);
    wanted.push(...namesUsedBy(definition));
  }
  return { kind: Kind.DOCUMENT, definitions: [...own.definitions, ...taken] };
};

/** {@link subgraphDocument} as text. */
export const subgraphSdl = (name: SubgraphName): string => print(subgraphDocument(name));
