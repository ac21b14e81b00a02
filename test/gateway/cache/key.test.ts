import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyParts } from '../../../gateway/cache/key.ts';
import { canonicalJson, createKeys } from '../../../gateway/cache/key.ts';
import { standardLimits } from '../../../gateway/limits.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { audienceOf } from '../../../platform/viewer.ts';
import { viewerWith } from '../gatewayFixture.ts';

/** JSON as it comes over the wire, so that names stand in any order. */
const json = fc.json({ maxDepth: 4 }).map((text): unknown => JSON.parse(text));

const reordered = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered);
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, each]) => [name, reordered(each)]),
  );
};

describe('canonical JSON', () => {
  test('says the same as what it was made from', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value) ?? '')).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('is the same in whatever order names come', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(reordered(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test.each([
    ['too deep', JSON.parse(`${'['.repeat(33)}${']'.repeat(33)}`)],
    ['a number beyond all numbers', { a: [JSON.parse('1e999')] }],
  ])('there is none of what is %s', (_, value) => {
    expect(canonicalJson(value)).toBeUndefined();
  });

  test('there is of 32 levels', () => {
    const deep = `${'['.repeat(32)}${']'.repeat(32)}`;
    expect(canonicalJson(JSON.parse(deep))).toBe(deep);
  });
});

const viewer = viewerWith(['read']);
/** One alphabet, so that parts meet at their seams. */
const word = fc.string({ unit: fc.constantFrom('a', '"', ' ', '1', ',', '\\', ':'), maxLength: 4 });
const limit = fc.constantFrom(1, 11);
const partNames = [
  'viewer',
  'schemaHash',
  'operationHash',
  'operationName',
  'limits',
  'variables',
] as const satisfies readonly (keyof Flat)[];
type Flat = Omit<KeyParts, 'params'> & KeyParts['params'];
const partsOf = ({ operationName, variables, ...rest }: Flat): KeyParts => ({
  ...rest,
  params: { operationName, variables },
});
const parts: fc.Arbitrary<Flat> = fc
  .record({
    viewer: fc.record({
      organisation: word,
      territory: fc.option(word, { nil: undefined }),
      application: word,
      user: fc.option(word, { nil: undefined }),
      roles: fc.constantFrom<Viewer['roles']>([], ['editor']),
      packages: fc.array(fc.record({ id: word, delayMinutes: limit }), { maxLength: 1 }),
    }),
    schemaHash: fc.constantFrom('s', 't'),
    operationHash: fc.constantFrom('o', 'p'),
    operationName: fc.option(word, { nil: undefined }),
    limits: fc.record({ depth: limit, aliases: limit, rootFields: limit, tokens: limit }),
    variables: fc.option(fc.dictionary(word, fc.oneof(word, fc.nat(2), fc.constant(null)), { maxKeys: 2 }), {
      nil: undefined,
    }),
  })
  .map(({ viewer: own, ...rest }) => ({ ...rest, viewer: { ...viewer, ...own } }));

describe('the key of an answer', () => {
  test('is the same if and only if all that decides the answer is', () => {
    const keys = createKeys();
    const meant = ({ viewer: of, schemaHash, operationHash, operationName, limits, variables }: Flat): string =>
      JSON.stringify([
        audienceOf(of),
        schemaHash,
        operationHash,
        operationName ?? null,
        limits.depth,
        limits.aliases,
        limits.rootFields,
        limits.tokens,
        Object.entries(variables ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
      ]);
    fc.assert(
      fc.property(parts, fc.oneof(parts, fc.constant(undefined)), fc.subarray([...partNames]), (a, other, taken) => {
        // Mostly alike, so that each part is now and then all that differs.
        const b = other ? { ...other, ...Object.fromEntries(taken.map((name) => [name, a[name]])) } : a;
        const [first, second] = [partsOf(a), partsOf(b)];
        const isKnown = a.operationName === b.operationName && a.variables === b.variables;
        const again = isKnown ? { ...second, params: first.params } : second;
        expect(keys.of(first) === keys.of(again)).toBe(meant(a) === meant(b));
      }),
      { numRuns: 2_000 },
    );
  });

  const asked: KeyParts = {
    viewer,
    schemaHash: 's',
    operationHash: 'o',
    limits: standardLimits,
    params: { operationName: undefined, variables: { a: 1 } },
  };

  test('differs by each part that decides what is seen', () => {
    const keys = createKeys();
    const different: readonly KeyParts[] = [
      asked,
      { ...asked, schemaHash: 't' },
      { ...asked, operationHash: 'p' },
      { ...asked, params: { ...asked.params, operationName: 'Q' } },
      { ...asked, params: { ...asked.params, variables: { a: '1' } } },
      { ...asked, limits: { ...standardLimits, depth: 13 } },
      ...(
        [
          { organisation: 'tribune' },
          { organisationKind: 'partner' },
          { packages: [] },
          { territory: 'CH' },
          { grants: ['read', 'preview'] },
          { scopes: ['masthead/write'] },
          { roles: ['editor'] },
          { sections: [] },
          { view: { ...viewer.view, version: 2 } },
        ] satisfies Partial<Viewer>[]
      ).map((more) => ({ ...asked, viewer: { ...viewer, ...more } })),
    ];
    expect(new Set(different.map((each) => keys.of(each))).size).toBe(different.length);
  });

  test('is nobody’s own: neither the application nor the user is part of it', () => {
    const keys = createKeys();
    expect(keys.of({ ...asked, viewer: { ...viewer, application: 'app', user: 'u' } })).toBe(keys.of(asked));
  });

  test('is a digest that tells nothing', () => {
    expect(createKeys().of(asked)).toMatch(/^[\w-]{43}$/);
  });
});
