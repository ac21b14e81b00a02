import { readFileSync } from 'node:fs';
import type { ASTNode, DirectiveNode, DocumentNode } from 'graphql';
import { Kind, parse, print, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { apiSchemaOf } from '../../gateway/views/apiSchema.ts';
import { createViewSchemas } from '../../gateway/views/viewSchemas.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { createVisibility } from '../../platform/visibility.ts';
import { CompositionError, compose } from '../../schema/compose.ts';
import { elementsOf, graphTypesOf } from '../../schema/elements.ts';
import { ruleFaults } from '../../schema/rules.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { subgraphDocument, subgraphNames } from '../../schema/sdl.ts';
import { checkRules, exceptions, rulesOf, rulesTable, rulesVersion } from '../../subgraphs/rules.ts';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import { createSubgraph } from '../../subgraphs/subgraph.ts';
import { partnerOf, viewerOf } from '../support/viewers.ts';

const start = (name: SubgraphName, typeDefs: DocumentNode, rules = rulesTable[name]): void =>
  void createSubgraph<{ readonly scope: RequestScope }>({
    name,
    typeDefs,
    resolvers: {},
    contextOf: (scope) => ({ scope }),
    rules,
  });

const isTag = (node: ASTNode | undefined): node is DirectiveNode =>
  node?.kind === Kind.DIRECTIVE && node.name.value === 'tag';

/** The document once for each of its tags, with that tag taken away or put for another. */
const withEachTag = (document: DocumentNode, put: (tag: DirectiveNode) => DirectiveNode | null): DocumentNode[] => {
  let count = 0;
  visit(document, {
    Directive: (node) => {
      if (isTag(node)) count += 1;
    },
  });
  return Array.from({ length: count }, (_, wanted) => {
    let at = -1;
    return visit(document, {
      Directive: (node) => {
        if (!isTag(node)) return undefined;
        at += 1;
        return at === wanted ? put(node) : undefined;
      },
    });
  });
};

const tagNamed = (name: string, like: DirectiveNode): DirectiveNode => ({
  ...like,
  arguments: (like.arguments ?? []).map((each) => ({ ...each, value: { kind: Kind.STRING, value: name } })),
});
const nameOf = (tag: DirectiveNode): string => {
  const [argument] = tag.arguments ?? [];
  return argument?.value.kind === Kind.STRING ? argument.value.value : '';
};

describe.each(subgraphNames)('the rules of %s', (name) => {
  const document = subgraphDocument(name);

  it('are those of the table, and there is one for every element', () => {
    const rules = rulesOf(graphTypesOf([document]));
    expect(rules).toEqual(rulesTable[name]);
    expect(Object.keys(rules)).toHaveLength([...graphTypesOf([document]).values()].flatMap(elementsOf).length);
    expect(() => start(name, document)).not.toThrow();
  });

  it('stop composition and the start when any one tag is taken away', () => {
    const documents = withEachTag(document, () => null);
    expect(documents.length).toBeGreaterThan(30);
    for (const without of documents) {
      expect(ruleFaults(name, without)[0]).toContain('needs exactly one visibility tag');
      expect(() => start(name, without)).toThrow(/has no rule: it needs exactly one visibility tag/);
      expect(() => createVisibility(graphTypesOf([without]))).toThrow('has no visibility tag');
    }
  });

  it('stop the start when any one tag says something else', () => {
    const documents = withEachTag(document, (tag) => tagNamed(nameOf(tag) === 'public' ? 'rights' : 'public', tag));
    for (const other of documents) expect(() => start(name, other)).toThrow(/the rule is .*, the table says/);
  });

  it('stop the start when any one rule of the table is taken away', () => {
    const table = rulesTable[name] ?? {};
    const rules = rulesOf(graphTypesOf([document]));
    for (const coordinate of Object.keys(table)) {
      const { [coordinate]: _, ...rest } = table;
      expect(() => checkRules(rules, rest)).toThrow(`${coordinate}: the rule is`);
      expect(() => start(name, document, rest)).toThrow(`${coordinate}: the rule is`);
    }
  });
});

describe('composition and the gateway', () => {
  const all = {
    content: subgraphDocument('content'),
    media: subgraphDocument('media'),
    search: subgraphDocument('search'),
  };

  it.each(subgraphNames)('do without no tag of %s', (name) => {
    for (const without of withEachTag(subgraphDocument(name), () => null))
      expect(() => compose({ ...all, [name]: without })).toThrow(CompositionError);
  });

  it('do without no tag of the supergraph', () => {
    const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
    const supergraph = parse(sdl, { noLocation: true });
    const documents = withEachTag(supergraph, () => null);
    expect(documents.length).toBeGreaterThan(200);
    for (const without of documents)
      expect(() => createVisibility(graphTypesOf([without]))).toThrow('has no visibility tag');
    const [one] = documents;
    expect(() => createViewSchemas(apiSchemaOf(sdl), one ? print(one) : sdl)).toThrow('has no visibility tag');
  });
});

describe('exceptions', () => {
  it('stop the start when any one is taken away, or is of no field', () => {
    expect(Object.keys(exceptions).length).toBeGreaterThan(0);
    for (const coordinate of Object.keys(exceptions)) {
      const home = subgraphNames.find((name) => rulesTable[name]?.[coordinate] !== undefined) ?? 'content';
      const types = graphTypesOf([subgraphDocument(home)]);
      const table = rulesTable[home] ?? {};
      const { [coordinate]: _, ...rest } = exceptions;
      expect(() => checkRules(rulesOf(types, rest), table)).toThrow(`${coordinate}: the rule is`);
      expect(rulesOf(types)).toHaveProperty([coordinate]);
    }
  });

  it.each(Object.keys(exceptions))('%s is the newsroom’s own: no partner’s, whatever its view', (coordinate) => {
    const allows = (viewer: Viewer): boolean | undefined => exceptions[coordinate]?.allows(viewer);
    const entitled = viewerOf({ grants: ['read', 'write'], scopes: ['masthead/write'] });
    expect(allows(entitled)).toBe(true);
    expect(allows({ ...entitled, organisationKind: 'partner' })).toBe(false);
    expect(allows({ ...entitled, scopes: [], roles: [] })).toBe(false);
  });

  it.each(['Content.workflow', 'Content.revisions'])('%s takes a role that does more than read', (coordinate) => {
    const allows = (viewer: Viewer): boolean | undefined => exceptions[coordinate]?.allows(viewer);
    expect(allows(viewerOf())).toBe(true);
    expect(allows(viewerOf({ roles: ['reader'] }))).toBe(false);
    expect(allows(viewerOf({ roles: ['reader', 'author'] }))).toBe(true);
    expect(allows({ ...partnerOf([]), view: viewerOf().view })).toBe(false);
    expect(allows({ ...partnerOf([]), roles: ['editor'] })).toBe(false);
  });
});

describe('the table of rules', () => {
  const rulesOfField = (tags: string) => () => rulesOf(graphTypesOf([parse(`type Query { a: Int ${tags} }`)]), {});

  it.each(['', '@tag(name: "secret")', '@tag(name: "public") @tag(name: "rights")'])(
    'has none for a field that is tagged `%s`',
    (tags) => {
      expect(rulesOfField(tags)).toThrow(
        new TypeError(
          'Query.a has no rule: it needs exactly one visibility tag, one of public, rights, editorial, provenance',
        ),
      );
    },
  );

  it('differs by each rule that there is, was, or is another', () => {
    expect(() => checkRules({ 'A.a': 'open', 'A.b': 'open' }, { 'A.b': 'view: rights', 'A.c': 'open' })).toThrow(
      new TypeError(
        [
          'the rules are not those of subgraphs/rules.generated.json; where that is meant, run `npm run rules` and commit it:',
          '  A.a: the rule is open, the table says nothing',
          '  A.b: the rule is open, the table says view: rights',
          '  A.c: the rule is nothing, the table says open',
        ].join('\n'),
      ),
    );
  });
});

it('have a version, which changes with them', () => {
  expect(rulesVersion).toMatch(/^[\w-]{43}$/);
});
