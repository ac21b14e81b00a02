import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { standardLimits } from '../../gateway/limits.ts';
import type { Operation, Operations } from '../../gateway/operations.ts';
import { createOperations } from '../../gateway/operations.ts';

const seen = { key: 'view', schema: buildSchema('type Query { id: ID }') };
const limits = { ...standardLimits, aliases: 1_000, rootFields: 1_000 };
const FIELDS = Array.from({ length: 600 }, (_, at) => `a${at}: id`).join(' ');

/** A document of almost as many tokens as are allowed, unlike that of any other number. */
const long = (number: number): string => `{ ${FIELDS} } # ${number}`;
const find = (operations: Operations, source: string): Operation => operations.find(seen, source, undefined, limits);

describe('documents', () => {
  test('are kept, and bounded by what they take in memory, which is far more than their letters', () => {
    const operations = createOperations();
    const first = find(operations, long(0));
    for (let number = 1; number < 20; number += 1) find(operations, long(number));
    expect(find(operations, long(0))).toBe(first);
    for (let number = 20; number < 120; number += 1) find(operations, long(number));
    expect(find(operations, long(0))).not.toBe(first);
  });

  test('that are refused leave the place of those that are not', () => {
    const operations = createOperations();
    const first = find(operations, '{ id }');
    for (let number = 0; number < 120; number += 1)
      expect(() => find(operations, long(number).replace('a0: id', 'none'))).toThrow('Cannot query field "none"');
    expect(find(operations, '{ id }')).toBe(first);
  });
});
