import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { Backends } from '../../entrypoints/backends.ts';
import type { Services } from '../../entrypoints/services.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import { hashOf } from '../../platform/ids.ts';
import type { Content } from '../../subgraphs/content/record.ts';
import type { ContentWriter } from '../../subgraphs/content/save.ts';
import { createContentWriter } from '../../subgraphs/content/save.ts';
import { article, asset, bodyOf, term } from '../support/builders.ts';

/** A moment in the past of every machine's clock, so many minutes after the small world's first. */
const minute = (count: number): string =>
  new Date(Date.parse('2026-01-05T08:00:00.000Z') + count * 60_000).toISOString();

/** The ids of what {@link fillSmallWorld} saves. */
export const small = {
  stories: ['ferry', 'tide', 'seals', 'regatta', 'market', 'playhouse'].map((name) => ({ name, id: hashOf(name) })),
  picture: hashOf('dawn'),
  section: hashOf('Harbour'),
  /** A story whose text is too large for an item. */
  long: hashOf('logbook'),
  /** The bytes of each picture. */
  pictureSize: { width: 400, height: 300 },
} as const;

/** Text that no compression makes small: about as many characters as asked for. */
const noise = (characters: number): string =>
  Array.from({ length: Math.ceil(characters / 89) }, (_, line) =>
    createHash('sha512').update(String(line)).digest('base64'),
  ).join(' ');

/** Saves a story as the newsroom's. */
export const saveStory = async (
  { services, backends }: { readonly services: Services; readonly backends: Backends },
  content: Content,
  text = `The text of ${content.slug}.`,
): Promise<void> => {
  const writer: ContentWriter = createContentWriter(backends);
  const [state] = await services.contentStore.states([content.id]);
  const saved = await writer.save(
    { content, body: bodyOf(text), as: 'live', author: 'ann', at: minute(100) },
    state ?? { meta: undefined, work: undefined },
  );
  if (saved.outcome !== 'saved') throw new Error(`${content.slug} was not saved: ${saved.outcome}`);
};

/** A story of the small world that stands in its section, with its picture. */
export const story = (name: string, published: number, parts: Partial<Content> = {}): Content =>
  article(name, {
    section: small.section,
    tags: [hashOf('Sea')],
    contributors: [hashOf('Ann')],
    headline: `Harbour ${name}`,
    standfirst: `What happened around the ${name}.`,
    leadMedia: small.picture,
    media: [small.picture],
    published: minute(published),
    firstPublished: minute(published),
    packages: ['courier/news'],
    ...parts,
  });

/**
 * Fills a handful of records through the stores, the same at every backend, and indexes them: the subsidiary `courier` with a section, a tag, a contributor,
 * a picture, six stories and one too long for an item; and `radio`, which licenses them.
 */
export const fillSmallWorld = async (parts: {
  readonly services: Services;
  readonly backends: Backends;
}): Promise<void> => {
  const { services, backends } = parts;
  const { directory, mediaStore } = services;
  await directory.saveOrganisation({ id: 'courier', kind: 'subsidiary', name: 'The Courier', language: 'en' });
  await directory.saveOrganisation({ id: 'radio', kind: 'partner', name: 'Radio One' });
  await directory.saveApplication({ organisation: 'courier', id: 'site', name: 'Site', channel: 'web' });
  await directory.saveApplication({ organisation: 'radio', id: 'app', name: 'App', channel: 'app' });
  await directory.savePackage({ owner: 'courier', name: 'news' });
  await directory.saveLicence({
    licensee: 'radio',
    id: 'small',
    package: 'courier/news',
    channels: ['app'],
    from: minute(0),
    until: null,
    delayMinutes: 30,
  });

  const bytes = await sharp({ create: { ...small.pictureSize, channels: 3, background: '#247' } })
    .jpeg()
    .toBuffer();
  const objectKey = `media/${small.picture}`;
  await backends.objects.put(objectKey, bytes, { contentType: 'image/jpeg' });
  const [known] = await mediaStore.states([small.picture]);
  const picture = asset('dawn', {
    ...small.pictureSize,
    sizeInBytes: bytes.byteLength,
    checksum: createHash('sha256').update(bytes).digest('hex'),
    objectKey,
    published: minute(0),
    packages: ['courier/news'],
  });
  await mediaStore.save({ media: picture, author: 'ann', at: minute(1) }, known);

  const writer = createContentWriter(backends);
  const terms = [term('section', 'Harbour'), term('tag', 'Sea'), term('contributor', 'Ann')];
  await writer.saveTerms(
    terms.map((each) => ({ term: each, before: undefined })),
    { author: 'ann', at: minute(0) },
  );
  for (const [index, { name }] of small.stories.entries()) await saveStory(parts, story(name, 10 + index));
  await saveStory(parts, story('logbook', 5), noise(450_000));
  await services.consume('catchUp', new AbortController().signal);
};

/** A key of the newsroom's site, or of the partner's app. */
export const issueKey = async (apiKeys: ApiKeys, organisation: 'courier' | 'radio' = 'courier'): Promise<string> => {
  const { key } = await apiKeys.issue(
    organisation === 'courier'
      ? { organisation, application: 'site', view: 'newsroom', grants: ['read', 'explore'] }
      : { organisation, application: 'app', view: 'partner', grants: ['read'] },
  );
  return key;
};

/** Questions that together cross all three subgraphs in both directions, each with one right answer whatever the backends. */
export const questions: Readonly<Record<string, string>> = {
  viewer: '{ viewer { id name application view grants packages { id } } }',
  list: `{ latestContent(first: 4) { edges { cursor node { id headline section { name } tags { name } contributors { name }
    leadMedia { altText width original { url expiresAt } renditions(widths: [160]) { url width height } owner { name } } } } pageInfo { hasNextPage endCursor } } }`,
  record: `{ content(id: "${small.stories[0]?.id}") { headline body { text wordCount } section { name content(first: 2) { edges { node { slug } } } }
    related(first: 3) { slug leadMedia { altText } } } }`,
  long: `{ content(id: "${small.long}") { headline body { wordCount } } }`,
  slug: '{ contentBySlug(subsidiary: "courier", slug: "tide") { id translations { id } version versionCreated } }',
  asset: `{ mediaAsset(id: "${small.picture}") { altText contentType sizeInBytes checksum owner { name } } }`,
  search: `{ search(query: "harbour", sort: NEWEST, first: 3) { totalCount edges { cursor highlights { field html } node { ... on Content { slug leadMedia { altText } } ... on MediaAsset { altText } } }
    facets(fields: [KIND, SECTION, TAG]) { field values { value count section { name } tag { name } } } pageInfo { hasNextPage endCursor } } }`,
  terms: `{ tag(id: "${hashOf('Sea')}") { name content(first: 3) { edges { node { slug } } } } contributor(id: "${hashOf('Ann')}") { name content(first: 2) { edges { node { slug } } } } }`,
  suggest: '{ suggest(prefix: "har") { text count } }',
};

/** A question whose root fields in two subgraphs are refused, and a third is answered. */
export const wrongQuestion =
  '{ latestContent(first: 1, after: "x.y") { edges { cursor } } search(after: "x.y") { totalCount } viewer { id } }';
