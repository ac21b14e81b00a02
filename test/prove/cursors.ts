import { z } from 'zod';
import { parsedAnswer } from '../support/answer.ts';
import type { Choose } from '../support/documents.ts';
import type { Allowed, PlainViewer } from './oracle.ts';
import { liveVersion } from './oracle.ts';
import type { PlainWorld } from './plain.ts';
import { oneOf } from './random.ts';
import type { Answered, Stack } from './stack.ts';

/** A list that can be paged through, and what stands in it. */
interface PagedList {
  readonly needs: readonly string[];
  readonly oldestFirst?: boolean | undefined;
  readonly select: string;
  readonly section?: string | undefined;
}

interface Entry {
  readonly id: string;
  readonly published: string;
}

const list = (field: string, given: string): string =>
  `${field}(${given}, first: $first, after: $after) { edges { node { ... on Content { id } } } pageInfo { endCursor hasNextPage } }`;

const listsIn = (world: PlainWorld): readonly PagedList[] => {
  const sections = world.terms.filter(({ kind }) => kind === 'section').map(({ id }) => id);
  return [
    { needs: ['LatestContentFilter.owner'], select: list('latestContent', 'filter: {}') },
    ...sections.slice(0, 3).map((section) => ({
      needs: ['LatestContentFilter.section'],
      section,
      select: list('latestContent', `filter: { section: "${section}" }`),
    })),
    { needs: ['SearchSort.NEWEST'], select: list('search', 'sort: NEWEST, filter: { kinds: [CONTENT] }') },
    {
      needs: ['SearchSort.OLDEST'],
      oldestFirst: true,
      select: list('search', 'sort: OLDEST, filter: { kinds: [CONTENT] }'),
    },
  ];
};

const entriesOf = ({ section, oldestFirst }: PagedList, { content }: Allowed): Entry[] => {
  const entries = [...content]
    .flatMap((each) => liveVersion(each)?.content ?? [])
    .filter((each) => section === undefined || each.section === section)
    .map(({ id, published }) => ({ id, published }))
    .sort((a, b) => (a.published < b.published ? 1 : -1));
  return oldestFirst ? entries.reverse() : entries;
};

const page = z.object({
  data: z.record(
    z.string(),
    z.object({
      edges: z.array(z.object({ node: z.object({ id: z.string() }) })),
      pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
    }),
  ),
});

/** One who asks, and what they may read. */
export interface Reader {
  readonly who: PlainViewer;
  readonly allowed: Allowed;
}

/** What came of a cursor in other hands. */
export interface CursorOutcome {
  readonly answered: Answered;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly leaves: number;
  readonly fault: string | undefined;
}

/**
 * Takes a cursor from one viewer's page and gives it with another viewer's request: in the same list it is that viewer's own list from the same place on, in any other list it is refused.
 * @returns `undefined` where one of them has no such list, or the first no such page.
 */
export const passCursor = async (
  stack: Stack,
  world: PlainWorld,
  from: Reader,
  to: Reader,
  choose: Choose,
): Promise<CursorOutcome | undefined> => {
  const lists = listsIn(world);
  const [one, other] = [oneOf(choose, lists), oneOf(choose, lists)];
  const isShown = ({ needs }: PagedList, { allowed }: Reader): boolean => needs.every(allowed.shows);
  if (!isShown(one, from) || !isShown(other, to)) return undefined;
  const queryOf = ({ select }: PagedList): string => `query ($first: Int, $after: String) { list: ${select} }`;
  const first = 1 + choose(4);
  const begun = page.parse(
    JSON.parse((await stack.ask(from.who, { query: queryOf(one), variables: { first }, by: 'POST' })).body),
  );
  const after = begun.data.list?.pageInfo.endCursor;
  const last = entriesOf(one, from.allowed).slice(0, first).at(-1);
  if (typeof after !== 'string' || !last) return undefined;

  const variables = { first: 100, after };
  const query = queryOf(other);
  const answered = await stack.ask(to.who, { query, variables, by: 'POST' });
  const said = { answered, query, variables };
  if (one !== other) {
    const codes = parsedAnswer(answered.body).errors.map(({ extensions }) => extensions.code);
    return {
      ...said,
      leaves: 0,
      fault: codes.join() === 'BAD_CURSOR' ? undefined : `another list's cursor: ${codes.join()}`,
    };
  }
  const wanted = entriesOf(other, to.allowed)
    .filter(({ published }) => (other.oldestFirst ? published > last.published : published < last.published))
    .map(({ id }) => id);
  const is = page.safeParse(JSON.parse(answered.body)).data?.data.list?.edges.map(({ node }) => node.id) ?? [];
  return {
    ...said,
    leaves: wanted.length,
    fault: is.join() === wanted.join() ? undefined : `after a cursor: ${is.length} entries for ${wanted.length}`,
  };
};
