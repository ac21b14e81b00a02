import type { Highlight as FoundHighlight, Hit } from '../../platform/search/port.ts';
import type { Placed } from '../connection.ts';
import { connectionOf, pageSize } from '../connection.ts';
import { documentId, recordOfDocument } from '../document.ts';
import { escapeHtml } from '../escape.ts';
import { dateTime } from '../scalars.ts';
import { selects } from '../selects.ts';
import type { Context } from './context.ts';
import type { FoundPage } from './page.ts';
import { findPage } from './page.ts';
import type { ListRequest } from './request.ts';
import { FACET_FIELDS, prepareList, prepareSearch } from './request.ts';
import { searchedFields, sharedFields, suggestedFields } from './sources.ts';
import type { Highlight, Resolvers } from './types.generated.ts';

const MOST_FACET_VALUES = 50;
const MOST_SUGGESTIONS = 20;
const MOST_RELATED = 20;

const marked = ({ field, text, marks }: FoundHighlight): Highlight => {
  let html = '';
  let end = 0;
  for (const [from, to] of marks) {
    html += `${escapeHtml(text.slice(end, from))}<mark>${escapeHtml(text.slice(from, to))}</mark>`;
    end = to;
  }
  return { field, text, html: html + escapeHtml(text.slice(end)) };
};

const placed = (hits: readonly Hit[]): Placed<Hit>[] => hits.map((node) => ({ node, position: node.position }));

const connection = ({ result, size, after, binding }: FoundPage, { cursors }: Context) =>
  connectionOf(placed(result.hits), { size, after, binding, cursors });

const nodeOf = (hit: Hit): { readonly __typename: 'Content' | 'MediaAsset'; readonly id: string } => {
  const { kind, id } = recordOfDocument(hit.id);
  return { __typename: kind === 'MEDIA' ? 'MediaAsset' : 'Content', id };
};

const contentOf = (hit: Hit): { readonly id: string } => ({ id: recordOfDocument(hit.id).id });

const list = async (request: ListRequest, context: Context) => {
  const prepared = prepareList(request, context.visible, context.cursors);
  const found = await findPage(prepared, request.after, (query) => context.queries.load(query));
  const page = connection(found, context);
  return {
    pageInfo: page.pageInfo,
    edges: page.edges.map((edge) => ({
      get cursor() {
        return edge.cursor;
      },
      node: contentOf(edge.node),
    })),
  };
};

/** The search subgraph's resolvers. */
export const resolvers: Resolvers = {
  DateTime: dateTime,

  Query: {
    search: async (_, args, { search, cursors, visible, shown, scope }, info) => {
      const prepared = prepareSearch(args, {
        visible,
        fields: searchedFields(shown),
        scoring: scope.viewer.scoring,
        cursors,
        highlighted: selects(info, 'highlights'),
      });
      return findPage(prepared, args.after, (query) => search.query(query, { signal: scope.signal }));
    },
    suggest: async (_, { prefix, first }, { search, visible, shown, scope }) => {
      const fields = suggestedFields(shown);
      const size = pageSize(first, 8, MOST_SUGGESTIONS);
      if (size === 0 || fields.length === 0) return [];
      return [...(await search.suggest({ prefix, fields, filter: visible, size }, { signal: scope.signal }))];
    },
  },

  SearchConnection: {
    edges: (page, _, context) =>
      connection(page, context).edges.map((edge) => ({
        get cursor() {
          return edge.cursor;
        },
        node: nodeOf(edge.node),
        highlights: edge.node.highlights.map(marked),
      })),
    pageInfo: (page, _, context) => connection(page, context).pageInfo,
    totalCount: ({ result }) => result.total,
    facets: async ({ query }, { fields, first }, { search, shown, scope }) => {
      const size = pageSize(first, 10, MOST_FACET_VALUES);
      // Of the default that part which the view shows.
      const asked = [...new Set(fields)].filter((field) => shown.has(`FacetField.${field}`));
      if (size === 0 || asked.length === 0) return [];
      const { facets } = await search.query(
        {
          ...query,
          after: undefined,
          highlight: undefined,
          sort: undefined,
          size: 0,
          facets: asked.map((field) => ({ field: FACET_FIELDS[field], size })),
        },
        { signal: scope.signal },
      );
      return asked.map((field) => ({
        field,
        values: (facets.find((facet) => facet.field === FACET_FIELDS[field])?.values ?? []).map(({ value, count }) => ({
          value,
          count,
          section: field === 'SECTION' ? { id: value } : null,
          tag: field === 'TAG' ? { id: value } : null,
          contributor: field === 'CONTRIBUTOR' ? { id: value } : null,
          owner: field === 'OWNER' ? { id: value } : null,
        })),
      }));
    },
  },

  SearchNode: {
    __resolveType: (node) => ('__typename' in node && node.__typename === 'MediaAsset' ? 'MediaAsset' : 'Content'),
  },

  Content: {
    related: async ({ id }, { first }, { related, shown }) => {
      const size = pageSize(first, 5, MOST_RELATED);
      return size === 0 || sharedFields(shown).length === 0
        ? []
        : (await related(size).load(documentId('CONTENT', id))).map(contentOf);
    },
  },
  Tag: { content: ({ id }, { first, after }, context) => list({ field: 'tags', id, first, after }, context) },
  Contributor: {
    content: ({ id }, { first, after }, context) => list({ field: 'contributors', id, first, after }, context),
  },
};
