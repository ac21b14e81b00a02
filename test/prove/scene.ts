import type { Choose } from '../support/documents.ts';
import { anyWorld } from './anyWorld.ts';
import type { Allowed, PlainViewer } from './oracle.ts';
import { allowedTo, anyViewers } from './oracle.ts';
import type { PlainWorld } from './plain.ts';
import type { Question, Values } from './questions.ts';
import { anyQuestion, pointedQuestions, valuesIn } from './questions.ts';
import { oneOf, seeded } from './random.ts';
import { wholeSchema } from './schema.ts';
import type { Gateways } from './served.ts';
import { tags } from './shown.ts';
import type { Stack } from './stack.ts';
import { fill, openStack } from './stack.ts';

/** One who asks, what they may read, and what not even by its name. */
export interface Asker {
  readonly who: PlainViewer;
  readonly allowed: Allowed;
  /** Names of fields, arguments and values of which its view shows nothing. */
  readonly goneNames: ReadonlySet<string>;
}

/** A world that is filled, with those who ask it. */
export interface Scene extends AsyncDisposable {
  readonly stack: Stack;
  readonly world: PlainWorld;
  readonly askers: readonly Asker[];
  readonly values: Values;
  readonly choose: Choose;
  /** A document for this viewer: one of those that were asked before, of other records and by others, or a new one. */
  questionFor(asker: Asker): Question;
}

/** How often a document is asked. */
const A_DOCUMENT = 8;
const DOCUMENTS_KEPT = 60;

const lastNames = (coordinates: Iterable<string>): Set<string> =>
  new Set(Array.from(coordinates, (each) => each.match(/\w+(?=:?\)?$)/)?.[0] ?? ''));

const askerOf = (world: PlainWorld, who: PlainViewer): Asker => {
  const allowed = allowedTo(world, who);
  const [shown, gone] = [new Set<string>(), new Set<string>()];
  for (const coordinate of tags.keys()) (allowed.shows(coordinate) ? shown : gone).add(coordinate);
  return { who, allowed, goneNames: lastNames(gone).difference(lastNames(shown)) };
};

/** Whether a viewer's view shows all that a document uses. */
export const mayAsk = ({ allowed }: Asker, { uses, types }: Question): boolean =>
  [...uses, ...types].every((each) => allowed.shows(each));

/** Opens a scene that a seed alone decides. */
export const openScene = async (seed: number, gateways?: Gateways): Promise<Scene> => {
  const choose = seeded(seed);
  const world = anyWorld(choose);
  await using held = new AsyncDisposableStack();
  const stack = held.use(await openStack(gateways));
  await fill(stack, world);
  const viewers = anyViewers(choose);
  for (const viewer of viewers) await stack.admit(viewer);
  const values = valuesIn(world);
  const kept: { readonly question: Question; asked: number }[] = [];
  const pointed = pointedQuestions(wholeSchema);
  const disposed = held.move();
  return {
    stack,
    world,
    choose,
    values,
    askers: viewers.map((who) => askerOf(world, who)),
    questionFor: (asker) => {
      const toThePoint = pointed.filter((question) => mayAsk(asker, question));
      if (toThePoint.length > 0 && choose(5) === 0) return oneOf(choose, toThePoint);
      const known = kept.filter(({ question }) => mayAsk(asker, question));
      if (known.length > 3 && choose(6) > 0) {
        const again = oneOf(choose, known);
        again.asked += 1;
        if (again.asked >= A_DOCUMENT) kept.splice(kept.indexOf(again), 1);
        return again.question;
      }
      const question = anyQuestion(wholeSchema, values, choose, asker.allowed.shows);
      kept.push({ question, asked: 1 });
      if (kept.length > DOCUMENTS_KEPT) kept.shift();
      return question;
    },
    [Symbol.asyncDispose]: () => disposed.disposeAsync(),
  };
};
