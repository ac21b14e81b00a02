import type { Client } from '@opensearch-project/opensearch';
import type { CallOptions } from '../records/port.ts';
import { checkCount, checkPage, checkSchema, checkVersionName, invalid } from './fields.ts';
import { nothingFound, relatedOf, resultOf, sharedOf, suggestionsOf } from './opensearchAnswers.ts';
import { createBulk } from './opensearchBulk.ts';
import { createCall } from './opensearchCalls.ts';
import { createHeld } from './opensearchHeld.ts';
import { createIndices } from './opensearchIndices.ts';
import type { LanguageAnalyzers } from './opensearchLanguages.ts';
import { createLanguages } from './opensearchLanguages.ts';
import { preferenceOf, queryBody, relatedBody, relatedOrder, sharedBody, suggestBody } from './opensearchQuery.ts';
import { createSearches } from './opensearchSearches.ts';
import type { IndexSchema, Search, SearchResult } from './port.ts';
import type { BoundQuery } from './request.ts';
import { bindQueries, bindQuery, bindRelated, bindSuggest, notAborted, sharedValues } from './request.ts';

/** What {@link createOpenSearch} takes. */
export interface OpenSearchOptions {
  /** Made and closed by the caller; its own retries are not used. */
  readonly client: Client;
  readonly schema: IndexSchema;
  /** Milliseconds that one attempt may take. Default 5 000. */
  readonly timeoutMs?: number | undefined;
  /** Analyzers of languages, which only boost. Default: none. A change of them asks for a rebuild. */
  readonly languages?: LanguageAnalyzers | undefined;
  /** Shards of an index that is created. Facets are exact with one. Default 1. */
  readonly shards?: number | undefined;
}

/**
 * Search by OpenSearch 2 or 3, in the cluster or at AWS. An index `<alias>.<version>` stands behind the alias; mappings are strict; deletions stay as
 * documents that are not live, so that an older version never comes back. What is written is found after `refresh`, or within half a second.
 *
 * @throws {@link PortError} `INVALID`, naming the option
 */
export const createOpenSearch = (options: OpenSearchOptions): Search => {
  const { client, schema, timeoutMs = 5_000, shards = 1 } = options;
  const declared = checkSchema(schema);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1)
    throw invalid(`option timeoutMs: a positive integer, not ${timeoutMs}`);
  if (!Number.isInteger(shards) || shards < 1 || shards > 100) throw invalid(`option shards: 1 to 100, not ${shards}`);
  const { alias } = schema;
  const languages = createLanguages(declared, options.languages);
  const call = createCall(client, timeoutMs);
  const searches = createSearches(call, alias);
  const indices = createIndices({ call, alias, declared, shards, languages });
  const bulk = createBulk({ call, declared, languages });
  const searchOf = (bound: BoundQuery) => ({
    body: queryBody(bound, shards, languages.clauses(bound)),
    preference: preferenceOf(bound),
  });

  const queryAll = async (
    bound: readonly BoundQuery[],
    options: CallOptions | undefined,
  ): Promise<readonly SearchResult[]> => {
    const answers = await searches.many(bound.filter(({ nothing }) => !nothing).map(searchOf), options);
    let next = 0;
    return bound.map((each) => (each.nothing ? nothingFound(each) : resultOf(declared, each, answers[next++])));
  };

  const held = createHeld(call, (of) => (of === undefined ? alias : indices.indexName(of)));

  return {
    index: (documents, options) =>
      bulk(
        documents,
        options?.into === undefined ? alias : indices.writeAlias(checkVersionName(options.into)),
        options,
      ),
    async held(ids, options) {
      checkCount(ids.length);
      return held.held(ids, options);
    },
    async walk(page, options) {
      checkPage(page.size);
      return held.walk(page, options);
    },
    async query(query, options) {
      notAborted(options);
      const bound = bindQuery(declared, query);
      return bound.nothing
        ? nothingFound(bound)
        : resultOf(declared, bound, await searches.one(searchOf(bound), options));
    },
    async queryMany(queries, options) {
      notAborted(options);
      return queryAll(bindQueries(declared, queries), options);
    },
    async suggest(query, options) {
      notAborted(options);
      const bound = bindSuggest(declared, query);
      return bound === undefined ? [] : suggestionsOf(bound, await searches.one({ body: suggestBody(bound) }, options));
    },
    async related(query, options) {
      notAborted(options);
      const bound = bindRelated(declared, query);
      const own = sharedOf(await searches.one({ body: sharedBody(bound) }, options));
      const shared = bound.ids.map((id) =>
        sharedValues(bound, ({ name }) => [own.get(id)?.[name] ?? []].flat().toSorted()),
      );
      const asked = bound.ids.flatMap((id, at) => {
        const values = shared[at] ?? [];
        return values.length === 0 ? [] : [{ at, body: relatedBody(bound, id, values) }];
      });
      const answers = await searches.many(asked, options);
      const order = [relatedOrder(bound.date)];
      const found = new Map(asked.map(({ at }, next) => [at, relatedOf(order, answers[next])]));
      return bound.ids.map((_, at) => found.get(at) ?? []);
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
