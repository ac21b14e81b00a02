import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Delivery } from '../../../../platform/queue/port.ts';
import type { World } from '../../../support/world.ts';
import { openWorld } from '../../../support/world.ts';
import type { Modelled, Step } from './modelled.ts';
import { act, created, model, seen, shouldSee, stepOf, told } from './modelled.ts';
import { newsroomOf, story } from './newsroom.ts';

/** Does the steps, each applied before the next, and answers what each came to beside what the model says. */
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
      records.push(created(id, headline));
      continue;
    }
    const before = { ...record };
    const receipt = await act(newsroom, 'done', each, before, headline, key);
    // What was refused at once was not kept, and is another command when it is sent again.
    if (each.twice && receipt.id !== null) compare(await act(newsroom, 'done', each, before, headline, key), receipt);
    compare(told(receipt), model(each, record, headline));
    compare(await seen(world, record.id), shouldSee(record));
  }
  return { is, should };
};

it('makes of records what a model makes of them, whatever is done in whatever order, once or twice', async () => {
  const step = stepOf('create', 'update', 'update', 'publish', 'publish', 'withdraw', 'delete', 'kill', 'restore');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      await using world = await openWorld();
      const { is, should } = await play(world, steps);
      expect(is).toEqual(should);
    }),
    { numRuns: 25 },
  );
});

/** The delivery of a receipt's message, as a queue would make it. */
const deliveryOf = (receipt: string, group: string, messageId: string): Delivery => ({
  messageId,
  body: receipt,
  group,
  deduplicationId: `${receipt}:1`,
  receiveCount: 1,
  receipt: messageId,
});

it('makes the same of records in whatever order their groups come, and however often a message is delivered', async () => {
  // Only what is there when it is accepted: an earlier version that is restored is the first.
  const step = stepOf('update', 'update', 'publish', 'withdraw', 'kill', 'restore').map((each) => ({
    ...each,
    earlier: 0,
  }));
  const turns = fc.array(fc.nat({ max: 2 }), { minLength: 30, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), turns, async (steps, order) => {
      await using world = await openWorld();
      const newsroom = newsroomOf(world);
      const records: Modelled[] = [];
      for (const name of ['a', 'b', 'c'])
        records.push(created((await newsroom.applied('createContent', story(name))).id, name));
      const lines = records.map((): { receipt: string; foretold: unknown }[] => []);
      for (const [index, each] of steps.entries()) {
        const record = records[each.record];
        if (!record) continue;
        const { id } = await act(newsroom, 'send', each, { ...record }, `Headline ${index}`, `step ${index}`);
        lines[each.record]?.push({ receipt: id ?? '', foretold: model(each, record, `Headline ${index}`) });
      }
      // Each turn delivers the next of one group, or, every other time that the group comes, what it delivered last once more.
      const next = lines.map(() => 0);
      const never = new AbortController().signal;
      const deliver = async (group: number, at: number): Promise<void> => {
        const { receipt = '' } = lines[group]?.[at] ?? {};
        if (receipt)
          await world.writes.handle([deliveryOf(receipt, records[group]?.id ?? '', `${group} ${at}`)], never);
      };
      for (const [turn, group] of [...order, ...lines.flatMap((line, at) => line.map(() => at))].entries()) {
        const at = next[group] ?? 0;
        if (turn % 2 === 1 && turn < order.length && at > 0) await deliver(group, at - 1);
        else if (at < (lines[group]?.length ?? 0)) {
          await deliver(group, at);
          next[group] = at + 1;
        }
      }
      const came: unknown[] = [];
      for (const { receipt } of lines.flat()) {
        const now = await newsroom.receipt(receipt);
        came.push(now && told(now));
      }
      expect(came).toEqual(lines.flat().map(({ foretold }) => foretold));
      for (const record of records) expect(await seen(world, record.id)).toEqual(shouldSee(record));
    }),
    { numRuns: 15 },
  );
});
