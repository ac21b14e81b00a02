import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkLimits, standardLimits } from '../../gateway/limits.ts';

const check = (source: string, limits = standardLimits) => {
  try {
    return `ok, ${checkLimits(parse(source), limits).size} introspecting`;
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
};
const nested = (levels: number): string => `${'{ a '.repeat(levels)}${'}'.repeat(levels)}`;

describe('limits', () => {
  test('let through what is just within them, and name both numbers of what is not', () => {
    expect(check(nested(12))).toBe('ok, 0 introspecting');
    expect(check(nested(13))).toBe('The operation has 13 levels of fields; at most 12 are allowed.');
  });

  test('count through fragments, each as often as it is spread', () => {
    const aliased = 'fragment f on T { x: a y: a z: a }';
    expect(check(`{ ...f b { ...f } c { ...f } d { ...f } e { ...f } } ${aliased}`)).toBe('ok, 0 introspecting');
    expect(check(`{ ...f b { ...f } c { ...f } d { ...f } e { ...f } g { ... on T { ...f } } } ${aliased}`)).toContain(
      '18 aliases',
    );
    expect(check(`{ a { ...f } } fragment f on T ${nested(12)}`)).toContain('13 levels');
    expect(check(`{ ...f ... { c d } } fragment f on T { ${'a '.repeat(9)} }`)).toContain('11 fields at the top');
  });

  test('count aliases of `__typename` too', () => {
    expect(check(`{ a { ${Array.from({ length: 16 }, (_, n) => `t${n}: __typename`).join(' ')} } }`)).toContain(
      '16 aliases',
    );
  });

  test('hold each operation of a document', () => {
    expect(check(`query A { a } query B ${nested(13)}`)).toContain('13 levels');
  });

  test('see introspection through fragments, and do not count its depth', () => {
    expect(check(`{ ...f } fragment f on Query { __schema ${nested(20)} }`)).toBe('ok, 1 introspecting');
    expect(check(`query A { __type(name: "x") { name } } query B { a }`)).toBe('ok, 1 introspecting');
  });

  test('take no longer for fragments that spread each other than for any text of their length', () => {
    const levels = 200;
    const fragments = Array.from(
      { length: levels },
      (_, n) => `fragment f${n} on T { ...f${n + 1} ...f${n + 1} }`,
    ).join(' ');
    expect(check(`{ ...f0 } ${fragments} fragment f${levels} on T { x: a }`)).toMatch(/aliases; at most 15/);
  });

  test('do not hang on a fragment that spreads itself', () => {
    expect(check('{ ...f } fragment f on T { a ...g } fragment g on T { ...f }')).toBe('ok, 0 introspecting');
  });
});
