import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ImportError } from '../errors.ts';
import type { RawSite } from '../rawRecord.ts';
import { siteOf } from './channel.ts';
import type { ItemContext } from './context.ts';
import { authorOf, guestAuthorOf } from './contributors.ts';
import { createOffsetTable } from './dates.ts';
import { createDecoder, type Decoder } from './decode.ts';
import { createElementReader, type ElementReader, isFailure } from './element.ts';
import { createHashTable } from './hashTable.ts';
import { isRecord, isTaken, itemId } from './item.ts';
import { itemParts, termSlug } from './itemParts.ts';
import { peek } from './peek.ts';
import { createSiteIndex, type SiteIndex } from './siteIndex.ts';
import type { ExportFile } from './source.ts';
import { createSplitter, type SplitEvent } from './split.ts';
import type { ElementKind } from './tags.ts';
import { type CanonicalName, canonicalNames, childText } from './xml.ts';

/** What reading an export through once told, before anything of it is imported. */
export interface Survey {
  readonly file: ExportFile;
  readonly context: ItemContext;
  readonly index: SiteIndex;
  readonly decoder: Decoder;
  readonly names: CanonicalName;
  /** The printed name of an author or guest author of this file. */
  readonly contributorName: (externalId: string) => string | undefined;
  /** Whether somebody has an item of their own as a guest author, which says more than the channel's list of accounts. */
  readonly isGuest: (externalId: string) => boolean;
  /** Reusable blocks by id: texts that other records embed. */
  readonly reusableBlocks: ReadonlyMap<string, string>;
  /** How many elements of each kind there are. */
  readonly counts: Readonly<Record<ElementKind, number>>;
  /** Items whose id an item before them has, by their first byte; true where both say the same. */
  readonly duplicates: ReadonlyMap<number, boolean>;
  /** Uncompressed bytes. */
  readonly size: number;
  /** SHA-256 of the uncompressed bytes, in hex: what the ledger knows the file by. */
  readonly sha256: string;
  /** What is odd about the file as a whole, in words. */
  readonly notices: readonly string[];
}

/** How a survey is made. */
export interface SurveyOptions {
  /** Indexes by site, shared between the files of a run: a text may link to what lies in another file. */
  readonly indexes?: Map<string, SiteIndex> | undefined;
  readonly maxElementBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of the bytes read from disk so far. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** Reusable blocks are kept in memory up to this many characters in all. */
const MAX_REUSABLE = 4 * 1024 * 1024;

/** The channel's fields that say which site it is: a second value is a second site. */
const IDENTITY = new Set(['wp:base_blog_url', 'link']);

/** Gathers what a survey tells, element by element. */
const createSurveyor = (file: ExportFile, indexes: Map<string, SiteIndex>) => {
  const offsets = createOffsetTable();
  const head = new Map<string, string>();
  const categories = new Map<string, string>();
  const authors = new Map<string, string>();
  const guests = new Map<string, string>();
  const reusableBlocks = new Map<string, string>();
  const counts: Record<ElementKind, number> = { item: 0, author: 0, category: 0, tag: 0, term: 0, head: 0 };
  const duplicates = new Map<number, boolean>();
  const checksums = createHashTable();
  const notices: string[] = [];
  let decoder = createDecoder(undefined);
  let names: CanonicalName = (name) => name;
  let read: ElementReader = createElementReader(decoder, names);
  let wordPress = false;
  let found: { readonly site: RawSite; readonly index: SiteIndex } | undefined;
  let reusableSize = 0;

  const fail = (what: string): never => {
    throw new ImportError('NOT_AN_EXPORT', `${file.name}: ${what}`);
  };

  const identify = (): { readonly site: RawSite; readonly index: SiteIndex } => {
    if (found !== undefined) return found;
    if (!wordPress && !head.has('wp:wxr_version')) {
      fail(
        'not a WordPress export (WXR): it is an RSS feed without WordPress’s own elements. Export from Tools → Export in WordPress',
      );
    }
    const site =
      siteOf(head) ??
      fail('the export does not say its site’s address: give its channel a <link> or <wp:base_blog_url>');
    const index = indexes.get(site.site) ?? createSiteIndex(site.baseUrl);
    indexes.set(site.site, index);
    found = { site, index };
    return found;
  };

  const onHead = (bytes: Buffer): void => {
    const result = read(bytes);
    if (isFailure(result)) return;
    const { name, text } = result.element;
    const value = text.trim();
    const before = head.get(name);
    if (value === '' || before === value) return;
    if (before === undefined) head.set(name, value);
    else if (IDENTITY.has(name))
      fail(`it holds exports of two sites (${before} and ${value}): import them as files of their own`);
  };

  const onItem = (bytes: Buffer, start: number): void => {
    const { index } = identify();
    const fields = peek(bytes);
    offsets.learn(fields.get('post_date_gmt'), fields.get('post_date'));
    const externalId = itemId(fields.get('post_id'));
    if (externalId === undefined) return;
    const checksum = crc32(bytes);
    const known = checksums.size;
    const first = checksums.add(Number(externalId), checksum);
    if (checksums.size === known) {
      duplicates.set(start, first === checksum);
      return;
    }
    const type = fields.get('post_type') ?? '';
    if (type === 'wp_block' && reusableSize + bytes.length <= MAX_REUSABLE) {
      const result = read(bytes);
      const content = isFailure(result) ? undefined : childText(result.element, 'content:encoded');
      if (content !== undefined) reusableBlocks.set(externalId, content);
      reusableSize += content?.length ?? 0;
    }
    if (type === 'guest-author') onGuest(bytes);
    const status = fields.get('status') ?? '';
    if (!isRecord(type)) return;
    index.add({
      externalId,
      media: type === 'attachment',
      live: status === 'inherit' || (status === 'publish' && (fields.get('post_password') ?? '') === ''),
      taken: isTaken(status),
      link: fields.get('link'),
      guid: fields.get('guid'),
      fileUrl: fields.get('attachment_url'),
      parent: itemId(fields.get('post_parent')),
    });
  };

  const onGuest = (bytes: Buffer): void => {
    const result = read(bytes);
    const guest = isFailure(result) ? undefined : guestAuthorOf(itemParts(result.element), []);
    if (guest !== undefined) guests.set(guest.externalId, guest.name);
  };

  const onAuthor = (bytes: Buffer): void => {
    const result = read(bytes);
    const author = isFailure(result) ? undefined : authorOf(result.element, []);
    if (author !== undefined) authors.set(author.externalId, author.name);
  };

  const onCategory = (bytes: Buffer): void => {
    const result = read(bytes);
    if (isFailure(result)) return;
    const number = childText(result.element, 'wp:term_id');
    const slug = termSlug(childText(result.element, 'wp:category_nicename'));
    if (number !== undefined && slug !== undefined) categories.set(number, slug);
  };

  const onRoot = ({ prolog, namespaces }: Extract<SplitEvent, { type: 'root' }>): void => {
    decoder = createDecoder(prolog.encoding);
    names = canonicalNames(namespaces);
    read = createElementReader(decoder, names);
    wordPress = [...namespaces.values()].some((uri) => /wordpress\.org\/export\//.test(uri));
    if (prolog.strayBytes > 0) {
      notices.push(`${prolog.strayBytes} bytes before the export were passed over: the site printed something there`);
    }
    if (prolog.doctype)
      notices.push('its document type declaration was passed over: entities that it defines do not exist here');
  };

  const onEnd = (complete: boolean): void => {
    if (!complete)
      notices.push(
        'it was cut off: its channel never ends. What was there is read; export or copy it again for the rest',
      );
    if (counts.item === 0) notices.push('it holds no items');
  };

  return {
    onEvent: (event: SplitEvent): void => {
      if (event.type === 'root') onRoot(event);
      else if (event.type === 'end') onEnd(event.complete);
      else {
        counts[event.kind] += 1;
        if (event.type !== 'element') return;
        if (event.kind === 'item') onItem(event.bytes, event.start);
        else if (event.kind === 'head') onHead(event.bytes);
        else if (event.kind === 'category') onCategory(event.bytes);
        else if (event.kind === 'author') onAuthor(event.bytes);
      }
    },
    result: (size: number, sha256: string): Survey => {
      const { site, index } = identify();
      const context: ItemContext = { site, offset: offsets.at, categorySlug: (number) => categories.get(number) };
      return {
        file,
        context,
        index,
        decoder,
        names,
        contributorName: (externalId) => guests.get(externalId) ?? authors.get(externalId),
        isGuest: (externalId) => guests.has(externalId),
        reusableBlocks,
        counts,
        duplicates,
        size,
        sha256,
        notices,
      };
    },
  };
};

/**
 * Reads an export through once: its site, the addresses of its records, its size and hash.
 *
 * @throws {@link ImportError} where the file cannot be read, is no export, or does not say its site's address.
 */
export const survey = async (file: ExportFile, options: SurveyOptions = {}): Promise<Survey> => {
  const digest = createHash('sha256');
  const splitter = createSplitter({ maxElementBytes: options.maxElementBytes, countLines: false });
  const surveyor = createSurveyor(file, options.indexes ?? new Map<string, SiteIndex>());
  let size = 0;
  try {
    for await (const chunk of file.chunks({ signal: options.signal, onRead: options.onRead })) {
      digest.update(chunk);
      size += chunk.length;
      for (const event of splitter.push(chunk)) surveyor.onEvent(event);
    }
    for (const event of splitter.end()) surveyor.onEvent(event);
  } catch (cause) {
    const named = cause instanceof ImportError && !cause.message.startsWith(file.name);
    throw named ? new ImportError(cause.code, `${file.name}: ${cause.message}`, { cause }) : cause;
  }
  return surveyor.result(size, digest.digest('hex'));
};
