import type { IntrospectionQuery } from 'graphql';
import { buildClientSchema, execute, getIntrospectionQuery, parse } from 'graphql';
import { parsedAnswer } from '../support/answer.ts';
import { compare, placesOf, plainResult } from './compare.ts';
import { coordinatesOf } from './coordinates.ts';
import { passCursor } from './cursors.ts';
import { entityQuestion } from './entities.ts';
import { modelFor } from './model.ts';
import { anyQuestion, variablesFor } from './questions.ts';
import { oneOf } from './random.ts';
import type { Asker, Scene } from './scene.ts';
import { mayAsk, openScene } from './scene.ts';
import { wholeSchema } from './schema.ts';
import type { Gateways } from './served.ts';
import type { Sheet, Totals } from './sheet.ts';
import { sheetFor } from './sheet.ts';
import { tags } from './shown.ts';
import type { Answered, Asking } from './stack.ts';
import { nothingUnsaid } from './unsaid.ts';

/** Asks one question of its kind, where there is one for this viewer, and holds the answer against what is allowed. */
type Ask = (scene: Scene, asker: Asker, sheet: Sheet) => Promise<void>;

/** Answers from one world. */
const A_WORLD = 4_000;

/** Beside one who asks so many others ask the same. */
const MOST_ALIKE = 3;

const way = ({ choose }: Scene): Asking['by'] => (choose(3) === 0 ? 'GET' : 'POST');

/** An answer must be the model's, no more and no less. */
const holdAgainstModel = async (
  { world }: Scene,
  { who, allowed }: Asker,
  asking: Asking,
  answer: Answered,
  sheet: Sheet,
): Promise<void> => {
  const unsaid = nothingUnsaid();
  const expected = plainResult(
    await execute({
      schema: wholeSchema,
      document: parse(asking.query),
      rootValue: modelFor(world, who, allowed, unsaid).root,
      variableValues: asking.variables,
    }),
  );
  const { data, errors } = parsedAnswer(answer.body);
  const { leaves, faults } = compare(expected.data, data, unsaid);
  sheet.found(leaves);
  sheet.wrong(faults, asking);
  if (placesOf(errors) !== expected.places || errors.some(({ extensions }) => extensions.code !== 'FORBIDDEN'))
    sheet.wrong([`errors ${JSON.stringify(errors).slice(0, 300)}, wanted at [${expected.places}]`], asking);
};

/** What the viewer's view shows, of whatever records. */
const askValid: Ask = async (scene, asker, sheet) => {
  const { stack, values, choose } = scene;
  const question = scene.questionFor(asker);
  const asking = { query: question.text, variables: variablesFor(question, values, choose), by: way(scene) };
  const answer = await stack.ask(asker.who, asking);
  sheet.answered('valid', answer, asking);
  await holdAgainstModel(scene, asker, asking, answer, sheet);
};

/** The same of several viewers, whose answers are kept beside each other: each gets its own, and as it is kept it is as it was made, byte for byte. */
const askKept: Ask = async (scene, asker, sheet) => {
  const { stack, values, choose, askers } = scene;
  const question = scene.questionFor(asker);
  const asking = { query: question.text, variables: variablesFor(question, values, choose), by: way(scene) };
  const alike = askers.filter((each) => each !== asker && mayAsk(each, question));
  for (const each of [asker, ...alike.slice(0, MOST_ALIKE), asker]) {
    const own = sheet.of(each);
    const [cold, ...warm] = await stack.askKept(each.who, asking);
    own.answered('kept', cold, asking);
    await holdAgainstModel(scene, each, asking, cold, own);
    own.kept(warm.filter(({ isKept }) => isKept).length);
    for (const answer of warm)
      if (answer.status !== cold.status || answer.body !== cold.body)
        own.leak(`as it is kept it is another: ${answer.body.slice(0, 300)}, not ${cold.body.slice(0, 300)}`, asking);
  }
};

/** A document with each name of what is hidden a letter short. */
const misspelled = (text: string, names: ReadonlySet<string>): string =>
  text.replaceAll(/\w+/g, (word) => (names.has(word) && word.length > 3 ? word.slice(0, -1) : word));

/** What the view hides, as it is named or misspelled: nothing is answered, and no error names what the question did not. */
const askHidden: Ask = async (scene, asker, sheet) => {
  const { stack, values, choose } = scene;
  const question = anyQuestion(wholeSchema, values, choose, () => true);
  if (mayAsk(asker, question)) return;
  const query = choose(2) === 0 ? question.text : misspelled(question.text, asker.goneNames);
  const asking = { query, variables: variablesFor(question, values, choose), by: way(scene) };
  const answer = await stack.ask(asker.who, asking);
  sheet.answered('hidden', answer, asking, JSON.stringify(asking));
  const { data, errors } = parsedAnswer(answer.body);
  if (data !== undefined || errors.some(({ extensions }) => extensions.code !== 'VALIDATION'))
    sheet.leak(`what is hidden was answered: ${answer.body.slice(0, 200)}`, asking);
  const quoted = errors.flatMap(({ message }) => message.match(/"[^"]*"|`[^`]*`/g) ?? []);
  for (const word of quoted.flatMap((each) => each.match(/\w+/g) ?? []))
    if (asker.goneNames.has(word) && !query.includes(word)) sheet.leak(`an error names ${word}`, asking);
};

const askIntrospection: Ask = async (scene, { who, allowed }, sheet) => {
  const asking = { query: getIntrospectionQuery(), variables: {}, by: way(scene) };
  const answer = await scene.stack.ask(who, asking);
  sheet.answered('introspection', answer, asking);
  const { data }: { readonly data: IntrospectionQuery } = JSON.parse(answer.body);
  const told = coordinatesOf(buildClientSchema(data));
  const hidden = told.filter((each) => !allowed.shows(each));
  if (hidden.length > 0) sheet.leak(`introspection tells ${hidden.join()}`, asking);
  const shown = [...tags.keys()].filter((each) => allowed.shows(each));
  const missing = shown.filter((each) => !told.includes(each));
  sheet.found(shown.length);
  if (missing.length > 0) sheet.wrong([`introspection lacks ${missing.join()}`], asking);
};

const askEntities: Ask = async ({ stack, world, choose }, { who, allowed }, sheet) => {
  const entity = entityQuestion(world, allowed, who, choose, modelFor(world, who, allowed, nothingUnsaid()));
  const answer = await stack.askSubgraph(entity.subgraph, who, entity.query, entity.variables);
  sheet.answered('entities', answer, entity);
  const { leaves, faults } = compare(entity.expected, parsedAnswer(answer.body).data, nothingUnsaid());
  sheet.found(leaves);
  sheet.wrong(faults, entity);
};

const askWithCursor: Ask = async ({ stack, world, askers, choose }, asker, sheet) => {
  const passed = await passCursor(stack, world, oneOf(choose, askers), asker, choose);
  if (!passed) return;
  sheet.answered('cursors', passed.answered, passed);
  sheet.found(passed.leaves);
  if (passed.fault !== undefined) sheet.wrong([passed.fault], passed);
};

/** Of a hundred questions so many are of each kind; some kinds have none for every viewer. */
const KINDS: readonly (readonly [count: number, ask: Ask])[] = [
  [58, askValid],
  [4, askKept],
  [20, askHidden],
  [3, askIntrospection],
  [10, askEntities],
  [5, askWithCursor],
];
const TURNS = KINDS.flatMap(([count, ask]) => Array.from({ length: count }, () => ask));

/**
 * Asks so many random questions of worlds that a seed decides, and looks for values that may not be there and for values that are not there but must be.
 * @param tell - told now and then how far it has come.
 * @param gateways - who answers; without them one gateway over a cache of its own.
 */
export const proveCanaries = async (
  seed: number,
  answers: number,
  tell: (totals: Totals) => void = () => undefined,
  gateways?: Gateways,
): Promise<Totals> => {
  const totals: Totals = { answers: 0, leaves: 0, kept: 0, planted: 0, allowed: 0, leaks: [], wrong: [], kinds: {} };
  let told = 0;
  for (let at = 0; totals.answers < answers; at += 1) {
    await using scene = await openScene(seed + at, gateways);
    totals.planted += scene.world.canaries.planted;
    const end = Math.min(answers, totals.answers + A_WORLD);
    for (let turn = 0; totals.answers < end; turn += 1) {
      const asker = oneOf(scene.choose, scene.askers);
      const ask = oneOf(scene.choose, TURNS);
      await ask(scene, asker, sheetFor(scene, asker, totals, `seed ${seed + at}, turn ${turn},`));
      if (totals.answers >= told + 1_000) {
        told = totals.answers;
        tell(totals);
      }
    }
  }
  return totals;
};
