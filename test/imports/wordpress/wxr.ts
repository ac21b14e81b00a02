import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ReadEvent, readExport } from '../../../imports/wordpress/read.ts';
import { openExport } from '../../../imports/wordpress/source.ts';
import { type Survey, survey } from '../../../imports/wordpress/survey.ts';

/** What an item of a made-up export says; all else is as WordPress writes it. */
export interface ItemParts {
  readonly id?: number | string | undefined;
  readonly type?: string;
  readonly status?: string;
  readonly title?: string;
  readonly slug?: string;
  readonly body?: string;
  readonly excerpt?: string;
  readonly creator?: string;
  readonly date?: string;
  readonly gmt?: string;
  readonly modifiedGmt?: string;
  readonly link?: string;
  readonly guid?: string;
  readonly parent?: number;
  readonly password?: string;
  readonly url?: string;
  /** `domain`, `nicename`, name. */
  readonly terms?: readonly (readonly [string, string, string])[];
  readonly meta?: Readonly<Record<string, string>>;
  /** Markup put in at the item's end. */
  readonly more?: string;
}

const cdata = (text: string): string => `<![CDATA[${text}]]>`;

/** An `<item>`. */
export const item = (parts: ItemParts): string => {
  const { id, type = 'post', status = 'publish', title = `Post ${id}`, slug = `post-${id}` } = parts;
  const { date = '2026-03-04 10:30:00', gmt = '2026-03-04 09:30:00' } = parts;
  return `<item>
    <title>${cdata(title)}</title>
    <link>${parts.link ?? `https://courier.example/2026/03/${slug}/`}</link>
    <dc:creator>${cdata(parts.creator ?? 'ann')}</dc:creator>
    <guid isPermaLink="false">${parts.guid ?? `https://courier.example/?p=${id}`}</guid>
    <content:encoded>${cdata(parts.body ?? '')}</content:encoded>
    <excerpt:encoded>${cdata(parts.excerpt ?? '')}</excerpt:encoded>
    ${id === undefined ? '' : `<wp:post_id>${id}</wp:post_id>`}
    <wp:post_date>${cdata(date)}</wp:post_date>
    <wp:post_date_gmt>${cdata(gmt)}</wp:post_date_gmt>
    <wp:post_modified_gmt>${cdata(parts.modifiedGmt ?? gmt)}</wp:post_modified_gmt>
    <wp:post_name>${cdata(slug)}</wp:post_name>
    <wp:status>${cdata(status)}</wp:status>
    <wp:post_parent>${parts.parent ?? 0}</wp:post_parent>
    <wp:post_type>${cdata(type)}</wp:post_type>
    <wp:post_password>${cdata(parts.password ?? '')}</wp:post_password>
    ${parts.url === undefined ? '' : `<wp:attachment_url>${cdata(parts.url)}</wp:attachment_url>`}
    ${(parts.terms ?? []).map(([domain, nicename, name]) => `<category domain="${domain}" nicename="${nicename}">${cdata(name)}</category>`).join('')}
    ${Object.entries(parts.meta ?? {})
      .map(
        ([key, value]) =>
          `<wp:postmeta><wp:meta_key>${cdata(key)}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value></wp:postmeta>`,
      )
      .join('')}
    ${parts.more ?? ''}
  </item>`;
};

/** An attachment. */
export const attachment = (id: number, file: string, parts: ItemParts = {}): string =>
  item({
    id,
    type: 'attachment',
    status: 'inherit',
    title: file,
    slug: file.replace(/\W+/g, '-'),
    url: `https://courier.example/wp-content/uploads/${file}`,
    ...parts,
    meta: { _wp_attached_file: file, ...parts.meta },
  });

/** What stands before the items. */
export const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <title>The Courier</title>
  <link>https://courier.example</link>
  <language>en-GB</language>
  <wp:wxr_version>1.2</wp:wxr_version>
  <wp:base_site_url>https://courier.example</wp:base_site_url>
  <wp:base_blog_url>https://courier.example</wp:base_blog_url>
`;

/** What stands after them. */
export const FOOT = '</channel>\n</rss>\n';

/** A whole export of some items or other elements. */
export const wxr = (...elements: readonly string[]): string => `${HEAD}${elements.join('\n')}\n${FOOT}`;

/** A folder that goes when it is disposed of. */
export const temporaryFolder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), 'masthead-import-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

/** What reading an export gave. */
export interface ReadResult {
  readonly survey: Survey;
  readonly events: readonly ReadEvent[];
}

/** Writes bytes to a file and reads it as an export. */
export const readBytes = async (
  bytes: string | Uint8Array,
  options: { readonly maxElementBytes?: number; readonly name?: string } = {},
): Promise<ReadResult> => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, options.name ?? 'export.xml');
  await writeFile(path, bytes);
  const surveyed = await survey(await openExport(path), options);
  const events: ReadEvent[] = [];
  for await (const found of readExport(surveyed, options)) events.push(...found);
  return { survey: surveyed, events };
};

/** The events of a kind, with what they say. */
export const eventsOf = <Type extends ReadEvent['type']>(
  result: ReadResult,
  type: Type,
): Extract<ReadEvent, { type: Type }>[] =>
  result.events.filter((event): event is Extract<ReadEvent, { type: Type }> => event.type === type);
