import { describe, expect, test } from 'vitest';
import type { Operation } from '../../platform/records/port.ts';
import { mergeOperations } from '../../writes/merge.ts';

const key = (pk: string) => ({ table: 't', pk, sk: 's' });
const when = { name: 'is', condition: { kind: 'versionIs', version: 1 } } as const;
const put = (pk: string, value: string, condition?: typeof when): Operation => ({
  kind: 'put',
  table: 't',
  item: { pk, sk: 's', value },
  when: condition,
});
const check = (pk: string): Operation => ({ kind: 'check', key: key(pk), when });
const update = (pk: string, set: Record<string, string>, remove: string[] = []): Operation => ({
  kind: 'update',
  key: key(pk),
  set,
  remove,
});

describe('operations of several plans', () => {
  test('stand one behind the other, and say whose they are', () => {
    expect(mergeOperations([[put('a', '1')], [put('b', '2'), check('c')]])).toEqual({
      operations: [put('a', '1'), put('b', '2'), check('c')],
      from: [
        { part: 0, operation: 0 },
        { part: 1, operation: 0 },
        { part: 1, operation: 1 },
      ],
    });
  });

  test('hold one item in its place once, and not where it is written under a condition', () => {
    expect(mergeOperations([[check('a')], [check('a')]])).toMatchObject({ operations: [check('a')] });
    const written = put('a', '1', when);
    expect(mergeOperations([[check('a')], [written]])).toMatchObject({ operations: [written], from: [{ part: 1 }] });
    expect(mergeOperations([[written], [check('a')]])).toMatchObject({ operations: [written], from: [{ part: 0 }] });
  });

  test('that set several attributes of one item are one; of two that put it anyhow the last stays', () => {
    expect(mergeOperations([[update('a', { x: '1' }, ['z'])], [update('a', { y: '2' }, ['z'])]])).toMatchObject({
      operations: [{ set: { x: '1', y: '2' }, remove: ['z'] }],
    });
    expect(mergeOperations([[put('a', '1')], [put('a', '2')]])).toMatchObject({ operations: [put('a', '2')] });
  });

  test.each([
    ['put it under conditions', put('a', '1', when), put('a', '2', when)],
    ['hold it and put it without one', check('a'), put('a', '2')],
    ['take it away and put it', { kind: 'delete', key: key('a') } as const, put('a', '2')],
  ])('that %s are not to be had together', (_, one, other) => {
    expect(mergeOperations([[put('b', '0'), one], [other]])).toEqual({
      clash: { first: { part: 0, operation: 1 }, second: { part: 1, operation: 0 } },
    });
  });
});
