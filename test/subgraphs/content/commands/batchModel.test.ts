import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { World } from '../../../support/world.ts';
import { openWorld } from '../../../support/world.ts';
import type { Chosen, Foretold, Kind, Named, Thing } from './batchModel.ts';
import { comeTrue, done, kinds, nobody, refusedAlone, refusedTogether, shouldSee, shownVersion } from './batchModel.ts';
import type { Given, Newsroom, SeenReceipt } from './newsroom.ts';
import { newsroomOf, writerOf } from './newsroom.ts';

const stepOf = fc.record({
  kind: fc.constantFrom(...kinds),
  /** Which of those that there are; what is beyond makes another. */
  changes: fc.nat({ max: 3 }),
  stale: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  slug: fc.nat({ max: 3 }),
  names: fc.constantFrom('nothing', 'nothing', 'something', 'coming', 'nobody'),
  which: fc.nat({ max: 5 }),
  later: fc.boolean(),
});
type Step = ReturnType<typeof stepOf.generate>['value'];

const roundOf = fc.record({
  /** Each by its own mutation and applied before the next; in one batch; or in one that is done as a whole. */
  way: fc.constantFrom('alone', 'apart', 'atomic', 'atomic'),
  steps: fc.array(stepOf, { minLength: 1, maxLength: 5 }),
  /** Whether all is sent once more, before it is applied and after. */
  again: fc.boolean(),
  /** Whether what is set for later comes to be then. */
  waits: fc.boolean(),
});
type Round = ReturnType<typeof roundOf.generate>['value'];

const NAMED: Readonly<Record<Kind, readonly Kind[]>> = {
  section: ['section'],
  tag: [],
  contributor: [],
  collection: ['section'],
  content: ['section', 'tag', 'contributor'],
};

/** What a step names. Sections are put below others as they are made alone, so that the model needs to know nothing of circles; of content, patches are no model of references. */
const namedBy = (
  { kind, names, which }: Step,
  way: Round['way'],
  isNew: boolean,
  before: readonly Chosen[],
  things: readonly Thing[],
): Named | undefined => {
  const may = NAMED[kind];
  const [first] = may;
  if (!first || names === 'nothing' || (!isNew && kind !== 'collection')) return undefined;
  if (names === 'nobody') return { kind: first, there: nobody };
  const coming = before.flatMap((each, at) =>
    !each.changes && may.includes(each.kind) ? [{ kind: each.kind, coming: at }] : [],
  );
  const made = coming[which % Math.max(1, coming.length)];
  if (names === 'coming' && way === 'atomic' && made) return made;
  const there = things.filter((each) => may.includes(each.kind));
  const one = there[which % Math.max(1, there.length)];
  return one && { kind: one.kind, there: one.id };
};

/** What a step is, beside those before it. Of those that are done apart none takes what another takes or leaves: who would be first is not said. */
const chosenBy = (
  step: Step,
  way: Round['way'],
  name: string,
  before: readonly Chosen[],
  things: readonly Thing[],
): Chosen => {
  const { kind } = step;
  const changes = things.filter((each) => each.kind === kind)[step.changes];
  const wanted = `s${step.slug}`;
  const isTouched = before.some((each) => each.kind === kind && each.slug === wanted);
  const apart = (changes?.next ?? changes?.live)?.slug ?? (isTouched ? name.toLowerCase() : wanted);
  const keepsBoth = way === 'apart' && changes?.live !== undefined && changes.next !== undefined;
  return {
    kind,
    changes,
    saw: changes && shownVersion(changes) + (step.stale ? 1 : 0),
    name,
    slug: way === 'apart' ? apart : wanted,
    names: namedBy(step, way, !changes, before, things),
    later: kind === 'collection' && (step.later || keepsBoth),
  };
};

const MUTATIONS = {
  section: 'saveSection',
  tag: 'saveTag',
  contributor: 'saveContributor',
  collection: 'saveCollection',
} as const;

/** The mutation of a command, and its arguments. */
const mutationOf = ({ kind, changes, saw, name, slug, names, later }: Chosen, now: number) => {
  const version = changes ? { id: changes.id, expectedVersion: saw } : {};
  const named = names && ('there' in names ? names.there : `#c${names.coming}`);
  if (kind === 'content') {
    const refers = names && {
      [names.kind === 'section' ? 'section' : `${names.kind}s`]: names.kind === 'section' ? named : [named],
    };
    return changes
      ? ({ mutation: 'updateContent', given: { ...version, patch: { headline: name } } } as const)
      : ({
          mutation: 'createContent',
          given: { content: { type: 'ARTICLE', language: 'en', headline: name, ...refers } },
        } as const);
  }
  const refers = {
    section: named === undefined ? {} : { parent: named },
    collection: { items: named === undefined ? [] : [{ section: named }] },
    tag: {},
    contributor: {},
  }[kind];
  const at = later ? { at: new Date(now + 300_000).toISOString() } : {};
  return { mutation: MUTATIONS[kind], given: { ...version, [kind]: { name, slug, ...refers }, ...at } } as const;
};

const told = ({ state, version, errors }: SeenReceipt): Foretold =>
  state === 'APPLIED' ? (version ?? 0) : errors.map(({ code, field }) => [code, field ?? ''] as const);

/** What became of commands in one batch, in their order. */
const sentTogether = async (
  world: World,
  newsroom: Newsroom,
  commands: readonly Chosen[],
  { way, again }: Round,
): Promise<SeenReceipt[]> => {
  const given = commands.map((each, at) => {
    const { mutation, given: says } = mutationOf(each, world.now());
    return { ...(way === 'atomic' && !each.changes ? { as: `c${at}` } : {}), [mutation]: says };
  });
  const send = (): Promise<SeenReceipt[]> => newsroom.sendBatch(given, { atomic: way === 'atomic' });
  const sent = await send();
  // What was refused at once was not kept, and is another command when it is sent again.
  const twice = again && sent.every(({ id }) => id !== null);
  if (twice) expect(await send()).toEqual(sent);
  await world.apply();
  const now = await Promise.all(sent.map(async (each) => (await newsroom.receipt(each.id ?? '')) ?? each));
  if (twice) expect(await send()).toEqual(now);
  return now;
};

const namesIn = ({ names }: Chosen, made: readonly string[]): string[] =>
  names ? ['there' in names ? names.there : (made[names.coming] ?? '')] : [];

type Compared = readonly [is: Foretold, should: Foretold];

const playAlone = async (
  world: World,
  newsroom: Newsroom,
  { steps, again }: Round,
  name: string,
  things: Thing[],
): Promise<Compared[]> => {
  const compared: Compared[] = [];
  for (const [index, step] of steps.entries()) {
    const command = chosenBy(step, 'alone', `${name}x${index}`, [], things);
    const { mutation, given } = mutationOf(command, world.now());
    const keyed: Given = { ...given, idempotencyKey: `alone ${name} ${index}` };
    const receipt = await newsroom.done(mutation, keyed);
    if (again && receipt.id !== null) expect(await newsroom.done(mutation, keyed)).toEqual(receipt);
    const foretold =
      refusedAlone(command, things) ?? done(command, receipt.subject ?? '', namesIn(command, []), things);
    compared.push([told(receipt), foretold]);
  }
  return compared;
};

/** Sends the commands of a round, and does them to the model; what became of each beside what was foretold. */
const play = async (
  world: World,
  newsroom: Newsroom,
  round: Round,
  name: string,
  things: Thing[],
): Promise<Compared[]> => {
  const { way, steps } = round;
  if (way === 'alone') return playAlone(world, newsroom, round, name, things);
  const commands: Chosen[] = [];
  for (const [index, step] of steps.entries()) commands.push(chosenBy(step, way, `${name}x${index}`, commands, things));
  const receipts = await sentTogether(world, newsroom, commands, round);
  const made = receipts.map(({ subject }) => subject ?? '');
  const refused = way === 'atomic' && commands.length > 1 ? refusedTogether(commands, things) : undefined;
  return commands.map((command, index): Compared => {
    const foretold =
      refused?.[index] ??
      refusedAlone(command, things) ??
      done(command, made[index] ?? '', namesIn(command, made), things);
    return [receipts[index] ? told(receipts[index]) : [], foretold];
  });
};

const ids = z.array(z.object({ id: z.string() }));
const id = z.object({ id: z.string() }).nullable();
const shape = z
  .object({
    name: z.string(),
    slug: z.string().optional(),
    version: z.number(),
    parent: id.optional(),
    section: id.optional(),
    tags: ids.optional(),
    contributors: ids.optional(),
    items: z.array(z.object({ section: id })).optional(),
  })
  .transform(({ name, slug, version, parent, section, tags = [], contributors = [], items = [] }) => {
    const named = [parent, section, ...tags, ...contributors, ...items.map((item) => item.section)];
    return { name, slug, version, names: named.flatMap((each) => (each ? [each.id] : [])) };
  })
  .nullable();

const FIELDS: Readonly<Record<Kind, string>> = {
  section: 'name slug version parent { id }',
  tag: 'name slug version',
  contributor: 'name slug version',
  collection: 'name slug version items { section { id } }',
  content: 'name: headline version section { id } tags { id } contributors { id }',
};

/** What readers, and who previews, see of one. */
const seen = async (world: World, { kind, id: of }: Thing): Promise<unknown> => {
  const previews = kind === 'collection' || kind === 'content' ? ', preview: true' : '';
  const query = `{ live: ${kind}(id: "${of}") { ${FIELDS[kind]} } next: ${kind}(id: "${of}"${previews}) { ${FIELDS[kind]} } }`;
  return z.object({ live: shape, next: shape }).parse(await world.data('content', writerOf(), query));
};

it('makes of what is saved, alone or in batches, what a model makes of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(roundOf, { minLength: 2, maxLength: 5 }), async (rounds) => {
      await using world = await openWorld();
      const newsroom = newsroomOf(world);
      const things: Thing[] = [];
      for (const [at, round] of rounds.entries()) {
        world.pass(1_000);
        const compared = await play(world, newsroom, round, `N${at}`, things);
        expect(compared.map(([is]) => is)).toEqual(compared.map(([, should]) => should));
        if (round.waits) {
          world.pass(600_000);
          await world.apply();
          comeTrue(things);
        }
        for (const thing of things) expect(await seen(world, thing)).toEqual(shouldSee(thing));
      }
    }),
    { numRuns: 20 },
  );
});
