import { Kind, parse, visit } from 'graphql';
import { anyWorld } from './anyWorld.ts';
import { changeUnseen } from './change.ts';
import type { PlainViewer } from './oracle.ts';
import { allowedTo, anyViewers } from './oracle.ts';
import type { Question } from './questions.ts';
import { anyQuestion, valuesIn, variablesFor } from './questions.ts';
import { oneOf, seeded } from './random.ts';
import { wholeSchema } from './schema.ts';
import type { Answered, Asking } from './stack.ts';
import { fill, openStack } from './stack.ts';

/** What pairs of worlds came to. */
export interface PairTotals {
  pairs: number;
  /** Answers that were compared, by their bytes. */
  answers: number;
  /** Of them those to which something was answered. */
  telling: number;
  /** Answers in the order of relevance in which the same hits came in another order: shared statistics of words decide it. */
  reordered: number;
  readonly differences: string[];
}

/** Pairs from one world, each of which is the next one's first. */
const A_WORLD = 100;
/** Asked of each pair, before and after. */
const QUESTIONS = 5;
const MOST_TOLD = 20;

/**
 * Fixed questions in which what is hidden would show first: counts, facets, completions, likeness, pages and orders. Relevance is none of them: words weigh by
 * how frequent they are in the whole index.
 */
const TELLING: readonly string[] = [
  '{ search(query: "harbour", sort: NEWEST, first: 5) { totalCount edges { cursor node { __typename } } pageInfo { hasNextPage endCursor } } }',
  '{ search(first: 20) { totalCount facets(fields: [KIND, TYPE, OWNER, LANGUAGE], first: 50) { field values { value count } } } }',
  '{ search(query: "ferry", sort: OLDEST) { totalCount edges { cursor node { ... on Content { id related(first: 5) { id } } ... on MediaAsset { id } } } } }',
  '{ latestContent(first: 4) { edges { cursor node { id translations { id } related { id } } } pageInfo { hasNextPage endCursor } } }',
  '{ latestContent(first: 100) { edges { cursor node { id owner { id } media { id contentType } } } pageInfo { hasNextPage endCursor } } }',
];
const IN_MOST_VIEWS: readonly string[] = [
  '{ suggest(prefix: "har", first: 20) { text count } }',
  '{ suggest(prefix: "zq", first: 20) { text count } }',
  '{ search(query: "gale", sort: NEWEST) { totalCount facets(fields: [SECTION, TAG, CONTRIBUTOR]) { values { value count tag { name } } } edges { highlights { field html } } } }',
];

/** In the order of relevance the same hits must come, with the same counts and cut-outs; but maybe in another order, unless all hits weigh the same. */
const RANKED: Asking = {
  query: `{ search(query: "ferry harbour", first: 100) { totalCount facets(fields: [KIND, TYPE], first: 50) { values { value count } }
    edges { node { ... on Content { id } ... on MediaAsset { id } } highlights { field text } } } }`,
  variables: {},
  by: 'POST',
};

/** An answer with its hits in one order. */
const inOneOrder = (answer: string): string =>
  JSON.stringify(JSON.parse(answer.slice(answer.lastIndexOf('\n') + 1)), (key, value: unknown) =>
    key === 'edges' && Array.isArray(value) ? value.map((each) => JSON.stringify(each)).sort() : value,
  );

const inBytes = ({ status, headers, body }: Answered): string => `${status}\n${headers}\n${body}`;

/** Whether any part of a question is ordered by relevance of words, which shared statistics decide where the key has hits weighed by it. */
const isRanked = ({ scoring }: PlainViewer, { text }: Question): boolean => {
  let ranked = false;
  visit(parse(text), {
    Field: ({ name, arguments: given = [] }) => {
      const argumentNamed = (argument: string) => given.find((each) => each.name.value === argument)?.value;
      if (name.value !== 'search' || !argumentNamed('query')) return;
      const sort = argumentNamed('sort');
      ranked ||= sort?.kind !== Kind.ENUM || sort.value === 'RELEVANCE';
    },
  });
  return scoring === 'relevance' && ranked;
};

/**
 * Changes, so many times, what one viewer cannot see, and holds what it is answered before and after against each other, byte by byte.
 * @param tell - told now and then how far it has come.
 */
export const proveWorlds = async (
  seed: number,
  pairs: number,
  tell: (totals: PairTotals) => void = () => undefined,
): Promise<PairTotals> => {
  const totals: PairTotals = { pairs: 0, answers: 0, telling: 0, reordered: 0, differences: [] };
  for (let at = 0; totals.pairs < pairs; at += 1) {
    const choose = seeded(seed + at);
    const world = anyWorld(choose, { contents: 40, assets: 12 });
    await using stack = await openStack();
    await fill(stack, world);
    const viewers = anyViewers(choose);
    for (const viewer of viewers) await stack.admit(viewer);
    const end = Math.min(pairs, totals.pairs + A_WORLD);

    const questionsOf = (who: PlainViewer): Asking[] => {
      const { shows } = allowedTo(world, who);
      const values = valuesIn(world);
      const asked: Asking[] = [oneOf(choose, TELLING), oneOf(choose, IN_MOST_VIEWS)].map((query) => ({
        query,
        variables: {},
        by: 'POST',
      }));
      asked.push(RANKED);
      while (asked.length < QUESTIONS) {
        const question = anyQuestion(wholeSchema, values, choose, shows);
        if (!isRanked(who, question))
          asked.push({ query: question.text, variables: variablesFor(question, values, choose), by: 'GET' });
      }
      return asked;
    };

    for (let turn = 0; totals.pairs < end; turn += 1) {
      const who = oneOf(choose, viewers);
      const questions = questionsOf(who);
      const before: string[] = [];
      for (const asking of questions) before.push(inBytes(await stack.ask(who, asking)));
      const what = await changeUnseen(stack, world, who, choose, `turn-${seed + at}-${turn}`);
      for (const [index, asking] of questions.entries()) {
        const after = inBytes(await stack.ask(who, asking));
        totals.answers += 1;
        if (/"(edges|values|id|text)":/.test(after)) totals.telling += 1;
        const was = before[index] ?? '';
        if (after === was) continue;
        if (asking === RANKED && who.scoring === 'relevance' && inOneOrder(after) === inOneOrder(was)) {
          totals.reordered += 1;
          continue;
        }
        const difference = `seed ${seed + at}, turn ${turn}, ${who.name}: ${what}\n    ${asking.query}\n    ${JSON.stringify(asking.variables)}\n    ${was.slice(-600)}\n    ${after.slice(-600)}`;
        totals.differences.push(totals.differences.length < MOST_TOLD ? difference : what);
      }
      totals.pairs += 1;
      if (totals.pairs % 100 === 0) tell(totals);
    }
  }
  return totals;
};
