import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repairs } from '../../../imports/wordpress/repair.ts';
import { canonicalNames, childText, createXmlReader, isFault } from '../../../imports/wordpress/xml.ts';
import { saying } from './expecting.ts';

const readXml = createXmlReader();
const names = canonicalNames(new Map());

/** The element after as few rungs as it takes. */
const mend = (text: string) => {
  const first = readXml(text, names);
  if (!isFault(first)) return { element: first, done: [] };
  for (const step of repairs(text)) {
    const element = readXml(step.text, names);
    if (!isFault(element)) return { element, done: step.repairs };
  }
  return undefined;
};

describe('the repair ladder', () => {
  test.each([
    ['control characters', '<item><title>a\u0000b\u000bc</title></item>', 'abc', ['ILLEGAL_CHARACTERS ×2']],
    ['a reference to one', '<item><title>a&#11;b</title></item>', 'ab', ['ENTITIES']],
    [
      'a bare ampersand',
      '<item><title>https://a.example/?a=1&b=2&amp;c</title></item>',
      'https://a.example/?a=1&b=2&c',
      ['ENTITIES'],
    ],
    [
      'HTML’s named entities',
      '<item><title>caf&eacute;&nbsp;&copy; &lt;</title></item>',
      'café\u00a0© <',
      ['ENTITIES ×3'],
    ],
    ['entities that nobody defined', '<item><title>&lol9;</title></item>', '&lol9;', ['ENTITIES']],
    [
      'the end of a section in its text',
      '<item><title><![CDATA[a ]]> <b>& b]]></title></item>',
      'a ]]> <b>& b',
      ['CDATA_END'],
    ],
    ['the end of a section in plain text', '<item><title>a ]]> b</title></item>', 'a ]]> b', ['RAW_CDATA_END']],
  ])('mends %s', (_, text, expected, done) => {
    const mended = mend(text);
    expect(mended?.done).toEqual(done);
    expect(mended && childText(mended.element, 'title')).toBe(expected);
  });

  test('leaves entities within CDATA as they are', () => {
    const mended = mend('<item><title>a & b</title><content:encoded><![CDATA[x &nbsp; & y]]></content:encoded></item>');
    expect(mended && childText(mended.element, 'content:encoded')).toBe('x &nbsp; & y');
  });

  test('leaves sections that WordPress split itself as they are', () => {
    const mended = mend('<item><title>a & b</title><x><![CDATA[1]]]]><![CDATA[>2]]></x></item>');
    expect(mended && childText(mended.element, 'x')).toBe('1]]>2');
  });

  test('guesses nothing else', () => {
    expect(mend('<item><title>a < b</title></item>')).toBeUndefined();
    expect(mend('<item><title>a</item>')).toBeUndefined();
  });

  test('takes what was mended as well-formed whatever text the sections and fields held', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (section, field) => {
        const plain = field.replaceAll('<', '');
        const whole = section.toWellFormed().replaceAll(']]>', '');
        fc.pre(!whole.endsWith(']'));
        const mended = mend(`<item><a><![CDATA[${whole}]]></a><b>${plain.toWellFormed()}</b></item>`);
        expect(mended).toBeDefined();
      }),
    );
  });

  test('answers nothing to an entity bomb', () => {
    const bomb = readXml(
      '<!DOCTYPE item [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><item><title>&b;</title></item>',
      names,
    );
    expect(bomb).toMatchObject({ reason: saying('document type') });
  });
});

describe('names of elements', () => {
  test('are those of WordPress, whatever prefixes a file declares', () => {
    const other = canonicalNames(
      new Map([
        ['w', 'http://wordpress.org/export/1.1/'],
        ['e', 'http://wordpress.org/export/1.1/excerpt/'],
        ['c', 'http://purl.org/rss/1.0/modules/content/'],
        ['creator', 'http://purl.org/dc/elements/1.1/'],
      ]),
    );
    const read = ['w:post_id', 'e:encoded', 'c:encoded', 'creator:creator', 'title', 'itunes:author'].map(other);
    expect(read).toEqual(['wp:post_id', 'excerpt:encoded', 'content:encoded', 'dc:creator', 'title', 'itunes:author']);
  });
});
