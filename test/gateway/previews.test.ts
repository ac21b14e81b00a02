import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { standardLimits } from '../../gateway/limits.ts';
import { createOperations } from '../../gateway/operations.ts';

const schema = buildSchema(`
  type Query { content(id: ID!, preview: Boolean = false): Content route(preview: Boolean = false): Content }
  type Content { headline: String }
`);
const operations = createOperations();

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
    expect(operations.find({ key: 'all', schema }, source, undefined, standardLimits).previews(variables)).toBe(true);
  });
});

describe('an operation asks for none', () => {
  test.each<[string, string, Readonly<Record<string, unknown>> | undefined]>([
    ['without the argument', '{ content(id: "preview") { headline } }', undefined],
    ['where it says so', '{ content(id: "a", preview: false) { headline } }', undefined],
    ['by a variable', 'query ($p: Boolean) { route(preview: $p) { headline } }', { p: false }],
    ['by a variable that is not given', 'query ($p: Boolean) { route(preview: $p) { headline } }', {}],
    [
      'by a variable against its default',
      'query ($p: Boolean = true) { route(preview: $p) { headline } }',
      { p: false },
    ],
    ['by a variable for something else', 'query ($p: ID!) { content(id: $p) { headline } }', { p: true }],
  ])('%s', (_, source, variables) => {
    expect(operations.find({ key: 'all', schema }, source, undefined, standardLimits).previews(variables)).toBe(false);
  });
});
