import { beforeEach, describe, expect, test } from 'vitest';
import type { View, Viewer } from '../../../platform/viewer.ts';
import { builtInViews, parseViews } from '../../../platform/views.ts';
import { keysOf, openGateway, supergraphSdl, viewerWith } from '../gatewayFixture.ts';

const views: ReadonlyMap<string, View> = new Map([
  ...builtInViews,
  ...parseViews({
    plain: { version: 1, tags: ['public'], hidden: ['Content.seo', 'FacetField.TAG', 'SearchFilter.tags', 'Section'] },
    broken: { version: 1, tags: ['public'], hidden: ['Content.id'] },
  }),
]);
const seeing = (name: string, grants: Viewer['grants'] = ['explore', 'read']): Viewer => ({
  ...viewerWith(grants),
  view: views.get(name) ?? { name, version: 1, tags: [], hidden: [], anonymous: false },
});

const fixture = openGateway({
  apiKeys: keysOf({
    partner: seeing('partner'),
    plain: seeing('plain'),
    broken: seeing('broken'),
    developer: seeing('newsroom', ['explore', 'narrow', 'read']),
    editor: { ...seeing('newsroom'), roles: ['editor'] },
    subscriber: { ...seeing('newsroom'), roles: ['reader'] },
    licensee: { ...seeing('newsroom'), organisationKind: 'partner' },
    small: seeing('partner', ['narrow', 'read']),
  }),
  views: { named: async (name) => views.get(name) },
});
beforeEach(() => fixture.reset());

/** What a client is told, without the id of the request. */
const told = async (key: string, query: string, headers: Record<string, string> = {}, variables?: unknown) => {
  const answer = await fixture.ask(query, { headers: { 'x-api-key': key, ...headers }, variables });
  // What is left of the quota is the key's own and becomes less with each answer.
  const { 'x-request-id': _, 'content-length': __, ratelimit: ___, ...rest } = answer.headers;
  return { status: answer.status, headers: rest, body: String(answer.body) };
};
const dataOf = async (key: string, query: string, headers: Record<string, string> = {}): Promise<unknown> => {
  const { body } = await told(key, query, headers);
  return JSON.parse(body);
};

/** Each document with something hidden, whose name is then put for one of the same length that is nowhere. */
const hidden: readonly (readonly [what: string, key: string, document: string, name: string, nowhere: string])[] = [
  ['a field', 'partner', '{ content(id: "a0") { workflow { state } } }', 'workflow', 'worklfow'],
  ['a field without its selection', 'partner', '{ content(id: "a0") { workflow } }', 'workflow', 'worklfow'],
  ['a field of the root', 'partner', '{ contentByAltId(role: "a") { id } }', 'contentByAltId', 'contentByXltId'],
  ['an argument', 'partner', '{ content(id: "a0", minVersion: 1) { id } }', 'minVersion', 'minVersoin'],
  ['a type in a fragment', 'partner', 'query { ...F } fragment F on Workflow { state }', 'Workflow', 'Worklfow'],
  [
    'a type in an inline fragment',
    'partner',
    '{ content(id: "a0") { ... on Rights { packages } } }',
    'Rights',
    'Rigths',
  ],
  ['a type of a variable', 'partner', 'query ($v: JSON) { viewer { id } }', 'JSON', 'JSNO'],
  ['a type asked by name', 'partner', '{ __type(name: "Revision") { name fields { name } } }', 'Revision', 'Revisoin'],
  ['a field hidden by name', 'plain', '{ content(id: "a0") { seo { title } } }', 'seo', 'soe'],
  ['a field of a type hidden by name', 'plain', '{ content(id: "a0") { section { name } } }', 'section', 'sectoin'],
  ['a value', 'plain', '{ search { facets(fields: [TAG]) { field } } }', 'TAG', 'TGA'],
  ['an input field', 'plain', '{ search(filter: { tags: ["a"] }) { totalCount } }', 'tags', 'tgas'],
];

describe('what a view hides', () => {
  test.each(hidden)(
    'does not exist: %s answers as one that is nowhere, byte for byte',
    async (_, key, document, name, nowhere) => {
      const real = await told(key, document);
      const invented = await told(key, document.replaceAll(name, nowhere));
      expect({ ...real, body: real.body.replaceAll(name, nowhere) }).toEqual(invented);
      expect(real.body).not.toMatch(/Did you mean/);
    },
  );

  test.each(hidden)('is there for a view that shows it: %s', async (_, key, document, name) => {
    const { body } = await told('explorer', document);
    expect(body).not.toBe((await told(key, document)).body);
    expect(body).not.toMatch(new RegExp(`(Cannot query field|Unknown \\w+|Value) \\\\"${name}\\\\"`));
  });

  test('is unknown in variables too', async () => {
    const asked =
      'query ($f: SearchFilter, $n: [FacetField!]!) { search(filter: $f) { facets(fields: $n) { field } } }';
    const told2 = (f: unknown, n: unknown) => told('plain', asked, {}, { f, n });
    const field = await told2({ tags: ['a'] }, []);
    expect({ ...field, body: field.body.replaceAll('tags', 'tgas') }).toEqual(await told2({ tgas: ['a'] }, []));
    const value = await told2({}, ['TAG']);
    expect({ ...value, body: value.body.replaceAll('TAG', 'TGA') }).toEqual(await told2({}, ['TGA']));
    expect(field.body).toContain('VALIDATION');
    expect(value.body).toContain('VALIDATION');
  });

  test('is remembered for the view alone that hides it', async () => {
    const asked = '{ content(id: "a0") { seo { title } } }';
    for (let round = 0; round < 2; round += 1) {
      expect(await dataOf('plain', asked)).toMatchObject({ errors: [{ extensions: { code: 'VALIDATION' } }] });
      expect(await dataOf('partner', asked)).toEqual({ data: { content: { seo: null } } });
    }
  });

  test('opens nothing where the view itself cannot be used: it is told as INTERNAL and logged', async () => {
    expect(await dataOf('broken', '{ viewer { id } }')).toMatchObject({
      errors: [{ extensions: { code: 'INTERNAL' } }],
    });
    expect(JSON.stringify(fixture.logged)).toContain('`Content.id` is the key of its type');
  });
});

test('a gateway does not start over a graph in which something has no tag, or that a view which is built in cannot show', () => {
  const untagged = supergraphSdl.replace(
    '@join__field(graph: CONTENT) @tag(name: "public")',
    '@join__field(graph: CONTENT)',
  );
  expect(untagged).not.toBe(supergraphSdl);
  expect(() => openGateway({ supergraphSdl: untagged })).toThrow('has no visibility tag');
  const keyless = supergraphSdl.replace(/(type Tag\b[^}]*?\bid: ID! @tag\(name: ")public/, '$1rights');
  expect(keyless).not.toBe(supergraphSdl);
  expect(() => openGateway({ supergraphSdl: keyless })).toThrow('`Tag.id` is the key of its type');
});

describe('looking into the schema', () => {
  const NAMES = '{ __schema { types { name fields { name } } } }';

  test('shows what the view shows', async () => {
    const [newsroom, partner] = [await told('explorer', NAMES), await told('partner', NAMES)];
    expect(newsroom.body).toMatch(/"Workflow".*/);
    expect(partner.body).not.toMatch(/Workflow|workflow|Revision|Rights|extensions/);
  });

  test('stands beside data in the client’s order, whatever fragments, aliases and conditions there are', async () => {
    const asked = `query ($yes: Boolean = true, $no: Boolean = false, $id: ID = "a1") {
      one: viewer { id }
      ...Looks
      skipped: __type(name: "Content") @skip(if: $yes) { name }
      ... @include(if: $yes) { what: __typename two: content(id: $id) { ...Head } }
      gone: content(id: "a2") @include(if: $no) { id }
      last: __type(name: "Workflow") { name }
    }
    fragment Looks on Query { kind: __type(name: "ContentType") { ...Kind } three: content(id: "a0") { ...Head } }
    fragment Kind on __Type { kind name }
    fragment Head on Content { headline }`;
    const { body } = await told('partner', asked);
    expect(body).toBe(
      JSON.stringify({
        data: {
          one: { id: 'courier' },
          kind: { kind: 'ENUM', name: 'ContentType' },
          three: { headline: 'Headline 0' },
          what: 'Query',
          two: { headline: 'Headline 1' },
          last: null,
        },
      }),
    );
  });

  test('takes names by variables', async () => {
    const asked = 'query ($a: String!, $b: ID!) { __type(name: $a) { name } content(id: $b) { headline } }';
    const { body } = await told('partner', asked, {}, { a: 'Content', b: 'a2' });
    expect(body).toBe('{"data":{"__type":{"name":"Content"},"content":{"headline":"Headline 2"}}}');
  });

  test('takes a fragment called `__proto__`', async () => {
    const asked = `{ ...__proto__ } fragment __proto__ on Query { __schema { ...constructor } viewer { ...id } }
      fragment constructor on __Schema { queryType { name } } fragment id on Viewer { id }`;
    expect(await dataOf('explorer', asked)).toEqual({
      data: { __schema: { queryType: { name: 'Query' } }, viewer: { id: 'courier' } },
    });
  });

  test('goes with the data where that is gone as a whole', async () => {
    fixture.behaviour.viewer = () => {
      throw new TypeError('boom');
    };
    expect(await dataOf('partner', '{ __schema { queryType { name } } viewer { id } }')).toMatchObject({
      data: null,
      errors: [{ path: ['viewer'] }],
    });
  });

  test('needs the grant `explore`, in whatever view', async () => {
    expect(await dataOf('reader', NAMES)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await dataOf('small', NAMES)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});

describe('the header `x-masthead-view`', () => {
  const as = (name: string) => ({ 'x-masthead-view': name });
  const asked = '{ content(id: "a0") { rights { usageTerms } } }';

  test('answers as the lesser view would, byte for byte', async () => {
    expect(await told('developer', asked)).toMatchObject({ body: '{"data":{"content":{"rights":null}}}' });
    expect(await told('developer', asked, as('partner'))).toEqual(await told('partner', asked));
    const looking = '{ __schema { types { name fields { name } } } }';
    expect(await told('developer', looking, as('plain'))).toEqual(await told('plain', looking));
  });

  test('narrows one request, not the key', async () => {
    await told('developer', asked, as('partner'));
    expect((await told('developer', asked)).body).toContain('"rights"');
  });

  test('is FORBIDDEN to keys without the grant `narrow`', async () => {
    expect(await dataOf('explorer', asked, as('partner'))).toMatchObject({
      errors: [
        {
          message: 'This key may not narrow its view: `x-masthead-view` needs the grant `narrow`.',
          extensions: { code: 'FORBIDDEN' },
        },
      ],
    });
    expect(await dataOf('partner', '{ viewer { id } }', as('partner'))).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  test('never widens, and does not tell a view that is not there from one that shows more', async () => {
    const [wider, nowhere] = [await told('small', asked, as('newsroom')), await told('small', asked, as('nowhere'))];
    expect(wider.body).toContain('FORBIDDEN');
    expect(wider.body).toContain('`x-masthead-view` names no view that is lesser than that of this key.');
    expect(wider).toEqual(nowhere);
    expect(await dataOf('small', '{ viewer { id } }', as('plain'))).toEqual({ data: { viewer: { id: 'courier' } } });
    expect(await dataOf('small', '{ viewer { id } }', as('partner'))).toEqual({ data: { viewer: { id: 'courier' } } });
  });

  test('given twice names no view', async () => {
    expect(await dataOf('developer', asked, as('partner, plain'))).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });
});

describe('a rule beyond the view', () => {
  const asked = '{ latestContent { edges { node { headline workflow { state } } } } viewer { id } }';

  test('answers null with one FORBIDDEN at the path, for all entries of a list', async () => {
    expect(await dataOf('licensee', asked)).toEqual({
      errors: [
        {
          message: 'This is not for you to read.',
          path: ['latestContent', 'edges', 0, 'node', 'workflow'],
          extensions: { code: 'FORBIDDEN' },
        },
      ],
      data: {
        latestContent: {
          edges: [0, 1, 2].map((number) => ({ node: { headline: `Headline ${number}`, workflow: null } })),
        },
        viewer: { id: 'courier' },
      },
    });
  });

  test('has nothing to say where the view does not show the field', async () => {
    expect(await dataOf('partner', asked)).toMatchObject({ errors: [{ extensions: { code: 'VALIDATION' } }] });
  });

  test('lets through whom it allows: who is signed in with a role that does more than read', async () => {
    expect(JSON.parse((await told('editor', asked)).body)).not.toHaveProperty('errors');
    for (const key of ['explorer', 'subscriber'])
      expect(await dataOf(key, asked), key).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});
