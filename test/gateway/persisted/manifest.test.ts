import { expect, test } from 'vitest';
import { MAX_OPERATIONS, parseManifest } from '../../../gateway/persisted/manifest.ts';

const apollo = (operations: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations, ...more });
const one = { id: 'a'.repeat(64), name: 'One', type: 'query', body: 'query One { viewer { id } }' };

test('Apollo’s manifest is read, with what it says of each operation', () => {
  expect(parseManifest(apollo([one]))).toEqual([{ id: one.id, text: one.body, says: { name: 'One', type: 'query' } }]);
});

test('Relay’s map is read', () => {
  expect(parseManifest('{"3f2a":"{ viewer { id } }","Story.v1":"{ viewer { name } }"}')).toEqual([
    { id: '3f2a', text: '{ viewer { id } }', says: undefined },
    { id: 'Story.v1', text: '{ viewer { name } }', says: undefined },
  ]);
});

test('an operation that stands there twice counts once', () => {
  expect(parseManifest(apollo([one, one]))).toHaveLength(1);
});

test.each([
  ['no JSON', '{', /must be JSON/],
  ['a list', '[]', /one JSON object/],
  ['nothing', 'null', /one JSON object/],
  ['an empty object', '{}', /holds no operation/],
  ['an empty list', apollo([]), /holds no operation/],
  ['another format', '{"format":"other","version":1,"operations":[]}', /as Apollo writes it:\n {2}format: /],
  ['another version', apollo([one], { version: 2 }), /version: /],
  ['an operation without a text', apollo([{ ...one, body: undefined }]), /operations\.0\.body: /],
  ['a subscription', apollo([{ ...one, type: 'subscription' }]), /operations\.0\.type: /],
  ['an id with a space', apollo([one, { ...one, id: 'a b' }]), /operations\.1\.id: must be 1 to 256 printable/],
  ['a text that is none', '{"a":7}', /as Relay writes it:\n {2}a: /],
  ['a text that is too long', JSON.stringify({ a: 'x'.repeat(100_001) }), /a: /],
  ['two texts under one id', apollo([one, { ...one, body: '{ viewer { name } }' }]), /two operations with the id aaa/],
  [
    'too many operations',
    JSON.stringify(Object.fromEntries(Array.from({ length: MAX_OPERATIONS + 1 }, (_, n) => [`o${n}`, '{ a }']))),
    /5001 operations; at most 5000/,
  ],
])('a manifest that holds %s is refused with the place and the reason', (_, content, message) => {
  expect(() => parseManifest(content)).toThrow(message);
});
