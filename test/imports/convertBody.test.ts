import * as fc from 'fast-check';
import sanitizeHtml from 'sanitize-html';
import { describe, expect, test } from 'vitest';
import type { Block } from '../../imports/blocks.ts';
import { type BodyContext, BodyTooLarge } from '../../imports/body.ts';
import { convertBody } from '../../imports/convertBody.ts';
import { bare, htmlOf, lettersOf, wordsOfBlocks, wordsOfHtml } from './words.ts';

const context: BodyContext = {
  media: ({ externalId, url }) => externalId ?? (url?.includes('ours') === true ? 'ours' : undefined),
  link: (href) => (href.includes('/ours/') ? { href, contentId: 'abc' } : { href }),
};

const blocksOf = (html: string, options: Partial<BodyContext> = {}): readonly Block[] =>
  convertBody(html, { ...context, ...options }).blocks;

describe('markup becomes blocks', () => {
  test('paragraphs, headings and lines apart', () => {
    expect(blocksOf('<h2 id="x">A <em>b</em></h2><div><p>One<br/>two</p>three</div><p> </p>')).toEqual([
      { kind: 'heading', level: 2, html: 'A <em>b</em>' },
      { kind: 'paragraph', html: 'One<br>two' },
      { kind: 'paragraph', html: 'three' },
    ]);
  });

  test('lists, with those within their entries', () => {
    expect(blocksOf('<ol><li>One<li><p>Two</p><p>more</p><ul><li>deep</ol><ul></ul>')).toEqual([
      { kind: 'list', ordered: true, items: ['One', 'Two<br><br>more<ul><li>deep</li></ul>'] },
    ]);
  });

  test('quotations with who said it', () => {
    expect(blocksOf('<blockquote><p>A</p><p>B</p><cite>Mayor <b>Orr</b></cite></blockquote>')).toEqual([
      { kind: 'quote', html: 'A<br><br>B', citation: 'Mayor Orr' },
    ]);
    expect(blocksOf('<blockquote>See <cite>the Times</cite> of today</blockquote>')).toEqual([
      { kind: 'quote', html: 'See <cite>the Times</cite> of today' },
    ]);
  });

  test('tables, their heads and captions; a frame of one cell is what it holds', () => {
    const rows = '<tr><th>Year</th><th>Fish</th></tr><tr><td>2025<td><b>7</b></tr>';
    expect(blocksOf(`<table><caption>Catch</caption>${rows}</table>`)).toEqual([
      { kind: 'table', head: [['Year', 'Fish']], rows: [['2025', '<b>7</b>']], caption: 'Catch' },
    ]);
    expect(blocksOf('<table><tr><td><h2>Title</h2><p>Text</p></td></tr></table>').map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
    ]);
  });

  test('pictures where they stand, with caption and alternative text', () => {
    const figure =
      '<figure><a href="/x"><img class="wp-image-7" src="a.jpg" alt="A pier"></a><figcaption>The <i>pier</i></figcaption></figure>';
    expect(blocksOf(`<p>Before</p>${figure}<p>Words <img src="https://ours/b.jpg"> go on</p>`)).toEqual([
      { kind: 'paragraph', html: 'Before' },
      { kind: 'picture', mediaId: '7', caption: 'The pier' },
      { kind: 'paragraph', html: 'Words go on' },
      { kind: 'picture', mediaId: 'ours' },
    ]);
  });

  test('a picture that loads late is itself, once, and not its placeholder', () => {
    const late =
      '<img src="data:image/gif;base64,R0" data-src="https://ours/b.jpg"><noscript><img src="https://ours/b.jpg"></noscript>';
    expect(blocksOf(late)).toEqual([{ kind: 'picture', mediaId: 'ours' }]);
  });

  test('pictures of nobody are listed, their captions stay', () => {
    const body = convertBody(
      '<figure><img src="https://elsewhere/x.jpg"><figcaption>Kept</figcaption></figure>',
      context,
    );
    expect(body.blocks).toEqual([{ kind: 'paragraph', html: 'Kept' }]);
    expect(body.danglingMedia).toEqual(['https://elsewhere/x.jpg']);
    expect(
      convertBody(`<img src="data:image/png;base64,${'A'.repeat(9999)}">`, context).danglingMedia[0]?.length,
    ).toBeLessThan(60);
  });

  test('pictures of a character are the character, and counting pixels nothing', () => {
    expect(
      blocksOf('Sun <img class="emoji" alt="☀" src="sun.svg"><img src="https://t.example/p" width="1" height="1">'),
    ).toEqual([{ kind: 'paragraph', html: 'Sun ☀' }]);
  });

  test('galleries with the captions of their pictures', () => {
    const image = (id: number, words = '') =>
      `<figure><img class="wp-image-${id}" src="x"><figcaption>${words}</figcaption></figure>`;
    expect(
      blocksOf(`<div class="wp-block-gallery">${image(1, 'One')}${image(2)}<figcaption>All</figcaption></div>`),
    ).toEqual([{ kind: 'gallery', mediaIds: ['1', '2'], caption: 'All\nOne' }]);
  });

  test('players, and the pages that belong to them', () => {
    const found = blocksOf(
      '<iframe src="//www.youtube.com/embed/abcdefg?rel=0"></iframe><iframe src="https://maps.example/x"></iframe><iframe src="about:blank"></iframe><video><source src="https://ours/f.mp4">no player</video>',
    );
    expect(found).toEqual([
      { kind: 'embed', url: 'https://www.youtube.com/watch?v=abcdefg', provider: 'youtube' },
      { kind: 'embed', url: 'https://maps.example/x' },
      { kind: 'embed', url: 'https://ours/f.mp4', provider: 'video' },
    ]);
  });

  test('posts of social networks, with their words', () => {
    const tweet =
      '<blockquote class="twitter-tweet"><p>Snow!</p>&mdash; A <a href="https://twitter.com/a/status/1">today</a></blockquote><script src="https://platform.twitter.com/widgets.js"></script>';
    expect(blocksOf(tweet)).toEqual([
      { kind: 'embed', url: 'https://twitter.com/a/status/1', provider: 'twitter', caption: 'Snow! — A today' },
    ]);
  });

  test('what has no block of its own as HTML', () => {
    expect(blocksOf('<pre><code>a &lt; b\n  c</code></pre><hr><dl><dt>T<dd>D</dl>')).toEqual([
      { kind: 'html', html: '<pre><code>a &lt; b\n  c</code></pre>' },
      { kind: 'html', html: '<hr>' },
      { kind: 'html', html: '<dl><dt>T</dt><dd>D</dd></dl>' },
    ]);
  });

  test('links to records of ours name them, links to anything else than a page go', () => {
    const html =
      '<a href="https://x.example/ours/1" title="T" onclick="x()">a</a> <a href=" java\nscript:alert(1)">b</a> <a name="top">c</a>';
    expect(blocksOf(html)).toEqual([
      { kind: 'paragraph', html: '<a href="https://x.example/ours/1" data-content="abc" title="T">a</a> b c' },
    ]);
  });

  test('formatting around several paragraphs stands in each of them', () => {
    expect(blocksOf('<b>One<p>Two</p></b>three')).toEqual([
      { kind: 'paragraph', html: '<b>One</b>' },
      { kind: 'paragraph', html: '<b>Two</b>' },
      { kind: 'paragraph', html: 'three' },
    ]);
  });

  test('line ends count only where they are said to', () => {
    expect(blocksOf('One\ntwo\n \nthree')).toEqual([{ kind: 'paragraph', html: 'One two three' }]);
    expect(blocksOf('One\ntwo\n \nthree', { lines: true })).toEqual([
      { kind: 'paragraph', html: 'One<br>two' },
      { kind: 'paragraph', html: 'three' },
    ]);
  });
});

describe('no text is too strange', () => {
  const TAGS =
    'p div b i a span li ul ol h2 blockquote cite table tr td th caption pre figure figcaption img br hr em section dl dt dd center font script xmp noscript details summary label'.split(
      ' ',
    );
  const words = fc.stringMatching(/^[a-z&;<>" \n=äß/]{0,12}$/);
  const attribute = fc.constantFrom(
    '',
    ' class="wp-image-3"',
    " href='https://x.example/ours/'",
    ' a=b/',
    ' style="x>y"',
    ' class=gallery',
    ' onerror=x',
  );
  const markup = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      words,
      fc
        .tuple(fc.constantFrom(...TAGS), attribute, fc.array(tie('node'), { maxLength: 4 }), fc.boolean())
        .map(
          ([tag, attributes, children, closed]) =>
            `<${tag}${attributes}>${children.join('')}${closed ? `</${tag}>` : ''}`,
        ),
      words.map((text) => `<!--${text.replaceAll('>', '')}-->`),
      fc.constantFrom(...TAGS).map((tag) => `</${tag}>`),
    ),
  })).node;
  const texts = fc.array(markup, { maxLength: 6 }).map((parts) => parts.join(''));
  test('and no word is lost or made up', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, lines) => {
        const html = `${text} END`;
        const words = wordsOfHtml(html);
        // A tag, script or player left open hides what follows, in every browser.
        fc.pre(words.endsWith('END'));
        const shown = lettersOf(words);
        expect(lettersOf(wordsOfBlocks(blocksOf(html, { lines })))).toBe(shown);
      }),
      { numRuns: 3000 },
    );
  });

  test('and all HTML of blocks is what a sanitiser would leave as it is', () => {
    const allowedTags =
      'a abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr ul ol li dl dt dd pre hr'.split(
        ' ',
      );
    const policy: sanitizeHtml.IOptions = {
      allowedTags,
      allowedAttributes: {
        '*': ['lang', 'dir'],
        a: ['href', 'title', 'data-content'],
        abbr: ['title'],
        time: ['datetime'],
        data: ['value'],
      },
      allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    };
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (html) => {
        for (const piece of htmlOf(blocksOf(html))) {
          const plain = piece.replaceAll('<br>', '<br />').replaceAll('<hr>', '<hr />').replaceAll('<wbr>', '<wbr />');
          expect(sanitizeHtml(plain, policy)).toBe(plain);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['tags that never end', '<a b="'.repeat(200_000)],
    ['elements within elements', '<div><b>'.repeat(200_000)],
    ['lists within lists', '<ul><li>'.repeat(100_000)],
    ['tables within tables', '<table><tr><td>x'.repeat(50_000)],
    ['quotations within quotations', '<blockquote>x'.repeat(100_000)],
    ['galleries within galleries', '<div class="gallery"><img src="https://ours/">'.repeat(20_000)],
    ['comments that never end', '<!--'.repeat(300_000)],
    ['comments', '<!---->'.repeat(200_000)],
    ['closing tags', '</p></b></li>'.repeat(100_000)],
    ['blanks', `a${' '.repeat(1_000_000)}b`],
    ['line ends', `a${'\n'.repeat(1_000_000)}b`],
    ['lines', 'a\n'.repeat(300_000)],
    ['ampersands', '&'.repeat(1_000_000)],
    ['less-than signs', '<'.repeat(1_000_000)],
  ])('%s take no more than their length', (_, html) => {
    expect(() => blocksOf(html, { lines: true, maxBlocks: 1_000_000 })).not.toThrow();
  });

  test('but a text beyond its bounds is refused as such', () => {
    expect(() => blocksOf('<p>x</p>'.repeat(101), { maxBlocks: 100 })).toThrow(BodyTooLarge);
    expect(() => blocksOf(`<p>${'x'.repeat(101)}</p>`, { maxLength: 100 })).toThrow('longer than 100 characters');
  });

  test('a tag that never ends is shown rather than hidden', () => {
    expect(bare(wordsOfBlocks(blocksOf('a <b and the rest')))).toBe('a<bandtherest');
  });
});
