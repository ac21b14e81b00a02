import fc from 'fast-check';
import sanitizeHtml from 'sanitize-html';
import { expect, it } from 'vitest';
import { cleanBlocks, cleanInline } from '../../../platform/html/clean.ts';

it.each([
  ['A <b>bold</b> &amp; <EM>old</EM> word', 'A <b>bold</b> &amp; <em>old</em> word'],
  [
    '<a href="https://a.example/?x=1&y=2" onclick="x()" title="A">link</a>',
    '<a href="https://a.example/?x=1&amp;y=2" title="A">link</a>',
  ],
  ['<a href="java\nscript:alert(1)">words</a>', 'words'],
  ['<a href="data:text/html,x">words</a>', 'words'],
  ['<p>One</p><script>alert(1)</script><style>p{}</style>', 'One'],
  ['<img src=x onerror=alert(1)>seen', 'seen'],
  ['<svg><script>alert(1)</script></svg>', ''],
  ['a < b', 'a &lt; b'],
  ['<b>open', '<b>open</b>'],
  ['one<br>two', 'one<br>two'],
])('writes %j within a line as %j', (source, clean) => {
  expect(cleanInline(source)).toBe(clean);
});

it('keeps paragraphs, lists and tables where blocks may stand, without what they were told to do', () => {
  expect(
    cleanBlocks(
      '<div style="x" class="y"><p onclick="z">One</p><ul><li>two</ul><table><tr><td>3</td></tr></table></div>',
    ),
  ).toBe('<div><p>One</p><ul><li>two</li></ul><table><tr><td>3</td></tr></table></div>');
  expect(cleanBlocks('<form action="/x"><input name="a"><iframe src="https://b.example"></iframe>words</form>')).toBe(
    'words',
  );
});

const piece = fc.oneof(
  fc.constantFrom(
    '<b>',
    '</b>',
    '<a href="javascript:x">',
    '<a href="https://a.example">',
    '</a>',
    '<script>',
    '</script>',
  ),
  fc.constantFrom(
    '<p onclick=x>',
    '</p>',
    '<img src=x onerror=y>',
    '<!--',
    '-->',
    '<svg onload=x>',
    '"',
    "'",
    '<',
    '>',
    '&lt;',
  ),
  fc.string({ maxLength: 8 }),
);

it('writes nothing that another sanitiser takes away, and stays as it is when cleaned again', () => {
  const policy: sanitizeHtml.IOptions = {
    allowedTags: sanitizeHtml.defaults.allowedTags.concat(['del', 'ins', 'data', 'var', 'samp', 'kbd']),
    allowedAttributes: { '*': ['lang', 'dir', 'title', 'datetime', 'value', 'href'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    disallowedTagsMode: 'discard',
  };
  const plain = (html: string): string => sanitizeHtml(html, policy);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      for (const clean of [cleanInline, cleanBlocks]) {
        const once = clean(pieces.join(''));
        expect(clean(once)).toBe(once);
        expect(once).not.toMatch(/<(?!\/?[a-z])/);
        expect(once).not.toMatch(/<[a-z][^>]*\son[a-z]+=/i);
        expect(plain(once).match(/<[a-z]+/g)).toEqual(once.match(/<[a-z]+/g));
      }
    }),
    { numRuns: 300 },
  );
});
