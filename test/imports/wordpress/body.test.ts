import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type WordPressBodyContext, wordPressBody } from '../../../imports/wordpress/body.ts';
import { lettersOf, wordsOfBlocks, wordsOfHtml } from '../words.ts';
import { matching, saying } from './expecting.ts';

const context: WordPressBodyContext = {
  media: ({ externalId, url }) => externalId ?? (url?.includes('ours') === true ? 'ours' : undefined),
  link: (href) => ({ href }),
  attachments: () => ['8', '9'],
  reusable: (id) =>
    id === '5' ? '<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph --><!-- wp:block {"ref":5} /-->' : undefined,
};
const blocksOf = (body: string) => wordPressBody(body, context).blocks;

describe('the block editor’s text', () => {
  test('is read by its blocks', () => {
    const body = `<!-- wp:image {"id":5} -->
<figure class="wp-block-image"><img src="x.jpg" alt="Alt"/><figcaption>Cap</figcaption></figure>
<!-- /wp:image -->
<!-- wp:quote --><blockquote class="wp-block-quote"><!-- wp:paragraph --><p>Said</p><!-- /wp:paragraph --><cite>Orr</cite></blockquote><!-- /wp:quote -->
<!-- wp:list --><ul><!-- wp:list-item --><li>One<!-- wp:list {"ordered":true} --><ol><!-- wp:list-item --><li>Deep</li><!-- /wp:list-item --></ol><!-- /wp:list --></li><!-- /wp:list-item --></ul><!-- /wp:list -->
<!-- wp:embed {"url":"https://youtu.be/abcdefg"} --><figure><div>
https://youtu.be/abcdefg
</div><figcaption>Film</figcaption></figure><!-- /wp:embed -->
<!-- wp:more --><!--more--><!-- /wp:more -->
<!-- wp:group {"layout":{"type":"constrained"}} --><div><!-- wp:heading {"level":3} --><h3>In a group</h3><!-- /wp:heading --></div><!-- /wp:group -->`;
    expect(blocksOf(body)).toEqual([
      { kind: 'picture', mediaId: '5', caption: 'Cap' },
      { kind: 'quote', html: 'Said', citation: 'Orr' },
      { kind: 'list', ordered: false, items: ['One<ol><li>Deep</li></ol>'] },
      { kind: 'embed', url: 'https://youtu.be/abcdefg', provider: 'youtube', caption: 'Film' },
      { kind: 'heading', level: 3, html: 'In a group' },
    ]);
  });

  test('has galleries of pictures within, or of ids as before 2021', () => {
    const image = (id: number) =>
      `<!-- wp:image {"id":${id}} --><figure><img src="x" class="wp-image-${id}"/></figure><!-- /wp:image -->`;
    expect(
      blocksOf(
        `<!-- wp:gallery --><figure class="wp-block-gallery">${image(1)}${image(2)}</figure><!-- /wp:gallery -->`,
      ),
    ).toEqual([{ kind: 'gallery', mediaIds: ['1', '2'] }]);
    expect(blocksOf('<!-- wp:gallery {"ids":[3,4]} --><!-- /wp:gallery -->')).toEqual([
      { kind: 'gallery', mediaIds: ['3', '4'] },
    ]);
  });

  test('has entries of a live blog, whose names stay when entries come before them', () => {
    const entry = (title: string, time: string) =>
      `<!-- wp:masthead/live-entry {"time":"${time}","title":"${title}"} --><div><h3><time>10:00</time> ${title}</h3><!-- wp:paragraph --><p>Text of ${title}</p><!-- /wp:paragraph --></div><!-- /wp:masthead/live-entry -->`;
    const first = entry('Start', '2026-05-01T10:00:00+02:00');
    const [post] = blocksOf(first);
    expect(post).toEqual({
      kind: 'post',
      id: matching(/^[a-z2-7]{12}$/),
      published: '2026-05-01T08:00:00.000Z',
      title: 'Start',
      blocks: [{ kind: 'paragraph', html: 'Text of Start' }],
    });
    expect(blocksOf(`${entry('Later', '2026-05-01 11:00')}${first}`)[1]).toEqual(post);
  });

  test('includes blocks that are kept elsewhere, not in circles', () => {
    const found = blocksOf('<!-- wp:block {"ref":5} /-->');
    expect(found[0]).toEqual({ kind: 'paragraph', html: 'Shared' });
    expect(found.length).toBeLessThanOrEqual(50);
  });

  test('may hold classic text between its blocks', () => {
    expect(blocksOf('<!-- wp:paragraph --><p>A</p><!-- /wp:paragraph -->\n\nB\n\nC')).toEqual(
      ['A', 'B', 'C'].map((html) => ({ kind: 'paragraph', html })),
    );
  });

  test('loses no word where its comments are broken', () => {
    const comment = fc.constantFrom(
      '<!-- wp:quote -->',
      '<!-- /wp:quote -->',
      '<!-- wp:image {"id":1 -->',
      '<!-- wp:group {"a":{}} -->',
      '<!-- /wp:group -->',
      '<!-- wp:gallery -->',
      '<!-- wp:spacer /-->',
      '[gallery]',
      '[caption]',
      '[/caption]',
      '[audio',
      '<p>',
      '</p>',
      '<ul>',
      '<li>',
      '<blockquote>',
      '</blockquote>',
    );
    const words = fc.constantFrom('alpha', 'beta', ' ', '\n\n', 'gamma<br>');
    fc.assert(
      fc.property(fc.array(fc.oneof(comment, words), { maxLength: 25 }), (parts) => {
        const body = parts.join(' ');
        const plain = (text: string) => lettersOf(text.replaceAll(/\[\/?(?:gallery|caption)\]/g, ''));
        expect(plain(wordsOfBlocks(blocksOf(body)))).toBe(plain(wordsOfHtml(body)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the classic editor’s text', () => {
  test('has paragraphs where lines are blank', () => {
    expect(blocksOf('One\ntwo\n\n<strong>Three</strong> [unknown code] [[gallery]]')).toEqual([
      { kind: 'paragraph', html: 'One<br>two' },
      { kind: 'paragraph', html: '<strong>Three</strong> [unknown code] [[gallery]]' },
    ]);
  });

  test('has captions, galleries, players and addresses on lines of their own', () => {
    const body = `[caption id="attachment_12" align="left" width="300"]<a href="x.jpg"><img src="https://ours/x-300x200.jpg" alt="A"></a> The <em>pier</em>[/caption]
[gallery ids="1, 2" columns="2"]

[gallery]

https://vimeo.com/123

https://nobody.example/page

[embed width="400"]https://www.ted.com/talks/x[/embed][youtube abcdefg][audio mp3="https://ours/a.mp3"][/audio]`;
    expect(blocksOf(body)).toEqual([
      { kind: 'picture', mediaId: '12', caption: 'The pier' },
      { kind: 'gallery', mediaIds: ['1', '2'] },
      { kind: 'gallery', mediaIds: ['8', '9'] },
      { kind: 'embed', url: 'https://vimeo.com/123', provider: 'vimeo' },
      { kind: 'paragraph', html: 'https://nobody.example/page' },
      { kind: 'embed', url: 'https://www.ted.com/talks/x', provider: 'ted' },
      { kind: 'embed', url: 'https://www.youtube.com/watch?v=abcdefg', provider: 'youtube' },
      { kind: 'embed', url: 'https://ours/a.mp3', provider: 'audio' },
    ]);
  });

  test('may hold pictures written into it, whose bytes count for nothing', () => {
    const data = `data:image/png;base64,${'A'.repeat(20_000_000)}`;
    const found = wordPressBody(`<p>Words <img src="${data}"> around</p>`, context);
    expect(found.blocks).toEqual([{ kind: 'paragraph', html: 'Words around' }]);
    expect(found.danglingMedia).toEqual([saying('data:image/png;base64,AAAA')]);
    expect(() => wordPressBody('words '.repeat(3_000_000), context)).toThrow('18000000 characters long');
  });

  test.each([
    ['shortcodes that never close', '[caption]'.repeat(100_000)],
    ['shortcodes that never end', '[caption id="'.repeat(100_000)],
    ['blocks within blocks', '<!-- wp:group --><blockquote>'.repeat(20_000)],
    ['brackets', '['.repeat(1_000_000)],
  ])('takes no more time than its length for %s', (_, body) => {
    expect(() => wordPressBody(body, { ...context, maxBlocks: 1_000_000 })).not.toThrow();
  });
});
