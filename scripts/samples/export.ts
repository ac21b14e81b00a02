/**
 * Writes the sample newspapers' WordPress exports from `samples/source/`: `node scripts/samples/export.ts`.
 * Paint the pictures first (`pictures.ts`): their sizes stand in the export.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type Article, readArticle } from './article.ts';
import { addresses, attachment } from './attachment.ts';
import { type References, toBlocks, toClassic } from './blocks.ts';
import { type Paper, papers, readPaper, samples } from './paper.ts';
import { serialize } from './php.ts';
import { encodeSlug, type Item, type Term, writeWxr } from './wxr.ts';

async function readArticles(paper: Paper, folder: string): Promise<Article[]> {
  const from = new URL(`source/${paper.id}/${folder}/`, samples);
  const names = (await readdir(from)).filter((name) => name.endsWith('.md')).toSorted();
  return Promise.all(
    names.map(async (name) =>
      readArticle(`${paper.id}/${folder}/${name}`, await readFile(new URL(name, from), 'utf8')),
    ),
  );
}

function found<Value>(value: Value | undefined, what: string, article: { file: string }): Value {
  if (value === undefined) throw new Error(`${article.file}: there is no ${what}`);
  return value;
}

function permalink(article: Article, paper: Paper, all: ReadonlyMap<number, Article>): string {
  const slug = encodeSlug(article.field('Slug'));
  if (!slug || ['draft', 'pending', 'future'].includes(article.field('Status')))
    return `${paper.site}/?p=${article.id}`;
  if (article.field('Type') === 'page') {
    const parent = all.get(Number(article.field('Parent')));
    return `${parent ? permalink(parent, paper, all) : `${paper.site}/`}${slug}/`;
  }
  const [year = '', month = ''] = article.field('Date').split('-');
  const path = paper.permalinks.replace('{year}', year).replace('{month}', month).replace('{slug}', slug);
  return paper.site + path.replace('{category}', encodeSlug(article.list('Categories')[0] ?? ''));
}

function termsOf(article: Article, paper: Paper): Item['terms'] {
  const categories = article.list('Categories').map((slug) => ({
    domain: 'category',
    ...found(
      paper.categories.find((each) => each.slug === slug),
      `category ${slug}`,
      article,
    ),
  }));
  const tags = article.list('Tags').map((slug) => ({
    domain: 'post_tag',
    ...found(
      paper.tags.find((each) => each.slug === slug),
      `tag ${slug}`,
      article,
    ),
  }));
  const coAuthors = article.list('Co-Authors').map((login) => {
    const { name } = found(
      [...paper.authors, ...paper.guests].find((each) => each.login === login),
      `author ${login}`,
      article,
    );
    return { domain: 'author', slug: `cap-${login.replace('.', '-')}`, name };
  });
  const format = article.field('Format');
  const formats = format
    ? [{ domain: 'post_format', slug: `post-format-${format}`, name: `post-format-${format}` }]
    : [];
  const languages = paper.terms
    .filter(({ taxonomy, slug, translations }) =>
      taxonomy === 'language'
        ? slug === (article.field('Language') || 'de')
        : Object.values(translations ?? {}).includes(article.id),
    )
    .map(({ taxonomy, slug, name }) => ({ domain: taxonomy, slug, name }));
  return [...categories, ...tags, ...coAuthors, ...formats, ...languages].map(({ domain, slug, name }) => ({
    domain,
    slug,
    name,
  }));
}

function toItem(article: Article, paper: Paper, all: ReadonlyMap<number, Article>): Item {
  const { field, id } = article;
  const picture = (name: string) => {
    const one = found(
      paper.pictures.find(({ file }) => file.includes(`/${name}.`)),
      `picture ${name}`,
      article,
    );
    return { ...one, ...addresses(one, paper) };
  };
  const references: References = {
    site: paper.site,
    picture,
    permalink: (other) => permalink(found(all.get(other), `article ${other}`, article), paper, all),
  };
  const author = found(
    paper.authors.find(({ login }) => login === field('Author')),
    `author ${field('Author')}`,
    article,
  );
  const type = field('Type') || 'post';
  const lead: [string, string][] = field('Picture') ? [['_thumbnail_id', String(picture(field('Picture')).id)]] : [];
  return {
    id,
    title: field('Title'),
    link: permalink(article, paper, all),
    guid: `${paper.site}/?${type === 'page' ? 'page_id' : 'p'}=${id}`,
    creator: author.login,
    content: field('Editor') === 'classic' ? toClassic(article.text, references) : toBlocks(article.text, references),
    excerpt: field('Standfirst'),
    date: field('Date'),
    modified: field('Modified') || field('Date'),
    name: field('Slug'),
    status: field('Status') || 'publish',
    type,
    parent: Number(field('Parent')),
    order: Number(field('Order')),
    password: field('Password'),
    sticky: field('Sticky') === 'yes',
    comments: article.comments,
    attachmentUrl: '',
    terms: termsOf(article, paper),
    meta: [
      ['_edit_last', String(author.id)],
      ...lead,
      ...article.list('Old-Slug').map((slug): [string, string] => ['_wp_old_slug', encodeSlug(slug)]),
      ...article.meta.map(([key, value]): [string, string] => [key, value.replaceAll('\\n', '\n')]),
    ],
  };
}

/** Co-Authors Plus keeps each guest author as a post of its own type. */
function guestAuthor(guest: Paper['guests'][number], paper: Paper): Item {
  const slug = `cap-${guest.login}`;
  const profile = {
    display_name: guest.name,
    first_name: guest.first,
    last_name: guest.last,
    user_login: guest.login,
    user_email: guest.email,
    description: guest.about,
  };
  return {
    id: guest.id,
    title: guest.name,
    link: `${paper.site}/?post_type=guest-author&p=${guest.id}`,
    guid: `${paper.site}/?post_type=guest-author&p=${guest.id}`,
    creator: paper.authors.at(-1)?.login ?? '',
    content: '',
    excerpt: '',
    date: '2026-01-02T09:00:00+00:00',
    modified: '2026-01-02T09:00:00+00:00',
    name: slug,
    status: 'publish',
    type: 'guest-author',
    parent: 0,
    order: 0,
    password: '',
    sticky: false,
    comments: [],
    attachmentUrl: '',
    terms: [{ domain: 'author', slug, name: guest.name }],
    meta: Object.entries(profile).map(([key, value]) => [`cap-${key}`, value]),
  };
}

function extraTerms(paper: Paper): Term[] {
  const guests = paper.guests.map(({ id, login, name, email }) => ({
    id: id + 20,
    taxonomy: 'author',
    slug: `cap-${login}`,
    name: login,
    about: `${name} ${login} ${id} ${email}`,
  }));
  const others = paper.terms.map(({ translations, ...term }) => ({
    ...term,
    about: translations ? serialize(translations) : '',
  }));
  return [...guests, ...others];
}

/** The exports of one newspaper by the name of their file. */
export async function exportPaper(paper: Paper): Promise<Map<string, string>> {
  const articles = await readArticles(paper, 'articles');
  const later = paper.updated ? await readArticles(paper, 'update') : [];
  const all = new Map([...articles, ...later].map((article) => [article.id, article]));
  const picturesIn = (update: boolean) => {
    const leads = later.map((article) => `/${article.field('Picture')}.`);
    return paper.pictures.filter((one) =>
      update ? one.update || leads.some((lead) => one.file.includes(lead)) : !one.update,
    );
  };
  const pictures = (update: boolean) =>
    Promise.all(
      picturesIn(update).map((picture) => {
        const parent = all.get(picture.parent);
        return attachment(picture, paper, parent ? permalink(parent, paper, all) : '');
      }),
    );
  const items = async (from: readonly Article[], update: boolean) =>
    [...from.map((article) => toItem(article, paper, all)), ...(await pictures(update))].toSorted(
      (first, second) => first.id - second.id,
    );
  const guests = paper.guests.map((guest) => guestAuthor(guest, paper));
  const files = new Map([
    [
      `${paper.id}.xml`,
      writeWxr(paper, paper.exported, extraTerms(paper), [...guests, ...(await items(articles, false))]),
    ],
  ]);
  if (paper.updated)
    files.set(`${paper.id}-update.xml`, writeWxr(paper, paper.updated, extraTerms(paper), await items(later, true)));
  return files;
}

if (import.meta.main) {
  for (const id of papers) {
    const paper = await readPaper(id);
    for (const [name, xml] of await exportPaper(paper)) {
      await writeFile(new URL(`${id}/${name}`, samples), xml);
      console.log(
        `${id}/${name}  ${xml.split('<item>').length - 1} items, ${Math.round(Buffer.byteLength(xml) / 1024)} KB`,
      );
    }
  }
}
