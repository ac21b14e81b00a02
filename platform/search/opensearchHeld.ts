import { z } from 'zod';
import { parsed } from './opensearchAnswers.ts';
import type { Call, Refusal } from './opensearchCalls.ts';
import type { HeldDocument, ReadIndexOptions, Search } from './port.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);
const Source = z.object({ live: z.boolean(), values: z.record(z.string(), z.array(value)).optional() });
const Held = z.object({ _id: z.string(), _version: z.number(), _source: Source }).transform(
  ({ _id: id, _version: version, _source: { live, values } }): HeldDocument => ({
    id,
    version,
    values: live ? new Map(Object.entries(values ?? {})) : undefined,
  }),
);
const Got = z.object({
  docs: z.array(z.union([Held, z.object({ found: z.literal(false) }).transform(() => undefined)])),
});
const Walked = z.object({ hits: z.object({ hits: z.array(Held) }) });

const Refused = z.object({ docs: z.array(z.looseObject({ error: z.unknown() })).min(1) });

/** An index that is not there is told of each document, under 200. */
const refusalIn = (body: unknown): Refusal | undefined => {
  const refused = Refused.safeParse(body).data?.docs.find(({ error }) => error !== undefined);
  return refused && { status: 404, body: refused };
};

/** Of a document no more than what is compared. */
const SOURCE = ['live', 'values'];

/** Reads what an index holds: by id as it was last written, in order as it was last refreshed. */
export const createHeld = (call: Call, indexOf: (of: string | undefined) => string): Pick<Search, 'held' | 'walk'> => ({
  held: async (ids: readonly string[], options?: ReadIndexOptions) => {
    if (ids.length === 0) return [];
    const body = await call(
      {
        method: 'POST',
        path: `/${indexOf(options?.of)}/_mget`,
        querystring: { _source_includes: SOURCE.join(',') },
        body: { ids: [...ids] },
        refusal: refusalIn,
        repeatable: true,
      },
      options,
    );
    return parsed(
      Got.refine(({ docs }) => docs.length === ids.length),
      body,
    ).docs;
  },
  walk: async ({ after, size }, options) => {
    const body = await call(
      {
        method: 'POST',
        path: `/${indexOf(options?.of)}/_search`,
        querystring: { allow_partial_search_results: false },
        body: {
          size,
          version: true,
          _source: SOURCE,
          query: { match_all: {} },
          sort: [{ id: 'asc' }],
          ...(after === undefined ? {} : { search_after: [after] }),
        },
        repeatable: true,
      },
      options,
    );
    return parsed(Walked, body).hits.hits;
  },
});
