import type { Block, Body, Content, Term } from '../../subgraphs/content/record.ts';
import type { Media } from '../../subgraphs/media/record.ts';
import { article, asset, minutes } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import type { Canaries } from './canary.ts';
import type { Fate, PlainContent, PlainMedia, PlainWorld, Version } from './plain.ts';
import { COMMON, OWNERS } from './plain.ts';
import { oneOf, someOf } from './random.ts';

const TERRITORIES = ['AT', 'CH', 'DE'] as const;
const PUBLISHED = [-90_000, -40_000, -9_000, -2_000, -500, -130, -110, -40, -20, -5, 90] as const;

/** The facts by which rights are decided, mostly such that somebody sees the record. */
const factsOf = (world: PlainWorld, choose: Choose, owner: string) => ({
  owner,
  pubStatus: oneOf(choose, ['USABLE', 'USABLE', 'USABLE', 'USABLE', 'USABLE', 'WITHHELD', 'CANCELED'] as const),
  packages: someOf(
    choose,
    world.packages.filter((each) => each.startsWith(`${owner}/`)),
  ),
  excludedTerritories: choose(3) === 0 ? someOf(choose, TERRITORIES) : [],
});

const provenanceOf = ({ word, number }: Canaries, key: string) => ({
  system: word(key, 'SourceProvenance.system'),
  dataCentre: word(key, 'SourceProvenance.dataCentre'),
  site: word(key, 'SourceProvenance.site'),
  externalId: word(key, 'SourceProvenance.externalId'),
  editUrl: `https://edit.example/${word(key, 'SourceProvenance.editUrl')}`,
  exportFile: word(key, 'SourceProvenance.exportFile'),
  byteRange: [number(key, 'SourceProvenance.byteRange'), number(key, 'SourceProvenance.byteRange')] as [number, number],
  runId: word(key, 'SourceProvenance.runId'),
  sourceHash: `${'d'.repeat(56)}${number(key, 'SourceProvenance.sourceHash')}`,
  repairs: [word(key, 'SourceProvenance.repairs')],
});

const rightsOf = ({ word }: Canaries, key: string) => ({
  usageTerms: word(key, 'Rights.usageTerms'),
  copyrightHolder: word(key, 'Rights.copyrightHolder'),
  copyrightNotice: word(key, 'Rights.copyrightNotice'),
});

const TEXT = ['Body.html', 'Body.text'] as const;

const bodyOf = (world: PlainWorld, choose: Choose, key: string, pictures: readonly string[]): Body => {
  const { word, number, moment } = world.canaries;
  const text = (...more: string[]): string => word(key, ...more, ...TEXT);
  const [picture] = pictures;
  const all: readonly Block[] = [
    { kind: 'paragraph', html: `The <em>${oneOf(choose, COMMON)}</em> ${text('ParagraphBlock.html')}` },
    { kind: 'heading', level: 2, html: text('HeadingBlock.html') },
    { kind: 'list', ordered: true, items: [text('ListBlock.items')] },
    { kind: 'quote', html: text('QuoteBlock.html'), citation: text('QuoteBlock.citation') },
    {
      kind: 'embed',
      url: `https://e.example/${word(key, 'EmbedBlock.url', 'Body.html')}`,
      caption: text('EmbedBlock.caption'),
    },
    {
      kind: 'table',
      head: [[text('TableBlock.head')]],
      rows: [[text('TableBlock.rows')]],
      caption: text('TableBlock.caption'),
    },
    { kind: 'html', html: `<div>${text('HtmlBlock.html')}</div>` },
    {
      kind: 'post',
      id: word(key, 'PostBlock.id', 'Body.html'),
      published: moment(-70, key, 'PostBlock.published', 'Body.html'),
      title: text('PostBlock.title'),
      blocks: [{ kind: 'paragraph', html: text('ParagraphBlock.html') }],
    },
  ];
  const shown: readonly Block[] = picture
    ? [
        {
          kind: 'picture',
          mediaId: picture,
          caption: text('PictureBlock.caption'),
          credit: word(key, 'PictureBlock.credit'),
        },
        { kind: 'gallery', mediaIds: [...pictures], caption: text('GalleryBlock.caption') },
      ]
    : [];
  return {
    blocks: [...all.slice(0, 1), ...someOf(choose, [...all.slice(1), ...shown])],
    extensions: { note: word(key, 'Content.extensions'), seen: [number(key, 'Content.extensions')] },
  };
};

const contentOf = (world: PlainWorld, choose: Choose, key: string, fate: Fate, parts: Partial<Content>): Version => {
  const { canaries, terms } = world;
  const { word, moment } = canaries;
  const owner = parts.owner ?? oneOf(choose, OWNERS);
  const own = (kind: Term['kind']): string[] =>
    terms.filter((each) => each.owner === owner && each.kind === kind).map(({ id }) => id);
  const pictures = someOf(choose, world.media, 6)
    .slice(0, 3)
    .map(({ media }) => media.id);
  const maybe = <T>(value: () => T): T | undefined => (choose(5) > 0 ? value() : undefined);
  const facts = factsOf(world, choose, owner);
  const published = moment(oneOf(choose, PUBLISHED), key, 'Content.published');
  const canonical = maybe(() => `https://www.${owner}.example/${word(key, 'Content.canonicalUrl', 'Route.location')}`);
  const [lead] = pictures;
  const optional = {
    section: maybe(() => oneOf(choose, own('section'))),
    byline: choose(2) === 0 ? undefined : `By ${word(key, 'Content.byline')}`,
    alternativeHeadline: maybe(() => word(key, 'Content.alternativeHeadline')),
    standfirst: maybe(() => `${oneOf(choose, COMMON)} ${word(key, 'Content.standfirst')}`),
    translationGroup: choose(3) === 0 ? `group ${owner} ${choose(3)}` : undefined,
    canonicalUrl: canonical,
    leadMedia: lead,
    updated: maybe(() => moment(-3, key, 'Content.updated')),
    expires: choose(4) === 0 ? moment(oneOf(choose, [-2, 900]), key, 'Content.expires') : undefined,
    correction: maybe(() => word(key, 'Content.correction')),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const content = article(key, {
    ...facts,
    ...rightsOf(canaries, key),
    type: oneOf(choose, ['ARTICLE', 'LIVEBLOG', 'GALLERY', 'VIDEO', 'PAGE'] as const),
    tags: someOf(choose, own('tag')),
    contributors: someOf(choose, own('contributor')),
    headline: `${oneOf(choose, COMMON)} ${word(key, 'Content.headline', 'Revision.headline')}`,
    language: oneOf(choose, ['en', 'en', 'de']),
    slug: word(key, 'Content.slug'),
    formerSlugs: choose(3) === 0 ? [word(key)] : [],
    seo: { title: word(key, 'Seo.title'), description: word(key, 'Seo.description') },
    media: pictures,
    published,
    firstPublished: moment(-95_000, key, 'Content.firstPublished'),
    workflow: {
      state: word(key, 'Workflow.state'),
      sourceStatus: word(key, 'Workflow.sourceStatus'),
      since: moment(-80, key, 'Workflow.since'),
    },
    altIds: [{ role: 'guid', value: word(key, 'AltId.value') }],
    paths: [{ site: `www.${owner}.example`, path: `/${word(key)}` }],
    source: provenanceOf(canaries, key),
    ...given,
    ...parts,
  });
  return {
    content,
    body: bodyOf(world, choose, key, pictures),
    as: fate === 'unpublished' ? 'workingCopy' : 'live',
    author: word(key, 'Revision.author'),
    at: moment(-2, key, 'Content.versionCreated', 'Revision.created'),
  };
};

/** The version before, or the draft after: all of it is nobody's to read but for what the list of versions shows. */
const otherVersion = (world: PlainWorld, of: Version, key: string, as: Version['as']): Version => {
  const { word, moment } = world.canaries;
  const listed = (coordinate: string): string[] => (as === 'live' ? [coordinate] : []);
  const content: Content = {
    ...of.content,
    headline: word(key, ...listed('Revision.headline')),
    standfirst: word(key),
    correction: word(key),
    usageTerms: word(key),
    seo: { title: word(key), description: word(key) },
    workflow: { state: word(key), since: moment(-60, key) },
  };
  return {
    content,
    body: { blocks: [{ kind: 'paragraph', html: word(key) }], extensions: { note: word(key) } },
    as,
    author: word(key, ...listed('Revision.author')),
    at: moment(-3, key, ...listed('Revision.created')),
  };
};

/** Content by a name of its own, as it may have come to be. */
export const anyContent = (
  world: PlainWorld,
  choose: Choose,
  key: string,
  parts: Partial<Content> = {},
  fate: Fate = oneOf(choose, [
    'live',
    'live',
    'live',
    'live',
    'edited',
    'drafted',
    'unpublished',
    'takenDown',
  ] as const),
): PlainContent => {
  const version = contentOf(world, choose, key, fate, parts);
  const before = fate === 'edited' ? [otherVersion(world, version, key, 'live')] : [];
  const after = fate === 'drafted' ? [otherVersion(world, version, key, 'workingCopy')] : [];
  return {
    kind: 'content',
    key,
    fate,
    versions: [...before, version, ...after],
    takenDown: fate === 'takenDown' ? minutes(-1) : undefined,
  };
};

/** An asset by a name of its own. */
export const anyMedia = (world: PlainWorld, choose: Choose, key: string, parts: Partial<Media> = {}): PlainMedia => {
  const { canaries } = world;
  const { word, number, moment } = canaries;
  const owner = parts.owner ?? oneOf(choose, OWNERS);
  const caption = `${oneOf(choose, COMMON)} ${word(key, 'MediaAsset.caption')}`;
  const altText = choose(4) === 0 ? {} : { altText: word(key, 'MediaAsset.altText') };
  const expires = choose(5) === 0 ? { expires: moment(-2, key) } : {};
  const { altText: _none, ...made } = asset(key, {
    ...factsOf(world, choose, owner),
    ...rightsOf(canaries, key),
    status: oneOf(choose, ['READY', 'READY', 'READY', 'MISSING'] as const),
    filename: `${word(key, 'SignedLink.url')}.jpg`,
    caption,
    creditText: word(key, 'MediaAsset.creditText'),
    width: number(key, 'MediaAsset.width'),
    height: number(key, 'MediaAsset.height'),
    duration: number(key, 'MediaAsset.duration') + 0.5,
    sizeInBytes: number(key, 'MediaAsset.sizeInBytes'),
    checksum: `${'c'.repeat(56)}${number(key, 'MediaAsset.checksum')}`,
    focalPoint: {
      x: number(key, 'FocalPoint.x') / 100_000_000,
      y: number(key, 'FocalPoint.y') / 100_000_000,
    },
    placeholder: `data:image/webp,${word(key, 'MediaAsset.placeholder')}`,
    rejection: word(key, 'MediaAsset.rejection'),
    published: moment(oneOf(choose, PUBLISHED), key),
    source: provenanceOf(canaries, key),
    sourceAddress: `https://files.example/${word(key)}.jpg`,
    language: 'en',
    ...expires,
    ...parts,
  });
  return { kind: 'media', key, media: { ...made, ...altText } };
};
