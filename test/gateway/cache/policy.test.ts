import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createPolicies } from '../../../gateway/cache/policies.ts';
import type { OperationPolicy } from '../../../gateway/cache/policy.ts';
import { compilePolicy } from '../../../gateway/cache/policy.ts';
import { createPlanner } from '../../../gateway/execution/planner.ts';
import { standardLimits } from '../../../gateway/limits.ts';
import { createOperations } from '../../../gateway/operations.ts';
import { supergraphSdl } from '../gatewayFixture.ts';

const schema = buildSchema(`
  directive @cacheControl(maxAge: Int, staleWhileRevalidate: Int, scope: Scope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum Scope { PUBLIC PRIVATE }
  type Query {
    story: Story
    latest: [Story!] @cacheControl(maxAge: 20)
    mine: Story @cacheControl(scope: PRIVATE)
    unsaid: Unsaid
    said: Unsaid @cacheControl(maxAge: 30)
    number: Int
    count: Int @cacheControl(maxAge: 5)
    found: [Found!] @cacheControl(maxAge: 90)
    loose: Loose
  }
  type Mutation { save: Story }
  type Story @cacheControl(maxAge: 60) {
    id: ID!
    title: String
    views: Int @cacheControl(maxAge: 1)
    body: Body
    picture: Picture
    unsaid: Unsaid
    inheriting: Unsaid @cacheControl(inheritMaxAge: true)
    secret: Secret
    found: Found
  }
  type Body @cacheControl(inheritMaxAge: true) { text: String }
  type Picture @cacheControl(maxAge: 300) { url: String }
  type Secret @cacheControl(maxAge: 100, scope: PRIVATE) { text: String }
  type Unsaid { text: String }
  union Found = Picture | Body
  union Loose = Picture | Unsaid
`);
const policies = createPolicies(schema);
const operations = createOperations();
const policyOf = (source: string): OperationPolicy =>
  compilePolicy(policies, operations.find({ key: 'all', schema }, source, undefined, standardLimits));

describe('an answer may be kept as long as the strictest of its fields', () => {
  test.each([
    ['its object’s type', '{ story { title } }', 60],
    ['the field before its type', '{ latest { title } }', 20],
    ['a plain value’s own', '{ story { title views } }', 1],
    ['a plain value at the top', '{ count story { title } }', 5],
    ['what inherits asks for nothing', '{ story { body { text } inheriting { text } } }', 60],
    ['of several', '{ story { title } latest { picture { url } } }', 20],
    ['a longer one below makes it no longer', '{ story { picture { url } } }', 60],
    ['a fragment’s', '{ ...F } fragment F on Query { story { ...G } } fragment G on Story { views }', 1],
    ['an inline fragment’s', '{ story { ... on Story { ... { views } } } }', 1],
    ['whatever is left out', 'query ($a: Boolean!) { story { title views @include(if: $a) } }', 1],
    ['the name of a type asks for nothing', '{ __typename story { __typename } }', 60],
    ['the strictest of a union’s types', '{ story { found { __typename } } }', 60],
    ['a field before its union’s types', '{ found { __typename } }', 90],
    ['the field where its type says nothing', '{ said { text } }', 30],
  ])('%s', (_, source, maxAge) => {
    expect(policyOf(source)).toEqual({ maxAge, staleWhileRevalidate: 0, reason: undefined });
  });
});

describe('an answer may not be kept', () => {
  test.each([
    ['with a type without a policy', '{ story { unsaid { text } } }', 'Story.unsaid may not be kept'],
    ['with one at the top', '{ unsaid { text } }', 'Query.unsaid may not be kept'],
    ['with a plain value at the top without a policy', '{ number story { title } }', 'Query.number may not be kept'],
    ['with a union of which one type has none', '{ loose { __typename } }', 'Query.loose may not be kept'],
    ['that is for one person, by its field', '{ mine { title } }', 'Query.mine is for one person alone'],
    ['that is for one person, by a type', '{ story { secret { text } } }', 'Story.secret is for one person alone'],
    ['of a mutation', 'mutation { save { title } }', 'only queries are kept'],
    ['that looks into the schema', '{ __schema { types { name } } story { title } }', 'it looks into the schema'],
    ['that holds nothing', '{ __typename }', 'it asks for nothing that is kept'],
  ])('%s', (_, source, reason) => {
    expect(policyOf(source)).toEqual({ maxAge: 0, staleWhileRevalidate: 0, reason });
  });
});

describe('an answer that is over may be sent while it is made anew for as long as the strictest of its fields', () => {
  const staleSchema = buildSchema(`
    directive @cacheControl(maxAge: Int, staleWhileRevalidate: Int, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | UNION
    type Query {
      story: Story
      latest: [Story!] @cacheControl(maxAge: 20)
      later: [Story!] @cacheControl(maxAge: 30, staleWhileRevalidate: 300)
      found: Found
    }
    type Story @cacheControl(maxAge: 60, staleWhileRevalidate: 120) {
      title: String
      views: Int @cacheControl(maxAge: 90, staleWhileRevalidate: 5)
      body: Body
      own: Story @cacheControl(inheritMaxAge: true)
      picture: Picture
    }
    type Body @cacheControl(inheritMaxAge: true) { text: String }
    type Picture @cacheControl(maxAge: 300) { url: String }
    union Found = Story | Picture
  `);
  const stale = createPolicies(staleSchema);

  test.each([
    ['its object’s type', '{ story { title } }', 60, 120],
    ['what inherits asks for nothing', '{ story { body { text } own { title } } }', 60, 120],
    ['a plain value’s own', '{ story { views } }', 60, 5],
    ['the field before its type', '{ later { title } }', 30, 300],
    ['of several', '{ story { title } later { title } }', 30, 120],
    ['a field that says how long, and no more', '{ latest { title } }', 20, 0],
    ['a type that says how long, and no more', '{ story { title picture { url } } }', 60, 0],
    ['the strictest of a union’s types', '{ found { __typename } }', 60, 0],
  ])('%s', (_, source, maxAge, staleWhileRevalidate) => {
    const operation = operations.find({ key: 'stale', schema: staleSchema }, source, undefined, standardLimits);
    expect(compilePolicy(stale, operation)).toEqual({ maxAge, staleWhileRevalidate, reason: undefined });
  });

  test.each([
    ['beside no maxAge', 'staleWhileRevalidate: 5'],
    ['beside an inherited one', 'inheritMaxAge: true, staleWhileRevalidate: 5'],
    ['of less than nothing', 'maxAge: 5, staleWhileRevalidate: -5'],
  ])('one %s is refused, and it is said where', (_, said) => {
    const text = `directive @cacheControl(maxAge: Int, staleWhileRevalidate: Int, inheritMaxAge: Boolean) on FIELD_DEFINITION
      type Query { wrong: Int @cacheControl(${said}) }`;
    expect(() => createPolicies(buildSchema(text))).toThrow(
      /^Query\.wrong: @cacheControl\(staleWhileRevalidate: -?5\) must/,
    );
  });
});

describe('of this graph', () => {
  const planner = createPlanner(supergraphSdl);
  const real = createPolicies(planner.supergraph);
  const realPolicyOf = (source: string): OperationPolicy =>
    compilePolicy(real, operations.find({ key: 'real', schema: planner.schema }, source, undefined, standardLimits));

  test.each([
    ['{ content(id: "a") { headline leadMedia { altText } section { name } owner { name } } }', 60],
    ['{ subsidiaries { name } }', 3_600],
    ['{ search(query: "a") { totalCount edges { node { __typename ... on Content { headline } } } } }', 15],
    ['{ content(id: "a") { headline related { headline } } }', 15],
    ['{ suggest(prefix: "a") { text } }', 15],
    ['{ content(id: "a") { body { blocks { ... on PictureBlock { media { width } } } } } }', 60],
  ])('%s is kept', (source, maxAge) => {
    expect(realPolicyOf(source)).toEqual({ maxAge, staleWhileRevalidate: 0, reason: undefined });
  });

  test.each(['{ viewer { id } }', '{ content(id: "a") { headline leadMedia { original { url } } } }'])(
    '%s is not',
    (source) => {
      expect(realPolicyOf(source)).toMatchObject({ maxAge: 0, reason: expect.stringContaining('one person') });
    },
  );

  test('no field that clients see lacks a policy', () => {
    const without = Object.values(planner.schema.getTypeMap()).flatMap((type) =>
      'getFields' in type && !type.name.startsWith('__')
        ? Object.keys(type.getFields()).filter((field) => {
            const { maxAge, isPrivate } = real.ofField(type.name, field);
            return maxAge === 0 && !isPrivate;
          })
        : [],
    );
    expect(without).toEqual([]);
  });
});
