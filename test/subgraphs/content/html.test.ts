import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksToHtml, blocksToText, countWords, htmlToText } from '../../../subgraphs/content/html.ts';
import type { Block } from '../../../subgraphs/content/record.ts';
import { idOf } from '../../support/builders.ts';

const evil = '<script>alert("1")</script> & "more"';
const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &quot;more&quot;';
const picture = idOf('picture');

/** Each kind of block with its HTML and its text; what is plain text in it is hostile. */
const kinds: readonly [Block, string, string][] = [
  [{ kind: 'paragraph', html: 'a <em>b</em>' }, '<p>a <em>b</em></p>', 'a b'],
  [{ kind: 'heading', level: 3, html: 'Head' }, '<h3>Head</h3>', 'Head'],
  [{ kind: 'list', ordered: false, items: ['a', 'b'] }, '<ul><li>a</li><li>b</li></ul>', 'a\n\nb'],
  [{ kind: 'list', ordered: true, items: ['a'] }, '<ol><li>a</li></ol>', 'a'],
  [
    { kind: 'quote', html: 'Said', citation: evil },
    `<blockquote>Said<footer>${escaped}</footer></blockquote>`,
    `Said\n\n${evil}`,
  ],
  [
    { kind: 'picture', mediaId: picture, caption: evil, credit: 'Ann' },
    `<figure data-media="${picture}"><figcaption>${escaped}</figcaption></figure>`,
    evil,
  ],
  [
    { kind: 'gallery', mediaIds: [picture, picture], caption: evil },
    `<figure data-gallery="${picture} ${picture}"><figcaption>${escaped}</figcaption></figure>`,
    evil,
  ],
  [
    { kind: 'embed', url: 'https://v.example/?a="><b', caption: evil },
    `<figure data-embed="https://v.example/?a=&quot;&gt;&lt;b"><figcaption>${escaped}</figcaption></figure>`,
    evil,
  ],
  [{ kind: 'embed', url: 'https://v.example/1' }, '<figure data-embed="https://v.example/1"></figure>', ''],
  [
    {
      kind: 'table',
      head: [['a', 'b']],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
      caption: evil,
    },
    `<table><caption>${escaped}</caption><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>`,
    `${evil}\n\na b\n\n1 2\n\n3 4`,
  ],
  [{ kind: 'table', head: [], rows: [['1']] }, '<table><tbody><tr><td>1</td></tr></tbody></table>', '1'],
  [
    {
      kind: 'post',
      id: '"p',
      published: '2026-11-02T08:00:00.000Z',
      title: evil,
      blocks: [{ kind: 'paragraph', html: 'x' }],
    },
    `<article id="&quot;p"><time datetime="2026-11-02T08:00:00.000Z"></time><h2>${escaped}</h2><p>x</p></article>`,
    `${evil}\n\nx`,
  ],
  [{ kind: 'html', html: '<dl><dt>a</dt><dd>b</dd></dl>' }, '<dl><dt>a</dt><dd>b</dd></dl>', 'a\n\nb'],
];

describe('a text of blocks', () => {
  test.each(kinds)('%j as HTML and as text', (block, html, text) => {
    expect(blocksToHtml([block])).toBe(html);
    expect(blocksToText([block])).toBe(text);
  });

  test('as HTML has one part a line, as text paragraphs apart', () => {
    const blocks: Block[] = [
      { kind: 'paragraph', html: 'a' },
      { kind: 'paragraph', html: 'b' },
    ];
    expect(blocksToHtml(blocks)).toBe('<p>a</p>\n<p>b</p>');
    expect(blocksToText(blocks)).toBe('a\n\nb');
  });

  test('never lets plain text become markup', () => {
    const allowed = ['figure', 'figcaption', 'blockquote', 'footer', 'article', 'h2'];
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const html = blocksToHtml([
          { kind: 'picture', mediaId: picture, caption: text },
          { kind: 'quote', html: '', citation: text },
          { kind: 'embed', url: text },
          { kind: 'post', id: text, title: text, blocks: [] },
        ]);
        const names = Array.from(html.matchAll(/<\/?([^\s>]*)/g), ([, name = '']) => name);
        expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
      }),
    );
  });
});

describe('HTML as plain text', () => {
  test.each([
    ['a&nbsp;b &amp; c', 'a b & c'],
    ['  a\n\t b ', 'a b'],
    ['a<br>b<br/>c', 'a\n\nb\n\nc'],
    ['<div>a<div>b</div></div>', 'a\n\nb'],
    ['<script>x()</script><style>p{}</style>seen', 'seen'],
    ['<p>open', 'open'],
    ['&lt;b&gt;', '<b>'],
    ['', ''],
  ])('%s', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });
});

describe('words are counted', () => {
  test.each([
    ['two words', 2],
    ["don't count marks — only words!", 5],
    ['', 0],
    ['Straßenbahn fährt', 2],
  ])('%s: %i', (text, count) => {
    expect(countWords(text)).toBe(count);
  });

  // Which words exactly is the dictionary's business, which comes with Node.
  test.each(['港の船が帰ってきた', '今天天气很好', 'สวัสดีชาวโลก'])('in a script without blanks: %s', (text) => {
    expect(countWords(text)).toBeGreaterThan(1);
    expect(countWords(text)).toBeLessThan(text.length);
  });
});
