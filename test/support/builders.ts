import { hashOf } from '../../platform/ids.ts';
import type { Body, Content, Term } from '../../subgraphs/content/record.ts';
import { SHAPE } from '../../subgraphs/content/record.ts';
import type { Media } from '../../subgraphs/media/record.ts';

/** The moment at which the fixtures' requests are made. */
export const NOW = Date.parse('2026-11-02T12:00:00.000Z');

/** A moment so many minutes after {@link NOW}, or before it. */
export const minutes = (from: number): string => new Date(NOW + from * 60_000).toISOString();

/** An id that tests can name. */
export const idOf = (name: string): string => hashOf(name);

/** Content that its owner may see: `name` makes its id, slug and headline. */
export const article = (name: string, parts: Partial<Content> = {}): Content => ({
  id: idOf(name),
  type: 'ARTICLE',
  owner: 'courier',
  tags: [],
  contributors: [],
  headline: `About ${name}`,
  language: 'en',
  slug: name,
  formerSlugs: [],
  media: [],
  published: minutes(-60),
  firstPublished: minutes(-60),
  pubStatus: 'USABLE',
  packages: [],
  excludedTerritories: [],
  workflow: { state: 'published' },
  altIds: [],
  paths: [],
  editedHere: false,
  ...parts,
});

/** A text of one paragraph. */
export const bodyOf = (text: string): Body => ({ blocks: [{ kind: 'paragraph', html: text }] });

/** A picture that its owner may see, whose bytes are there. */
export const asset = (name: string, parts: Partial<Media> = {}): Media => ({
  id: idOf(name),
  type: 'IMAGE',
  status: 'READY',
  owner: 'courier',
  filename: `${name}.jpg`,
  altText: `Picture of ${name}`,
  contentType: 'image/jpeg',
  width: 1200,
  height: 800,
  sizeInBytes: 1000,
  checksum: 'c'.repeat(64),
  objectKey: `media/${idOf(name)}`,
  published: minutes(-60),
  pubStatus: 'USABLE',
  packages: [],
  excludedTerritories: [],
  language: 'en',
  editedHere: false,
  ...parts,
});

/** A section, tag or contributor. */
export const term = (kind: Term['kind'], name: string, parts: Partial<Term> = {}): Term => ({
  v: SHAPE,
  id: idOf(name),
  kind,
  owner: 'courier',
  name,
  slug: name.toLowerCase(),
  version: 1,
  ...parts,
});
