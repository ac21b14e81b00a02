import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { standardLimits } from '../../gateway/limits.ts';
import { createOperations } from '../../gateway/operations.ts';

const schema = buildSchema(`
  type Query { content(id: ID!, minVersion: Int, preview: Boolean = false): Content route(preview: Boolean = false): Content }
  type Content { headline: String }
`);
/** Read anew each time: what is remembered of a text would hide how it was read. */
const find = (source: string) => createOperations().find({ key: 'all', schema }, source, undefined, standardLimits);

describe('an operation asks for working copies', () => {
  test.each<[string, string, Readonly<Record<string, unknown>> | undefined]>([
    ['by itself', '{ content(id: "a", preview: true) { headline } }', undefined],
    ['in one field of several', '{ content(id: "a") { headline } route(preview: true) { headline } }', undefined],
    ['in a fragment', '{ ...F } fragment F on Query { route(preview: true) { headline } }', undefined],
    ['by a variable', 'query ($p: Boolean) { route(preview: $p) { headline } }', { p: true }],
    [
      'by one of two variables',
      'query ($p: Boolean, $q: Boolean) { route(preview: $p) { headline } content(id: "a", preview: $q) { headline } }',
      { p: false, q: true },
    ],
    ['by a variable’s default', 'query ($p: Boolean = true) { route(preview: $p) { headline } }', undefined],
  ])('%s', (_, source, variables) => {
    expect(find(source).previews(variables)).toBe(true);
  });
});

describe('an operation asks for none', () => {
  test.each<[string, string, Readonly<Record<string, unknown>> | undefined]>([
    ['without the argument', '{ content(id: "preview") { headline } }', undefined],
    ['where it says so', '{ content(id: "a", preview: false) { headline } }', undefined],
    ['where it says nothing', '{ content(id: "a", preview: null) { headline } }', undefined],
    ['by a variable', 'query ($p: Boolean) { route(preview: $p) { headline } }', { p: false }],
    ['by a variable that is not given', 'query ($p: Boolean) { route(preview: $p) { headline } }', {}],
    [
      'by a variable against its default',
      'query ($p: Boolean = true) { route(preview: $p) { headline } }',
      { p: false },
    ],
    ['by a variable for something else', 'query ($p: ID!) { content(id: $p) { headline } }', { p: true }],
  ])('%s', (_, source, variables) => {
    expect(find(source).previews(variables)).toBe(false);
  });
});

describe('an operation reads past every cache', () => {
  test.each<[boolean, string, string, Readonly<Record<string, unknown>> | undefined]>([
    [true, 'for a version', '{ content(id: "a", minVersion: 3) { headline } }', undefined],
    [
      true,
      'for a version in a variable',
      'query ($v: Int) { content(id: "a", minVersion: $v) { headline } }',
      { v: 0 },
    ],
    [true, 'for one by default', 'query ($v: Int = 2) { content(id: "a", minVersion: $v) { headline } }', undefined],
    [false, 'but not without', '{ content(id: "minVersion") { headline } }', undefined],
    [false, 'but not for none', '{ content(id: "a", minVersion: null) { headline } }', undefined],
    [false, 'but not where none is given', 'query ($v: Int) { content(id: "a", minVersion: $v) { headline } }', {}],
  ])('%s %s', (expected, _, source, variables) => {
    const { readsFresh } = find(source);
    expect(readsFresh(variables)).toBe(expected);
  });
});
