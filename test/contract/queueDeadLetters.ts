import { expect } from 'vitest';
import type { Queue } from '../../platform/queue/port.ts';
import { codeOf, drain, message, now, type QueueContract, ready, receiveOne, sendAll } from './queueSupport.ts';

/** Receives and gives back, so often. */
async function fail(queue: Queue, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const delivery = await receiveOne(queue);
    expect(delivery.receiveCount).toBe(n + 1);
    await queue.release(delivery);
  }
}

/** How messages come to the dead letters, and back. */
export function deadLettersContract(contract: QueueContract): void {
  const { make } = contract;

  contract.it('moves a message to the dead letters after its last delivery, and goes on with its group', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'poison', 'id of poison'.replaceAll(' ', '-')), message('g', 'next')]);
    await fail(queue, 3);
    expect((await queue.receive({ ...ready, max: 1 })).map(({ body }) => body)).toEqual(['next']);
    expect(await queue.deadLetters(10)).toMatchObject([
      { body: 'poison', group: 'g', deduplicationId: 'id-of-poison', receiveCount: 3 },
    ]);
  });

  contract.it('moves a message whose consumers die', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'killer')]);
    for (let n = 0; n < 3; n += 1) {
      expect(await queue.receive({ max: 1, waitMs: 2_000, visibilityMs: 1_000 })).toHaveLength(1);
      await under.pass(1_100);
    }
    expect(await queue.receive(now)).toEqual([]);
    expect((await queue.deadLetters(10)).map(({ body }) => body)).toEqual(['killer']);
  });

  contract.it('moves a message there at once when its consumer says so, and goes on with its group', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'refused', 'its-id'), message('g', 'next')]);
    const delivery = await receiveOne(queue);
    await queue.moveToDeadLetters(delivery);
    expect(await queue.deadLetters(10)).toMatchObject([
      { body: 'refused', group: 'g', deduplicationId: 'its-id', receiveCount: 1 },
    ]);
    expect((await drain(queue)).map(({ body }) => body)).toEqual(['next']);
  });

  contract.it('shows the dead letters without changing them', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(
      queue,
      ['a', 'b', 'c', 'd'].map((body) => message(body < 'c' ? 'g' : body, body)),
    );
    for (let n = 0; n < 4; n += 1) {
      await queue.moveToDeadLetters(await receiveOne(queue));
    }
    const first = await queue.deadLetters(1_000);
    expect(first.map(({ body }) => body).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(first.filter(({ group }) => group === 'g').map(({ body }) => body)).toEqual(['a', 'b']);
    expect(await queue.deadLetters(1_000)).toEqual(first);
    expect(await queue.deadLetters(2)).toEqual(first.slice(0, 2));
    expect(await queue.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 4 });
    expect(await codeOf(queue.deadLetters(0))).toBe('queue INVALID');
    expect(await codeOf(queue.deadLetters(1_001))).toBe('queue INVALID');
  });

  contract.it('redrives those that are named, under a new id, and counts their deliveries anew', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'a', 'id-a'), message('g', 'b', 'id-b'), message('h', 'c', 'id-c')]);
    for (let n = 0; n < 3; n += 1) {
      await queue.moveToDeadLetters(await receiveOne(queue));
    }
    const letters = await queue.deadLetters(10);
    const idOf = (body: string) => letters.find((letter) => letter.body === body)?.messageId ?? '';
    expect(await queue.redrive([idOf('a'), 'no-such-id', idOf('c'), idOf('a')])).toBe(2);
    expect((await queue.deadLetters(10)).map(({ body }) => body)).toEqual(['b']);
    const back = await drain(queue);
    expect(back.map(({ body, group, receiveCount }) => `${body} ${group} ${receiveCount}`).toSorted()).toEqual([
      'a g 1',
      'c h 1',
    ]);
    expect(back.map(({ deduplicationId }) => deduplicationId)).not.toContain('id-a');
    expect(await queue.redrive([idOf('a')])).toBe(0);
    expect(await queue.redrive([])).toBe(0);
  });

  contract.it('moves a redriven message to the dead letters again, and redrives it again', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'poison')]);
    for (let round = 0; round < 2; round += 1) {
      await fail(queue, 3);
      expect(await queue.receive(now)).toEqual([]);
      const letters = await queue.deadLetters(10);
      expect(letters.map(({ body }) => body)).toEqual(['poison']);
      expect(await queue.redrive(letters.map(({ messageId }) => messageId))).toBe(1);
    }
    expect((await drain(queue)).map(({ body }) => body)).toEqual(['poison']);
  });

  contract.it('drops those that are named', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'a'), message('g', 'b')]);
    for (let n = 0; n < 2; n += 1) {
      await queue.moveToDeadLetters(await receiveOne(queue));
    }
    const [letter] = await queue.deadLetters(1);
    expect(await queue.dropDeadLetters([letter?.messageId ?? '', 'no-such-id'])).toBe(1);
    expect((await queue.deadLetters(10)).map(({ body }) => body)).toEqual(['b']);
    expect(await queue.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 1 });
  });
}
