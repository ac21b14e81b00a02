import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPresentAddress, normalPath, pathPk } from '../../../subgraphs/content/keys.ts';

describe('a path has one spelling', () => {
  test.each([
    ['/a/b', '/a/b'],
    ['a/b/', '/a/b'],
    ['//a///b', '/a/b'],
    ['', '/'],
    ['/', '/'],
    ['/?p=12', '/?p=12'],
    ['/a/?x=1&y=2#part', '/a?x=1&y=2'],
    ['/a#part?no-query', '/a'],
    ['/caf%C3%A9', '/café'],
    ['/caf%c3%a9', '/café'],
    ['/cafe\u0301', '/café'],
    ['/100%/caf%C3%A9', '/100%25/café'],
    ['/100%25', '/100%25'],
    ['/%E9t%E9', '/%25E9t%25E9'],
    ['/a?b=%20', '/a?b=%20'],
    ['/what%3F', '/what%3F'],
    ['/no%23part', '/no%23part'],
    ['/a%2Fb', '/a/b'],
  ])('%s', (path, spelling) => {
    expect(normalPath(path)).toBe(spelling);
  });

  test('which is its own spelling', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '/', '%', '?', '#', 'é', '2', 'F', '5', '3'), maxLength: 12 }),
        (path) => {
          const spelling = normalPath(path);
          expect(normalPath(spelling)).toBe(spelling);
        },
      ),
    );
  });

  test('apart from that of another address', () => {
    expect(pathPk('a.example', '/what%3F')).not.toBe(pathPk('a.example', '/what?'));
    expect(pathPk('a.example', '/x?p=1')).not.toBe(pathPk('a.example', '/x?p=2'));
    expect(pathPk('a.example', '/x')).not.toBe(pathPk('b.example', '/x'));
  });
});

test.each([
  ['https://www.a.example/caf%C3%A9/', 'WWW.a.example', '/café', true],
  ['http://www.a.example/café?x=1', 'www.a.example', '/café?x=1', true],
  ['https://münchen.example/', 'xn--mnchen-3ya.example', '/', true],
  ['https://xn--mnchen-3ya.example/', 'münchen.example', '/', true],
  ['https://www.a.example/other', 'www.a.example', '/café', false],
  ['not a URL', 'www.a.example', '/', false],
  [undefined, 'www.a.example', '/', false],
])('%s lies at %s%s: %s', (url, site, path, expected) => {
  expect(isPresentAddress(url, site, path)).toBe(expected);
});
