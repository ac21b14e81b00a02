import type { Content, SimpleBlock } from '../subgraphs/content/record.ts';
import type { ContentToSave } from '../subgraphs/content/save.ts';
import { embedBlock } from './blockEmbeds.ts';
import type { Block } from './blocks.ts';
import { BodyTooLarge } from './body.ts';
import { extensionsOf } from './normaliseExtensions.ts';
import { pathsOf } from './normalisePaths.ts';
import { namedContributor, namedTerm, type UnsavedTerm } from './normaliseTerms.ts';
import { provenanceOf, type SourceElement } from './provenanceOf.ts';
import type { QuarantineCode } from './quarantine.ts';
import type { RawContent, RawState } from './rawRecord.ts';
import type { References } from './references.ts';
import { type Settings, withoutRegion } from './settings.ts';

/** What somebody should look at after an import, although the record was taken over. */
export interface Remark {
  readonly remark:
    | 'DANGLING_LINK'
    | 'DANGLING_MEDIA'
    | 'MEDIA_NOT_IN_EXPORT'
    | 'EXTENSIONS_TOO_LARGE'
    | 'ADDRESS_LEFT_OUT';
  readonly detail: string;
}

/** A record ready to be saved, or why there is none. */
export type NormalisedContent =
  | {
      readonly type: 'content';
      readonly save: Omit<ContentToSave, 'author' | 'at' | 'raw'>;
      /** The terms that it names, as far as it knows them. */
      readonly terms: readonly UnsavedTerm[];
      readonly remarks: readonly Remark[];
    }
  | { readonly type: 'failed'; readonly code: QuarantineCode; readonly reason: string; readonly hint: string };

const WORKFLOW: Readonly<Record<RawState, string>> = {
  live: 'published',
  scheduled: 'scheduled',
  draft: 'draft',
  pending: 'pending',
  private: 'private',
  password: 'password',
  trash: 'trash',
};

const words = (block: Block | undefined): string | undefined => {
  const html = block !== undefined && 'html' in block ? block.html : undefined;
  const text =
    html
      ?.replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim() ?? '';
  return text === '' ? undefined : text.slice(0, 80).trim();
};

/** Names in one line, in the manner of the language: `A, B and C`. */
const bylineOf = (names: readonly string[], language: string): string | undefined =>
  names.length < 2 ? names[0] : new Intl.ListFormat(language, { type: 'conjunction' }).format(names);

/** Recordings and films that come with the record and that its text does not show. */
const enclosed = (raw: RawContent, blocks: readonly Block[]): SimpleBlock[] =>
  raw.enclosures.flatMap(({ url, contentType }) => {
    const kind = contentType?.startsWith('video/') === true ? 'video' : 'audio';
    const block = embedBlock(url, { kind });
    return block === undefined || blocks.some((one) => one.kind === 'embed' && one.url === block.url) ? [] : [block];
  });

/** Makes the record of an article or page. */
export const normaliseContent = (
  raw: RawContent,
  source: SourceElement,
  settings: Settings,
  references: References,
): NormalisedContent => {
  const { ids, owner } = settings;
  const remarks: Remark[] = [];
  const danglingLinks = new Set<string>();
  /** What the references of its text came to: with the source it decides the blocks. */
  const resolved: string[] = [];

  const mediaId = (reference: Parameters<References['media']>[0]): string | undefined => {
    const found = references.media(reference);
    if (found?.known === false) remarks.push({ remark: 'MEDIA_NOT_IN_EXPORT', detail: found.externalId });
    const id = found === undefined ? undefined : ids.post(found.externalId);
    resolved.push(id ?? '');
    return id;
  };

  const link = (href: string) => {
    const target = references.link(href);
    if (target?.dangling === true) danglingLinks.add(target.href);
    if (target === undefined) return undefined;
    const contentId = target.externalId === undefined ? undefined : ids.post(target.externalId);
    resolved.push(contentId ?? '');
    return { href: target.href, contentId };
  };

  let body: ReturnType<References['body']>;
  try {
    body = references.body(raw, { media: mediaId, link, reused: (text) => resolved.push(text) });
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    const hint = 'Look at what it holds, or divide it into several records.';
    return { type: 'failed', code: 'BODY_TOO_LARGE', reason: error.message, hint };
  }

  const live = raw.state === 'live';
  const published = raw.published ?? raw.modified ?? raw.created;
  if (published === undefined && (live || raw.state === 'scheduled')) {
    const hint = 'Give it a wp:post_date_gmt and feed this line in again.';
    return { type: 'failed', code: 'INCOMPLETE', reason: 'it is published, but says no date', hint };
  }

  for (const address of body.danglingMedia) remarks.push({ remark: 'DANGLING_MEDIA', detail: address });
  for (const address of danglingLinks) remarks.push({ remark: 'DANGLING_LINK', detail: address });
  const { extensions, tooLarge } = extensionsOf(raw, { ...body, danglingLinks: [...danglingLinks] }, settings);
  if (tooLarge) remarks.push({ remark: 'EXTENSIONS_TOO_LARGE', detail: 'they are in the raw source alone' });

  const attachmentPages = references.attachmentPages(raw.externalId);
  const { paths, left } = pathsOf({ ...raw, link: live ? raw.link : undefined, attachmentPages });
  for (const address of left) remarks.push({ remark: 'ADDRESS_LEFT_OUT', detail: address });

  const language = withoutRegion(raw.language ?? settings.language);
  const leadMedia = raw.leadMedia === undefined ? undefined : mediaId({ externalId: raw.leadMedia, url: undefined });
  const names = raw.contributors.map(({ externalId, name }) => references.contributorName(externalId) ?? name);
  const blocks = [...enclosed(raw, body.blocks), ...body.blocks];
  const [section] = raw.sections;
  const headline = raw.headline || words(body.blocks.find((block) => words(block) !== undefined)) || raw.slug;

  const said = {
    id: ids.post(raw.externalId),
    type: raw.type,
    owner,
    section: section === undefined ? undefined : ids.section(section.slug),
    tags: raw.tags.map(({ slug }) => ids.tag(slug)),
    contributors: raw.contributors.map(({ externalId }) => ids.contributor(externalId)),
    byline: bylineOf(names, language),
    headline,
    alternativeHeadline: raw.alternativeHeadline,
    standfirst: raw.standfirst,
    language,
    translationGroup: raw.translationGroup === undefined ? undefined : ids.translations(raw.translationGroup),
    slug: raw.slug,
    formerSlugs: raw.oldSlugs.filter((slug) => slug !== raw.slug),
    canonicalUrl: live ? raw.link : undefined,
    seo: raw.seo.title === undefined && raw.seo.description === undefined ? undefined : raw.seo,
    leadMedia,
    media: [...new Set([...(leadMedia === undefined ? [] : [leadMedia]), ...body.mediaIds])],
    updated:
      raw.modified !== undefined && published !== undefined && raw.modified > published ? raw.modified : undefined,
    pubStatus: raw.state === 'private' || raw.state === 'password' ? 'WITHHELD' : 'USABLE',
    packages: [...settings.packages],
    excludedTerritories: [],
    workflow: { state: WORKFLOW[raw.state], sourceStatus: raw.sourceStatus, since: raw.modified ?? published },
    altIds: [
      { role: `${settings.system}:id`, value: `${settings.site}:${raw.externalId}` },
      ...(raw.guid === undefined ? [] : [{ role: `${settings.system}:guid`, value: raw.guid }]),
    ],
    paths,
    editedHere: false,
  } as const satisfies Partial<Content>;
  const repairs = raw.headline === '' ? [...raw.repairs, 'HEADLINE_FROM_TEXT'] : raw.repairs;

  const content: Content = {
    ...said,
    published: published ?? settings.at,
    firstPublished: published ?? settings.at,
    source: provenanceOf({ ...raw, repairs }, source, [said, published, resolved, raw.parent], settings, references),
  };

  return {
    type: 'content',
    save: {
      content,
      body: extensions === undefined ? { blocks } : { blocks, extensions },
      as: live ? 'live' : 'workingCopy',
      due: raw.state === 'scheduled' ? published : undefined,
    },
    terms: [
      ...raw.sections.map((term) => namedTerm('section', term, settings)),
      ...raw.tags.map((term) => namedTerm('tag', term, settings)),
      ...raw.contributors.map(({ externalId }, index) =>
        namedContributor(externalId, names[index] ?? externalId, settings),
      ),
    ],
    remarks,
  };
};
