import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { World } from '../../../support/world.ts';
import { openWorld } from '../../../support/world.ts';
import type { Newsroom, SeenReceipt } from './newsroom.ts';
import { newsroomOf, story, writerOf } from './newsroom.ts';

/** What a record should be: the headline of each copy, and the version in which it was saved. */
interface Copy {
  readonly headline: string;
  readonly version: number;
}
interface Modelled {
  readonly id: string;
  version: number;
  live: Copy | undefined;
  work: Copy | undefined;
}

/** One thing that somebody does: to which record, whether they have seen its latest version, and whether they send it twice. */
const step = fc.record({
  what: fc.constantFrom('create', 'update', 'update', 'publish', 'publish', 'withdraw', 'delete'),
  record: fc.nat({ max: 2 }),
  stale: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  twice: fc.boolean(),
});
type Step = { readonly what: string; readonly record: number; readonly stale: boolean; readonly twice: boolean };

/** The reason for which a step is refused, or what it makes of the record. */
const foretell = (
  { what, stale }: Step,
  { live, work, version }: Modelled,
  headline: string,
): string | Pick<Modelled, 'live' | 'work'> => {
  if (!live && !work) return 'NOT_FOUND';
  if (stale) return 'VERSION_CONFLICT';
  const next = version + 1;
  switch (what) {
    case 'update':
      return { live, work: { headline, version: next } };
    case 'publish':
      return work ? { live: { headline: work.headline, version: next }, work: undefined } : 'INVALID';
    case 'withdraw':
      return live ? { live: undefined, work: { headline: (work ?? live).headline, version: next } } : 'INVALID';
    default:
      return { live: undefined, work: undefined };
  }
};

const seenVersion = ({ what, stale }: Step, { live, work }: Modelled): number => {
  const seen = what === 'withdraw' ? (live ?? work) : (work ?? live);
  return (seen?.version ?? 1) + (stale ? 1 : 0);
};

const shape = z.object({
  live: z.object({ headline: z.string(), version: z.number() }).nullable(),
  copy: z.object({ headline: z.string(), version: z.number() }).nullable(),
});
const read = async (world: World, id: string): Promise<z.infer<typeof shape>> => {
  const query = `query ($id: ID!) {
    live: content(id: $id) { headline version }
    copy: content(id: $id, preview: true) { headline version }
  }`;
  return shape.parse(await world.data('content', writerOf(), query, { id }));
};

const send = (
  newsroom: Newsroom,
  each: Step,
  record: Modelled,
  headline: string,
  key: string,
): Promise<SeenReceipt> => {
  const given = { id: record.id, expectedVersion: seenVersion(each, record), idempotencyKey: key };
  switch (each.what) {
    case 'update':
      return newsroom.done('updateContent', { ...given, patch: { headline } });
    case 'publish':
      return newsroom.done('publishContent', given);
    case 'withdraw':
      return newsroom.done('withdrawContent', given);
    default:
      return newsroom.done('deleteContent', given);
  }
};

/** What is told of a receipt: why it is refused, or the version that it made. */
const told = ({ state, version, errors }: SeenReceipt): unknown => (state === 'APPLIED' ? version : errors[0]?.code);

/** Does the steps, and answers what each came to beside what the model says. */
const play = async (world: World, steps: readonly Step[]): Promise<{ is: unknown[]; should: unknown[] }> => {
  const newsroom = newsroomOf(world);
  const records: Modelled[] = [];
  const is: unknown[] = [];
  const should: unknown[] = [];
  const compare = (one: unknown, other: unknown): void => {
    is.push(one);
    should.push(other);
  };
  for (const [index, each] of steps.entries()) {
    const headline = `Headline ${index}`;
    const key = `step ${index}`;
    world.pass(1_000);
    const record = records[each.record];
    if (each.what === 'create' || !record) {
      const given = { ...story(headline), idempotencyKey: key };
      const { id } = await newsroom.applied('createContent', given);
      // Sent again, it is the same record.
      if (each.twice) compare(await newsroom.applied('createContent', given), { id, version: 1 });
      records.push({ id, version: 1, live: undefined, work: { headline, version: 1 } });
      continue;
    }
    const foretold = foretell(each, record, headline);
    const receipt = await send(newsroom, each, record, headline, key);
    // What was refused at once was not kept, and is another command when it is sent again.
    if (each.twice && receipt.id !== null) compare(await send(newsroom, each, record, headline, key), receipt);
    if (typeof foretold !== 'string') {
      record.version += 1;
      Object.assign(record, foretold);
    }
    compare(told(receipt), typeof foretold === 'string' ? foretold : record.version);
    compare(await read(world, record.id), { live: record.live ?? null, copy: record.work ?? record.live ?? null });
  }
  return { is, should };
};

it('makes of records what a model makes of them, whatever is done in whatever order, once or twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      await using world = await openWorld();
      const { is, should } = await play(world, steps);
      expect(is).toEqual(should);
    }),
    { numRuns: 30 },
  );
});
