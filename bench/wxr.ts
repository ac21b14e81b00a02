import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Paper } from '../scripts/samples/paper.ts';
import { serialize } from '../scripts/samples/php.ts';
import type { Item } from '../scripts/samples/wxr.ts';
import { item, writeWxr } from '../scripts/samples/wxr.ts';
import { slugOf } from '../scripts/seed/ids.ts';
import { english } from '../scripts/seed/languages/en.ts';
import { createRandom } from '../scripts/seed/random.ts';
import { tellStory } from '../scripts/seed/story.ts';
import type { Block } from '../subgraphs/content/record.ts';

const SITE = 'https://www.bench.example';
const AUTHORS = 40;
const DAY = 86_400_000;
const FIRST_DAY = Date.parse('2010-01-04T07:00:00.000Z');

const authorOf = (number: number): string => `writer-${number % AUTHORS}`;

const topics = Object.values(english.kinds).flatMap((kind) => kind.topics);

const paper: Paper = {
  id: 'bench',
  name: 'The Bench Gazette',
  tagline: 'Measured daily',
  site: SITE,
  language: 'en-GB',
  wordpress: '6.9.1',
  permalinks: '/%year%/%monthnum%/%postname%/',
  exported: '2026-10-31T18:00:00.000Z',
  authors: Array.from({ length: AUTHORS }, (_, at) => ({
    id: at + 1,
    login: authorOf(at),
    email: `${authorOf(at)}@bench.example`,
    name: `Writer ${at}`,
    first: 'Writer',
    last: String(at),
  })),
  guests: [],
  categories: english.sections.map(({ slug, name }, at) => ({ id: at + 1, slug, name, parent: '', about: '' })),
  tags: topics.map((name, at) => ({ id: at + 100, slug: slugOf(name), name })),
  terms: [],
  pictures: [],
};

const markup = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return `<!-- wp:paragraph -->\n<p>${block.html}</p>\n<!-- /wp:paragraph -->`;
    case 'heading':
      return `<!-- wp:heading -->\n<h2 class="wp-block-heading">${block.html}</h2>\n<!-- /wp:heading -->`;
    case 'quote':
      return `<!-- wp:quote -->\n<blockquote class="wp-block-quote">${block.html}<cite>${block.citation ?? ''}</cite></blockquote>\n<!-- /wp:quote -->`;
    case 'picture':
      return `<!-- wp:image {"id":${block.mediaId},"sizeSlug":"large"} -->\n<figure class="wp-block-image size-large"><img src="${SITE}/wp-content/uploads/${block.mediaId}-1024x683.jpg" alt="" class="wp-image-${block.mediaId}"/><figcaption class="wp-element-caption">${block.caption ?? ''}</figcaption></figure>\n<!-- /wp:image -->`;
    default:
      throw new TypeError(`an article of the seed has no ${block.kind}`);
  }
};

type Kept = 'sticky' | 'password' | 'order' | 'comments' | 'attachmentUrl';
const usual: Pick<Item, Kept> = { sticky: false, password: '', order: 0, comments: [], attachmentUrl: '' };

/** A picture and the article that it leads, as WordPress numbers them. */
const storyOf = (number: number): readonly Item[] => {
  const random = createRandom(`wxr/${number}`);
  const section = random.pick(english.sections);
  const kind = english.kinds[random.pick(section.kinds)];
  if (!kind) throw new TypeError(`the section ${section.slug} names a kind that is not there`);
  const published = FIRST_DAY + ((number * 37) % 6_000) * DAY;
  const [id, pictureId] = [number * 2 + 1_000, number * 2 + 1_001];
  const story = tellStory(english, kind, random, {
    live: false,
    published,
    pictures: { inside: [String(pictureId)], credit: 'Bench' },
  });
  const name = `${slugOf(story.headline)}-${number}`;
  const date = new Date(published).toISOString();
  const link = `${SITE}/${date.slice(0, 7).replace('-', '/')}/${name}/`;
  const file = `${date.slice(0, 7).replace('-', '/')}/${pictureId}.jpg`;
  const common = { ...usual, date, modified: date, creator: authorOf(number) };
  const metadata = {
    width: 1600,
    height: 1067,
    file,
    filesize: 81_204,
    image_meta: { credit: 'Bench', caption: story.caption },
  };
  return [
    {
      ...common,
      id,
      title: story.headline,
      link,
      guid: `${SITE}/?p=${id}`,
      content: story.blocks.map(markup).join('\n\n'),
      excerpt: story.standfirst,
      name,
      status: 'publish',
      type: 'post',
      parent: 0,
      terms: [
        { domain: 'category', slug: section.slug, name: section.name },
        ...random.some(kind.topics, 2).map((topic) => ({ domain: 'post_tag', slug: slugOf(topic), name: topic })),
      ],
      meta: [
        ['_thumbnail_id', String(pictureId)],
        ['_edit_last', '1'],
        ['_yoast_wpseo_metadesc', story.standfirst],
        ['reading_time', String(random.integer(2, 9))],
      ],
    },
    {
      ...common,
      id: pictureId,
      title: story.caption,
      link: `${link}${pictureId}/`,
      guid: `${SITE}/wp-content/uploads/${file}`,
      content: '',
      excerpt: story.caption,
      name: `picture-${pictureId}`,
      status: 'inherit',
      type: 'attachment',
      parent: id,
      attachmentUrl: `${SITE}/wp-content/uploads/${file}`,
      terms: [],
      meta: [
        ['_wp_attached_file', file],
        ['_wp_attachment_metadata', serialize(metadata)],
        ['_wp_attachment_image_alt', story.caption],
      ],
    },
  ];
};

/** Writes a WordPress export of at least so many bytes; the same bytes each time. @returns how many items it holds. */
export const writeExport = async (file: string, bytes: number): Promise<number> => {
  const whole = writeWxr(paper, paper.exported, [], []);
  const end = whole.lastIndexOf('\t</channel>');
  let items = 0;
  const parts = function* (): Generator<string> {
    yield whole.slice(0, end);
    for (let written = whole.length, number = 0; written < bytes; number += 1) {
      const text = storyOf(number).map(item).join('');
      items += 2;
      written += Buffer.byteLength(text);
      yield text;
    }
    yield whole.slice(end);
  };
  await pipeline(Readable.from(parts()), createWriteStream(file));
  return items;
};
