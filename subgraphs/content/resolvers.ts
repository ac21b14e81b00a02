import { LRUCache } from 'lru-cache';
import { AnswerError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Grant as ViewerGrant } from '../../platform/viewer.ts';
import { connectionOf, pageSize } from '../connection.ts';
import { BadItem, sound } from '../item.ts';
import { dateTime, json } from '../scalars.ts';
import { receiptFields } from '../shownReceipt.ts';
import { owns, packagesShownTo } from '../visibleTo.ts';
import { collectionFields, collectionItemFields, collectionQueries } from './collections.ts';
import type { Context } from './context.ts';
import { blocksToHtml, blocksToText, countWords } from './html.ts';
import type { ListRequest } from './lists.ts';
import { mutations, receiptQueries } from './mutations.ts';
import type { Block, Body, ShownContent, Term } from './record.ts';
import { liveRevisions } from './revisions.ts';
import { findRoute, routeTo } from './routes.ts';
import type { Grant, LatestContentFilter, Resolvers, ResolversTypes } from './types.generated.ts';
import { workingCopyFields, workingCopyQueries } from './workingCopies.ts';

const GRANTS: Readonly<Record<ViewerGrant, Grant>> = {
  read: 'READ',
  write: 'WRITE',
  explore: 'EXPLORE',
  preview: 'PREVIEW',
  register: 'REGISTER',
  narrow: 'NARROW',
  apq: 'APQ',
  'persisted-only': 'PERSISTED_ONLY',
};

const BLOCK_TYPES = {
  paragraph: 'ParagraphBlock',
  heading: 'HeadingBlock',
  list: 'ListBlock',
  quote: 'QuoteBlock',
  picture: 'PictureBlock',
  gallery: 'GalleryBlock',
  embed: 'EmbedBlock',
  table: 'TableBlock',
  post: 'PostBlock',
  html: 'HtmlBlock',
} as const satisfies Record<Block['kind'], string>;

const STATUS = { CONTENT: 200, REDIRECT: 301, GONE: 410 } as const;

type ContentConnection = ResolversTypes['ContentConnection'];

/** A page of a list as a connection. */
const listConnection = async (
  request: Omit<ListRequest, 'after'>,
  after: string | null | undefined,
  binding: string,
  { cursors, lists }: Context,
): Promise<Awaited<ContentConnection>> => {
  const [position] = after ? cursors.decode(binding, after) : [];
  const { entries, stoppedAt } = await lists.read({
    ...request,
    after: typeof position === 'string' ? position : undefined,
  });
  return connectionOf(entries, {
    size: request.size,
    after,
    binding,
    cursors,
    stoppedAt: stoppedAt === undefined ? undefined : [stoppedAt],
  });
};

const bindingOf = (filter: LatestContentFilter | null | undefined): string =>
  `latestContent ${JSON.stringify([filter?.section ?? null, filter?.owner ?? null])}`;

/** Terms are their owner's to look up; others reach them from a record that they may see. */
const ownTerm = async (kind: Term['kind'], id: string, { loaders, scope }: Context): Promise<Term | null> => {
  const term = await loaders.term(kind, id);
  return term && owns(scope.viewer, term.owner) ? term : null;
};

const ownerOf = async (id: string, { directory }: Context): Promise<ResolversTypes['Subsidiary']> => {
  const organisation = (await directory.organisations()).byId.get(id);
  // A copy, since @apollo/subgraph writes the type's name into what a reference resolves to. What the directory does not know still has its id.
  return organisation ? { ...organisation } : { id, kind: 'subsidiary', name: id };
};

const bodyOf = (content: ShownContent, context: Context): Promise<Body | null> =>
  'live' in content ? context.loaders.body(content) : context.previews.body(content);

const mediaOf = (id: string): { reference: string } => ({ reference: id });

/** How a language writes lists; to make one costs more than to use it. Kept for as many languages as a group writes in. */
const listFormats = new LRUCache<string, Intl.ListFormat>({ max: 200 });

/** Names in one line as the language writes lists; in English where its tag is none. */
const inOneLine = (names: readonly string[], language: string): string => {
  let format = listFormats.get(language);
  if (!format) {
    const [known = 'en'] = wellFormed(language) ? [language] : [];
    format = new Intl.ListFormat(known, { type: 'conjunction' });
    listFormats.set(language, format);
  }
  return format.format(names);
};

const wellFormed = (language: string): boolean => {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
};

/** The content subgraph's resolvers. */
export const resolvers: Resolvers = {
  DateTime: dateTime,
  JSON: json,

  Query: {
    viewer: (_, __, { scope }) => scope.viewer,
    content: async (_, { id, minVersion, preview }, context) => {
      if (preview) return context.previews.byId(id, minVersion ?? 0);
      const { loaders, scope, store } = context;
      if (minVersion === null || minVersion === undefined) return loaders.visible(id);
      if (!ID_PATTERN.test(id)) return null;
      const [read] = await store.metas([id], { consistent: true, signal: scope.signal });
      const meta = sound(read);
      return loaders.maySee(meta) && meta.version >= minVersion ? meta : null;
    },
    contentBySlug: async (_, { subsidiary, slug, language, preview }, context) => {
      if (preview) context.previews.check();
      const { loaders, directory } = context;
      const owner = (await directory.organisations()).byId.get(subsidiary);
      if (owner?.kind !== 'subsidiary') return null;
      const written = language ?? owner.language;
      if (written === undefined)
        throw new AnswerError(
          'BAD_REQUEST',
          'Say in which `language` the slug is: this subsidiary has none of its own.',
        );
      const pointing = { kind: 'slug', subsidiary, language: written, slug } as const;
      if (preview) return context.previews.byName(pointing);
      const pointer = await loaders.pointer(pointing);
      return pointer ? loaders.visible(pointer.id) : null;
    },
    contentByAltId: async (_, { subsidiary, role, value }, { loaders }) => {
      const pointer = await loaders.pointer({ kind: 'alt', subsidiary, role, value });
      return pointer ? loaders.visible(pointer.id) : null;
    },
    route: async (_, { site, path, preview }, context) => {
      const content = preview ? await context.previews.byName({ kind: 'path', site, path }) : null;
      return content ? routeTo(content, site, path) : findRoute(site, path, context.scope.viewer, context.loaders);
    },
    latestContent: (_, { filter, first, after }, context) =>
      listConnection(
        { size: pageSize(first, 20), section: filter?.section ?? undefined, owner: filter?.owner ?? undefined },
        after,
        bindingOf(filter),
        context,
      ),
    section: (_, { id }, context) => ownTerm('section', id, context),
    contributor: (_, { id }, context) => ownTerm('contributor', id, context),
    tag: (_, { id }, context) => ownTerm('tag', id, context),
    subsidiary: async (_, { id }, { directory }) => {
      const found = (await directory.organisations()).byId.get(id);
      return found?.kind === 'subsidiary' ? found : null;
    },
    subsidiaries: async (_, __, { directory }) =>
      (await directory.organisations()).list.filter(({ kind }) => kind === 'subsidiary'),
    ...receiptQueries,
    ...workingCopyQueries,
    ...collectionQueries,
  },

  Mutation: mutations,
  WriteReceipt: receiptFields,
  WorkingCopy: workingCopyFields,
  Collection: { ...collectionFields, owner: ({ owner }, _, context) => ownerOf(owner, context) },
  CollectionItem: collectionItemFields,

  Content: {
    __resolveReference: ({ id }, { loaders }) => loaders.visible(id),
    owner: ({ owner }, _, context) => ownerOf(owner, context),
    section: async ({ section }, _, { loaders }) =>
      section === undefined ? null : ((await loaders.term('section', section)) ?? null),
    tags: ({ tags }, _, { loaders }) => loaders.terms('tag', tags),
    contributors: ({ contributors }, _, { loaders }) => loaders.terms('contributor', contributors),
    byline: async (content, _, { loaders }) => {
      if (content.byline !== undefined) return content.byline;
      const names = (await loaders.terms('contributor', content.contributors)).map(({ name }) => name);
      return names.length === 0 ? null : inOneLine(names, content.language);
    },
    body: (content, _, context) => bodyOf(content, context),
    translations: async ({ id, translationGroup }, _, { loaders }) => {
      if (translationGroup === undefined) return [];
      const ids = await loaders.translations.load(translationGroup);
      const others = await loaders.sound(ids.filter((other) => other !== id).map((other) => loaders.visible(other)));
      return others.filter((other) => other !== null);
    },
    leadMedia: ({ leadMedia }) => (leadMedia === undefined ? null : mediaOf(leadMedia)),
    media: ({ media }) => media.map(mediaOf),
    rights: (content) => content,
    revisions: async ({ id, owner }, { first, after }, { store, cursors, scope }) => {
      const size = pageSize(first, 20);
      const binding = `revisions ${id}`;
      const [below] = after ? cursors.decode(binding, after) : [];
      // Earlier versions lay under earlier terms: a licence is for the record as it is.
      if (!owns(scope.viewer, owner)) return null;
      const { entries, stoppedAt } = await liveRevisions(
        store,
        id,
        { size, below: typeof below === 'number' ? below : undefined },
        { signal: scope.signal },
      );
      // Versions that readers saw came with the record; of the drafts between them, at which reading ended, no purge tells.
      if (stoppedAt !== undefined) scope.touched.neverKeep('it lists versions between very many drafts');
      return connectionOf(entries, {
        size,
        after,
        binding,
        cursors,
        stoppedAt: stoppedAt === undefined ? undefined : [stoppedAt],
      });
    },
    extensions: async (content, _, context) => (await bodyOf(content, context))?.extensions ?? null,
  },

  ContentEdge: {
    node: ({ node }) => {
      if (node instanceof BadItem) throw node;
      return node;
    },
  },

  Rights: {
    packages: (content, _, { scope }) => packagesShownTo(scope.viewer, content),
  },

  Body: {
    html: ({ blocks }) => blocksToHtml(blocks),
    text: ({ blocks }) => blocksToText(blocks),
    wordCount: ({ blocks }) => countWords(blocksToText(blocks)),
  },
  Block: { __resolveType: ({ kind }) => BLOCK_TYPES[kind] },
  PictureBlock: { media: ({ mediaId }) => mediaOf(mediaId) },
  GalleryBlock: { pictures: ({ mediaIds }) => mediaIds.map(mediaOf) },

  Section: {
    __resolveReference: async ({ id }, { loaders }) => (await loaders.term('section', id)) ?? null,
    owner: ({ owner }, _, context) => ownerOf(owner, context),
    parent: async ({ parent }, _, { loaders }) =>
      parent === undefined ? null : ((await loaders.term('section', parent)) ?? null),
    content: ({ id }, { first, after }, context) =>
      listConnection({ size: pageSize(first, 20), section: id }, after, bindingOf({ section: id }), context),
  },
  Tag: {
    __resolveReference: async ({ id }, { loaders }) => (await loaders.term('tag', id)) ?? null,
    owner: ({ owner }, _, context) => ownerOf(owner, context),
  },
  Contributor: {
    __resolveReference: async ({ id }, { loaders }) => (await loaders.term('contributor', id)) ?? null,
    biography: ({ description }) => description ?? null,
    owner: ({ owner }, _, context) => ownerOf(owner, context),
  },
  Subsidiary: {
    __resolveReference: ({ id }, context) => ownerOf(id, context),
  },

  Workflow: {},
  Route: {
    status: ({ kind }) => STATUS[kind],
    content: (route) => ('content' in route ? route.content : null),
    location: (route) => ('location' in route ? route.location : null),
  },
  Viewer: {
    id: ({ organisation }) => organisation,
    name: async ({ organisation }, _, { directory }) =>
      (await directory.organisations()).byId.get(organisation)?.name ?? null,
    partner: ({ organisationKind }) => organisationKind === 'partner',
    view: ({ view }) => view.name,
    grants: ({ grants }) => grants.map((grant) => GRANTS[grant]),
  },
};
