import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { noToken, visibilityTags } from '../../platform/viewer.ts';
import { builtInViews } from '../../platform/views.ts';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import { createSubgraph } from '../../subgraphs/subgraph.ts';
import { createTouched } from '../../subgraphs/touched.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
  type Query {
    ${visibilityTags.map((tag) => `${tag}: String @tag(name: "${tag}")`).join('\n')}
    things: [Thing] @tag(name: "public")
    failing: String @tag(name: "rights")
    find(
      exact: Boolean @tag(name: "public")
      by: By @tag(name: "public")
      order: [Order!] = [HIDDEN] @tag(name: "public")
    ): String @tag(name: "public")
  }
  input By { id: ID @tag(name: "public") tag: ID @tag(name: "public") nested: [By!] @tag(name: "public") }
  enum Order { SHOWN @tag(name: "public") HIDDEN @tag(name: "public") }
  type Thing { open: String @tag(name: "public") guarded: String @tag(name: "editorial") }
`);

const subgraph = createSubgraph<{ readonly scope: RequestScope }>({
  name: 'test',
  typeDefs,
  resolvers: {
    Query: {
      ...Object.fromEntries(visibilityTags.map((tag) => [tag, { [tag]: () => tag }[tag]])),
      things: () => [
        { open: 'a', guarded: 'secret' },
        { open: 'b', guarded: 'secret' },
      ],
      find: () => 'found',
      failing: () => {
        throw new RangeError('the resolver’s own');
      },
    },
  },
  contextOf: (scope) => ({ scope }),
});

const scopeOf = (viewName: string, hidden: readonly string[] = []): RequestScope => {
  const view = builtInViews.get(viewName);
  if (!view) throw new Error(`no view ${viewName}`);
  const viewer: Viewer = {
    organisation: 'radio',
    organisationKind: 'partner',
    application: 'app',
    channel: 'web',
    view: { ...view, hidden },
    packages: [],
    territory: undefined,
    grants: ['read'],
    scoring: 'relevance',
    ...noToken,
  };
  return { viewer, now: 0, signal: new AbortController().signal, log: silentLog, id: 'r', touched: createTouched() };
};

const ALL = `{ ${visibilityTags.join(' ')} }`;
const shown: Readonly<Record<string, readonly string[]>> = {
  partner: ['public'],
  subsidiary: ['public', 'rights'],
  newsroom: visibilityTags,
};

describe('field rules', () => {
  it.each(Object.entries(shown))('the view %s sees the fields of its tags and no other', async (name, tags) => {
    const { data, errors = [] } = await subgraph.execute({ query: ALL }, scopeOf(name));
    for (const tag of visibilityTags) expect(data?.[tag]).toBe(tags.includes(tag) ? tag : null);
    const refused = visibilityTags.filter((tag) => !tags.includes(tag));
    expect(
      errors.map(({ path, originalError }) => [
        path?.[0],
        originalError && 'code' in originalError ? originalError.code : undefined,
      ]),
    ).toEqual(refused.map((tag) => [tag, 'FORBIDDEN']));
  });

  it('hold for each element of a list on its own', async () => {
    const { data, errors } = await subgraph.execute({ query: '{ things { open guarded } }' }, scopeOf('partner'));
    expect(data).toEqual({
      things: [
        { open: 'a', guarded: null },
        { open: 'b', guarded: null },
      ],
    });
    expect(errors).toHaveLength(2);
  });

  it('are the request’s own: what one viewer may see says nothing for the next', async () => {
    const answers = await Promise.all(
      ['newsroom', 'partner', 'newsroom', 'partner'].map((name) =>
        subgraph.execute({ query: '{ editorial }' }, scopeOf(name)),
      ),
    );
    expect(answers.map(({ data }) => data?.editorial)).toEqual(['editorial', null, 'editorial', null]);
  });

  it('refuse what a view hides by name, open fields too, and leave the rest', async () => {
    const asked = { query: '{ public rights editorial }' };
    const { data, errors = [] } = await subgraph.execute(
      asked,
      scopeOf('newsroom', ['Query.editorial', 'Query.public']),
    );
    expect(data).toEqual({ public: null, rights: 'rights', editorial: null });
    expect(errors.map(({ path, originalError }) => [path, originalError])).toEqual([
      [['public'], expect.objectContaining({ code: 'FORBIDDEN' })],
      [['editorial'], expect.objectContaining({ code: 'FORBIDDEN' })],
    ]);
  });

  it('refuse all of a type that a view hides, in whatever fragment it is asked', async () => {
    const asked = { query: '{ ...F } fragment F on Query { things { ... on Thing { open } } rights }' };
    expect(await subgraph.execute(asked, scopeOf('newsroom', ['Thing']))).toMatchObject({
      data: { things: null, rights: 'rights' },
      errors: [{ path: ['things'] }],
    });
  });

  it('name nothing in what they say', async () => {
    const { errors = [] } = await subgraph.execute({ query: ALL }, scopeOf('partner', ['Query.public']));
    expect(new Set(errors.map(({ message }) => message))).toEqual(new Set(['Your view does not show this.']));
  });

  it.each([
    ['an argument', '{ find(exact: true) }', {}],
    ['an argument that is a variable', 'query ($x: Boolean) { find(exact: $x) }', { x: true }],
    ['an input field', '{ find(by: { tag: "a" }) }', {}],
    ['an input field within', '{ find(by: { nested: [{ tag: "a" }] }) }', {}],
    ['an input field in a variable', 'query ($by: By) { find(by: $by) }', { by: { tag: 'a' } }],
    ['a value', '{ find(order: [HIDDEN]) }', {}],
    ['a value in a variable', 'query ($o: [Order!]) { find(order: $o) }', { o: ['SHOWN', 'HIDDEN'] }],
  ])('refuse a field that is asked with %s that the view hides', async (_, query, variables) => {
    const hidden = ['Query.find(exact:)', 'By.tag', 'Order.HIDDEN'];
    const refused = await subgraph.execute({ query, variables }, scopeOf('newsroom', hidden));
    expect(refused).toMatchObject({ data: { find: null }, errors: [{ path: ['find'] }] });
    expect(await subgraph.execute({ query, variables }, scopeOf('newsroom'))).toEqual({ data: { find: 'found' } });
  });

  it.each([
    [
      'an input without it',
      'query ($by: By, $o: [Order!]) { find(by: $by, order: $o) }',
      { by: { id: 'a' }, o: ['SHOWN'] },
    ],
    ['nothing', 'query ($by: By) { find(by: $by) }', {}],
    ['a variable that is not given', 'query ($o: [Order!]) { find(order: $o) }', {}],
  ])('let a field be asked with %s', async (_, query, variables) => {
    const hidden = ['Query.find(exact:)', 'By.tag', 'Order.HIDDEN'];
    expect(await subgraph.execute({ query, variables }, scopeOf('newsroom', hidden))).toMatchObject({
      data: { find: 'found' },
    });
  });

  it('let a resolver’s own failure through as it is', async () => {
    const { errors } = await subgraph.execute({ query: '{ failing }' }, scopeOf('newsroom'));
    expect(errors?.[0]?.originalError).toBeInstanceOf(RangeError);
  });

  it('wrap guarded fields alone', () => {
    const fields = subgraph.schema.getQueryType()?.getFields();
    expect(fields?.public?.resolve?.name).toBe('public');
    expect(fields?.rights?.resolve?.name).not.toBe('rights');
  });

  it('of one view change nothing for another, though the document is the same', async () => {
    const asked = { query: '{ public }' };
    const open = subgraph.schema.getQueryType()?.getFields().public?.resolve;
    await subgraph.execute(asked, scopeOf('newsroom', ['Query.public']));
    expect(subgraph.schema.getQueryType()?.getFields().public?.resolve).toBe(open);
    expect(await subgraph.execute(asked, scopeOf('newsroom'))).toEqual({ data: { public: 'public' } });
  });
});
