import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { noToken, visibilityTags } from '../../platform/viewer.ts';
import { builtInViews } from '../../platform/views.ts';
import { subgraphDocument, subgraphNames } from '../../schema/sdl.ts';
import { classify } from '../../subgraphs/permissions.ts';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import { createSubgraph } from '../../subgraphs/subgraph.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
  type Query {
    ${visibilityTags.map((tag) => `${tag}: String @tag(name: "${tag}")`).join('\n')}
    things: [Thing] @tag(name: "public")
    failing: String @tag(name: "rights")
  }
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
    ...noToken,
  };
  return { viewer, now: 0, signal: new AbortController().signal, log: silentLog, id: 'r' };
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

  it('refuse what a view hides by name', async () => {
    const { data } = await subgraph.execute(
      { query: '{ rights editorial }' },
      scopeOf('newsroom', ['Query.editorial']),
    );
    expect(data).toEqual({ rights: 'rights', editorial: null });
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

  it('stop the start where a field has no rule', () => {
    const untagged = parse('type Query { open: String @tag(name: "public") forgotten: String }');
    expect(() => classify(untagged)).toThrow('Query.forgotten has no rule');
    expect(() =>
      createSubgraph({ name: 'test', typeDefs: untagged, resolvers: {}, contextOf: (scope) => ({ scope }) }),
    ).toThrow('Query.forgotten');
  });

  it.each(subgraphNames)('every field of %s is open or guarded', (name) => {
    const fields = classify(subgraphDocument(name));
    expect(fields.length).toBeGreaterThan(20);
    expect(fields.every(({ tag }) => visibilityTags.includes(tag))).toBe(true);
  });
});
