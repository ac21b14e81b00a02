import type { Block, Content } from '../../subgraphs/content/record.ts';
import type { Media } from '../../subgraphs/media/record.ts';
import { article, asset, idOf, minutes, term } from '../support/builders.ts';
import type { World } from '../support/world.ts';

const provenance = {
  system: 'wordpress',
  dataCentre: 'north',
  site: 'www.courier.example',
  externalId: '17',
  editUrl: 'https://www.courier.example/wp-admin/post.php?post=17',
  exportFile: 'courier.xml',
  byteRange: [10, 20] as [number, number],
  runId: 'run-1',
  sourceHash: 'f'.repeat(64),
  repairs: ['a stray ampersand'],
};

const rights = {
  usageTerms: 'Online only',
  copyrightHolder: 'Courier',
  copyrightNotice: '© Courier',
  packages: ['courier/news'],
  excludedTerritories: ['AT'],
};

const simple: Exclude<Block, { kind: 'post' }>[] = [
  { kind: 'paragraph', html: 'A <em>ferry</em>' },
  { kind: 'heading', level: 2, html: 'A heading' },
  { kind: 'list', ordered: true, items: ['one', 'two'] },
  { kind: 'quote', html: '<p>Said</p>', citation: 'Ann' },
  { kind: 'picture', mediaId: idOf('picture'), caption: 'A caption', credit: 'Ann' },
  { kind: 'gallery', mediaIds: [idOf('picture')], caption: 'Pictures' },
  { kind: 'embed', url: 'https://video.example/1', provider: 'video', caption: 'A film' },
  { kind: 'table', head: [['a']], rows: [['1']], caption: 'Figures' },
  { kind: 'html', html: '<div>other</div>' },
];

/** A text with every kind of block. */
export const filledBody: { blocks: Block[]; extensions: { seen: number[] } } = {
  blocks: [...simple, { kind: 'post', id: 'p1', published: minutes(-55), title: 'News', blocks: simple }],
  extensions: { seen: [1] },
};

/** A record with every field filled. */
export const filled = (name: string, parts: Partial<Content> = {}): Content =>
  article(name, {
    ...rights,
    section: idOf('Culture'),
    tags: [idOf('Harbour'), idOf('Ships')],
    contributors: [idOf('Ann')],
    byline: 'By Ann',
    headline: `Ferry ${name}`,
    alternativeHeadline: 'Another headline',
    standfirst: 'What it is about',
    translationGroup: 'group',
    canonicalUrl: `https://www.courier.example/${name}`,
    seo: { title: 'Title', description: 'Description' },
    leadMedia: idOf('picture'),
    media: [idOf('picture')],
    updated: minutes(-50),
    expires: minutes(500),
    correction: 'It was Tuesday.',
    workflow: { state: 'published', sourceStatus: 'publish', since: minutes(-60), reason: 'It was said.' },
    altIds: [{ role: 'guid', value: name }],
    paths: [
      { site: 'www.courier.example', path: `/${name}` },
      { site: 'www.courier.example', path: `/old/${name}` },
    ],
    source: provenance,
    ...parts,
  });

/** An asset with every field filled. */
export const filledAsset = (name: string, parts: Partial<Media> = {}): Media =>
  asset(name, {
    ...rights,
    caption: 'A caption',
    creditText: 'Ann',
    duration: 1.5,
    focalPoint: { x: 0.25, y: 0.75 },
    placeholder: 'data:image/webp;base64,AAAA',
    source: provenance,
    expires: minutes(500),
    rejection: 'What it was refused for before',
    ...parts,
  });

/** Terms with every field filled, and the words that {@link filled} uses. */
export const saveFilledTerms = (world: World): Promise<void> =>
  world.saveTerms(
    term('section', 'News', { description: 'All that is new', parent: idOf('All') }),
    term('section', 'All', { description: 'All there is', parent: idOf('Root') }),
    term('section', 'Root', { description: 'Where it begins' }),
    term('section', 'Culture', { description: 'Plays and pictures', parent: idOf('News') }),
    term('tag', 'Harbour', { description: 'Ships and quays' }),
    term('tag', 'Ships', { description: 'What floats' }),
    term('contributor', 'Ann', { description: 'Writes about ships' }),
  );
