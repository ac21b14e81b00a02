import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalNames, createXmlReader } from '../../../imports/wordpress/xml.ts';
import { readPlainXml } from '../../../imports/wordpress/xmlFast.ts';
import { item } from './wxr.ts';

const names = canonicalNames(new Map([['w', 'http://wordpress.org/export/1.2/']]));
const readStrictly = createXmlReader();

test('an item as WordPress writes it is read without the strict parser, and alike', () => {
  const source = item({
    id: 1,
    body: '<p>a & b</p>',
    title: 'Grüße',
    terms: [['category', 'a', 'A']],
    meta: { k: 'v' },
  });
  const fast = readPlainXml(source, names);
  expect(fast).toBeDefined();
  expect(fast).toEqual(readStrictly(source, names));
});

test('whatever it reads, the strict parser reads alike', () => {
  const name = fc.constantFrom('a', 'w:b', 'c.d', 'e-f', 'x:y');
  const text = fc.oneof(
    fc.constantFrom(
      'plain',
      ' \n',
      '&amp;',
      '&#38;',
      '&nbsp;',
      '&',
      ']]>',
      '>',
      '\r\n',
      '\u0001',
      'ü',
      '😀',
      '\ufffe',
      '<',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }).map((any) => any.toWellFormed()),
  );
  const attribute = fc
    .tuple(name, fc.constantFrom('v', '', 'a > b', '&amp;', '<', '\t', '"', "'"))
    .map(([key, value]) => ` ${key}="${value}"`);
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        name,
        fc.array(attribute, { maxLength: 2 }),
        fc.array(
          fc.oneof(
            { maxDepth: 4 },
            text,
            text.map((inner) => `<![CDATA[${inner}]]>`),
            fc.constantFrom('<!-- c -->', '<?p i?>', '</a>', '<a/>', '<a />', '<![CDATA['),
            tie('element'),
          ),
          { maxLength: 4 },
        ),
        fc.constantFrom('', '', '', ' ', 'x'),
      )
      .map(
        ([tag, attributes, inner, odd]) =>
          `<${tag}${attributes.join('')}${odd === ' ' ? ' ' : ''}>${inner.join('')}</${tag}${odd}>`,
      ),
  }));
  let read = 0;
  fc.assert(
    fc.property(element, fc.constantFrom('', ' \n', 'x'), (source, after) => {
      const fast = readPlainXml(source + after, names);
      if (fast === undefined) return;
      read += 1;
      expect(readStrictly(source + after, names)).toEqual(fast);
    }),
    { numRuns: 5000 },
  );
  expect(read).toBeGreaterThan(200);
});
