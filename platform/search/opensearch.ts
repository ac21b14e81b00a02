import type { Client } from '@opensearch-project/opensearch';
import { z } from 'zod';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import { checkSchema, checkVersionName, invalid } from './fields.ts';
import { highlight } from './highlight.ts';
import { createBulk } from './opensearchBulk.ts';
import type { Call } from './opensearchCalls.ts';
import { createCall } from './opensearchCalls.ts';
import { createIndices } from './opensearchIndices.ts';
import { completedValue } from './opensearchMapping.ts';
import { positionOf, preferenceOf, queryBody, relatedBody, relatedOrder, suggestBody } from './opensearchQuery.ts';
import type { Facet, Hit, IndexSchema, Search, Suggestion } from './port.ts';
import type { BoundQuery } from './request.ts';
import { bindQuery, bindRelated, bindSuggest } from './request.ts';
import { orderSuggestions } from './suggestions.ts';

/** What {@link createOpenSearch} takes. */
export interface OpenSearchOptions {
  /** Made and closed by the caller; its own retries are not used. */
  readonly client: Client;
  readonly schema: IndexSchema;
  /** Milliseconds that one attempt may take. Default 5 000. */
  readonly timeoutMs?: number | undefined;
  /** Shards of an index that is created. Facets are exact with one. Default 1. */
  readonly shards?: number | undefined;
}

const Bucket = z.object({
  key: z.union([z.string(), z.number()]),
  key_as_string: z.string().optional(),
  doc_count: z.number(),
});
const Buckets = z.object({ buckets: z.array(Bucket) });
const HitAnswer = z.object({
  sort: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
  _source: z.object({ originals: z.record(z.string(), z.string()).optional() }).optional(),
});
const QueryAnswer = z.object({
  hits: z.object({ total: z.object({ value: z.number() }), hits: z.array(HitAnswer) }),
  aggregations: z.record(z.string(), Buckets).optional(),
});
const RelatedAnswer = z.object({ hits: z.object({ hits: z.array(HitAnswer) }) });
const SuggestAnswer = z.object({ aggregations: z.record(z.string(), z.object({ values: Buckets })) });

const parsed = <Shape extends z.ZodType>(shape: Shape, body: unknown): z.infer<Shape> => {
  const answer = shape.safeParse(body);
  if (answer.success) return answer.data;
  throw new PortError('search', 'UNAVAILABLE', 'search (opensearch): an answer of another shape', {
    cause: answer.error,
  });
};

const hitsOf = (
  query: Pick<BoundQuery, 'order' | 'terms' | 'highlight'>,
  hits: readonly z.infer<typeof HitAnswer>[],
): readonly Hit[] =>
  hits.map(({ sort, _source }) => ({
    id: String(sort.at(-1)),
    position: positionOf(query.order, sort),
    highlights: query.highlight.flatMap(({ name }) => {
      const text = _source?.originals?.[name];
      return text === undefined || query.terms === undefined ? [] : highlight(name, text, query.terms);
    }),
  }));

const searching =
  (call: Call, alias: string) =>
  (body: Readonly<Record<string, unknown>>, options: CallOptions | undefined, preference?: string) =>
    call(
      {
        method: 'POST',
        path: `/${alias}/_search`,
        // Part of an answer would be a wrong one: totals are exact.
        querystring: { allow_partial_search_results: false, ...(preference === undefined ? {} : { preference }) },
        body,
        repeatable: true,
      },
      options,
    );

/**
 * Search by OpenSearch 2 or 3, in the cluster or at AWS. An index `<alias>.<version>` stands behind the alias; mappings are strict; deletions stay as
 * documents that are not live, so that an older version never comes back. What is written is found after `refresh`, or within a second.
 *
 * @throws {@link PortError} `INVALID`, naming the option
 */
export const createOpenSearch = ({ client, schema, timeoutMs = 5_000, shards = 1 }: OpenSearchOptions): Search => {
  const declared = checkSchema(schema);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1)
    throw invalid(`option timeoutMs: a positive integer, not ${timeoutMs}`);
  if (!Number.isInteger(shards) || shards < 1 || shards > 100) throw invalid(`option shards: 1 to 100, not ${shards}`);
  const { alias } = schema;
  const call = createCall(client, timeoutMs);
  const search = searching(call, alias);
  const indices = createIndices({ call, alias, declared, shards });
  const bulk = createBulk({ call, declared });

  return {
    index: (documents, options) =>
      bulk(
        documents,
        options?.into === undefined ? alias : indices.writeAlias(checkVersionName(options.into)),
        options,
      ),
    async query(query, options) {
      const bound = bindQuery(declared, query);
      if (bound.nothing)
        return { hits: [], total: 0, facets: bound.facets.map(({ field }) => ({ field, values: [] })) };
      const { hits, aggregations } = parsed(
        QueryAnswer,
        await search(queryBody(bound, shards), options, preferenceOf(bound)),
      );
      const facets = bound.facets.map(
        ({ field }, at): Facet => ({
          field,
          values: (aggregations?.[`facet${at}`]?.buckets ?? []).map(({ key, key_as_string, doc_count }) => ({
            value: declared.get(field)?.type === 'number' ? String(key) : (key_as_string ?? String(key)),
            count: doc_count,
          })),
        }),
      );
      return { hits: hitsOf(bound, hits.hits), total: hits.total.value, facets };
    },
    async suggest(query, options) {
      const bound = bindSuggest(declared, query);
      if (bound === undefined) return [];
      const { aggregations } = parsed(SuggestAnswer, await search(suggestBody(bound), options));
      const found = bound.fields.flatMap(({ name, type }, at): readonly Suggestion[] => {
        const counts = new Map<string, number>();
        for (const { key, doc_count } of aggregations[`field${at}`]?.values.buckets ?? [])
          counts.set(type === 'text' ? String(key) : completedValue(String(key)), doc_count);
        return [...counts].map(([text, count]) => ({ text, field: name, count }));
      });
      return orderSuggestions(found, bound.size);
    },
    async related(query, options) {
      const bound = bindRelated(declared, query);
      if (bound.shared.length === 0) return [];
      const { hits } = parsed(RelatedAnswer, await search(relatedBody(bound), options));
      return hits.hits.map(({ sort }) => ({
        id: String(sort.at(-1)),
        position: [Number(sort[0]), ...positionOf([relatedOrder(bound.date)], sort.slice(1))],
        highlights: [],
      }));
    },
    ...indices.operations,
    async ping(options) {
      await call({ method: 'GET', path: '/', repeatable: true }, options);
    },
    async close() {
      // The client is the caller's.
    },
  };
};
