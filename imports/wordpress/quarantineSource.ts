import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ImportError } from '../errors.ts';
import { type ExportFile, openExport } from './source.ts';

/** What is needed of a line of the quarantine to read its element again. */
const lineSchema = z.object({
  source: z.string().optional(),
  channel: z.object({
    baseUrl: z.url(),
    title: z.string(),
    language: z.string().optional(),
    formatVersion: z.string().optional(),
  }),
});
type Line = z.infer<typeof lineSchema>;

const xmlText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const headOf = ({ baseUrl, title, language, formatVersion }: Line['channel']): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>${xmlText(title)}</title>
<link>${xmlText(baseUrl)}</link>
${language === undefined ? '' : `<language>${xmlText(language)}</language>`}
<wp:wxr_version>${xmlText(formatVersion ?? '1.2')}</wp:wxr_version>
<wp:base_blog_url>${xmlText(baseUrl)}</wp:base_blog_url>
`;

const parseLine = (name: string, number: number, text: string): Line => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ImportError('NOT_AN_EXPORT', `${name}: line ${number} is no JSON: mend it or take it out`, { cause });
  }
  const { data, error } = lineSchema.safeParse(value);
  if (data === undefined) {
    throw new ImportError(
      'NOT_AN_EXPORT',
      `${name}: line ${number} is no line of a quarantine: ${z.prettifyError(error)}`,
      { cause: error },
    );
  }
  return data;
};

/** Lines of a quarantine as an export of their elements. Its offsets and lines are those of that export, which lies nowhere. */
const openQuarantine = async (path: string): Promise<ExportFile> => {
  const name = basename(path);
  const { size } = await stat(path);

  async function* chunks(options: Parameters<ExportFile['chunks']>[0] = {}): AsyncGenerator<Buffer> {
    let skip = options.from ?? 0;
    let read = 0;
    let number = 0;
    let baseUrl: string | undefined;
    const cut = (text: string): Buffer => {
      const bytes = Buffer.from(text);
      const rest = bytes.subarray(Math.min(skip, bytes.length));
      skip -= bytes.length - rest.length;
      return rest;
    };
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const text of lines) {
      number += 1;
      read += Buffer.byteLength(text) + 1;
      options.onRead?.(Math.min(read, size));
      options.signal?.throwIfAborted();
      if (text.trim() === '') continue;
      const { source, channel } = parseLine(name, number, text);
      if (baseUrl === undefined) yield cut(headOf(channel));
      baseUrl ??= channel.baseUrl;
      if (channel.baseUrl !== baseUrl) {
        const said = `${name}: line ${number} is of another site (${channel.baseUrl}) than those before it (${baseUrl}): feed them in as files of their own`;
        throw new ImportError('NOT_AN_EXPORT', said);
      }
      if (source === undefined) {
        const said = `${name}: line ${number} does not hold its element, which was too large: cut it from the export at its byteRange`;
        throw new ImportError('NOT_AN_EXPORT', said);
      }
      yield cut(`${source}\n`);
    }
    if (baseUrl === undefined) throw new ImportError('NOT_AN_EXPORT', `${name}: it holds no lines`);
    yield cut('</channel>\n</rss>\n');
  }

  return { path, name, size, compressed: true, chunks };
};

/** Opens an export, or by its name (`.ndjson`) a file of quarantine lines that were mended. @throws ImportError `UNREADABLE` */
export const openAnyExport = (path: string): Promise<ExportFile> =>
  path.endsWith('.ndjson') ? openQuarantine(path) : openExport(path);
