import { z } from 'zod';
import type { CallOptions } from '../records/port.ts';
import { parsed } from './opensearchAnswers.ts';
import type { Call, Refusal } from './opensearchCalls.ts';
import type { Clause } from './opensearchQuery.ts';

/** One search: its body, and which copies of the shards are to answer. */
export interface OneSearch {
  readonly body: Clause;
  readonly preference?: string | undefined;
}

const Many = z.object({ responses: z.array(z.record(z.string(), z.unknown())) });

const refusalIn = (body: unknown): Refusal | undefined => {
  for (const answer of Many.safeParse(body).data?.responses ?? [])
    if (answer.error !== undefined) return { status: Number(answer.status), body: answer };
  return undefined;
};

/** Part of an answer would be a wrong one: totals are exact. */
const WHOLE = { allow_partial_search_results: false } as const;

/** Asks an alias: one search, or several in one request. */
export const createSearches = (call: Call, alias: string) => {
  const one = ({ body, preference }: OneSearch, options: CallOptions | undefined): Promise<unknown> =>
    call(
      {
        method: 'POST',
        path: `/${alias}/_search`,
        querystring: { ...WHOLE, ...(preference === undefined ? {} : { preference }) },
        body,
        repeatable: true,
      },
      options,
    );

  const many = async (
    searches: readonly OneSearch[],
    options: CallOptions | undefined,
  ): Promise<readonly unknown[]> => {
    if (searches.length === 0) return [];
    const body = await call(
      {
        method: 'POST',
        path: `/${alias}/_msearch`,
        lines: searches.flatMap(({ body: own, preference }) => [
          { ...WHOLE, ...(preference === undefined ? {} : { preference }) },
          own,
        ]),
        refusal: refusalIn,
        repeatable: true,
      },
      options,
    );
    return parsed(
      Many.refine(({ responses }) => responses.length === searches.length),
      body,
    ).responses;
  };

  return { one, many };
};
