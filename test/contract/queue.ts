import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { Receive } from '../../platform/queue/port.ts';
import { deadLettersContract } from './queueDeadLetters.ts';
import { codeOf, drain, message, now, type QueueContract, ready, receiveOne, sendAll } from './queueSupport.ts';

/** The sentences of the queue port. Queues under test allow three deliveries. */
export function queueContract(contract: QueueContract): void {
  const { make } = contract;
  deadLettersContract(contract);

  contract.it('delivers what was sent, with its group, its id, and a count of deliveries', async () => {
    await using under = await make();
    const body = JSON.stringify({ text: 'Grüße, 世界 \u{1F600} & <b>"\'</b>\t\n' });
    const [result] = await under.queue.send([
      { body, group: 'g-1', deduplicationId: 'Az09!#$%&()*+,-./:;<=>?@[]^_`{|}~' },
    ]);
    const [delivery] = await under.queue.receive(ready);
    expect(delivery).toMatchObject({
      body,
      group: 'g-1',
      deduplicationId: 'Az09!#$%&()*+,-./:;<=>?@[]^_`{|}~',
      receiveCount: 1,
      messageId: result?.ok === true ? result.messageId : 'accepted',
    });
  });

  contract.it('answers for each message, and delivers the others when one is refused', async () => {
    await using under = await make();
    const results = await under.queue.send([
      message('g', 'a'),
      { ...message('g', 'b'), body: '' },
      { ...message('g', 'c'), body: 'a\u0000b' },
      { ...message('g', 'd'), body: 'a\uFFFFb' },
      { ...message('g', 'e'), group: 'with blank' },
      { ...message('g', 'f'), group: '' },
      { ...message('g', 'g'), deduplicationId: 'x'.repeat(129) },
      { ...message('g', 'h'), deduplicationId: 'ü' },
      message('g', 'i'),
    ]);
    const refused = { ok: false, code: 'INVALID' };
    expect(results).toMatchObject([{ ok: true }, ...Array.from({ length: 7 }, () => refused), { ok: true }]);
    expect((await drain(under.queue)).map(({ body }) => body)).toEqual(['a', 'i']);
  });

  contract.it('takes ten messages and 256 KiB a call, and no more', async () => {
    await using under = await make();
    const { queue } = under;
    const many = (count: number) => Array.from({ length: count }, (_, n) => message('many', `${n}`));
    const large = (bytes: number) => ({ ...message('large', `${bytes}`), body: 'ü'.repeat(bytes / 2) });
    expect(await codeOf(queue.send([]))).toBe('queue INVALID');
    expect(await codeOf(queue.send(many(11)))).toBe('queue INVALID');
    expect(await codeOf(queue.send([large(262_146)]))).toBe('queue TOO_LARGE');
    expect(await codeOf(queue.send([large(200_000), large(62_146)]))).toBe('queue TOO_LARGE');
    await sendAll(queue, many(10));
    await sendAll(queue, [large(262_144)]);
    const bodies = (await drain(queue)).map(({ body }) => body);
    expect(bodies).toHaveLength(11);
    expect(bodies).toContain('ü'.repeat(131_072));
  });

  contract.it('refuses a receive beyond what SQS allows', async () => {
    await using under = await make();
    const wrong: Partial<Receive>[] = [
      { max: 0 },
      { max: 11 },
      { max: 1.5 },
      { waitMs: -1 },
      { waitMs: 20_001 },
      { visibilityMs: 0 },
      { visibilityMs: 1_500 },
      { visibilityMs: 43_201_000 },
    ];
    for (const part of wrong) {
      expect([part, await codeOf(under.queue.receive({ ...now, ...part }))]).toEqual([part, 'queue INVALID']);
    }
  });

  contract.it('delivers the messages of a group in the order they were sent', async () => {
    await using under = await make();
    const bodies = Array.from({ length: 25 }, (_, n) => `${n}`);
    for (let at = 0; at < 25; at += 5)
      await sendAll(
        under.queue,
        bodies.slice(at, at + 5).map((body) => message('g', body)),
      );
    expect((await drain(under.queue)).map(({ body }) => body)).toEqual(bodies);
  });

  contract.it('holds the rest of a group back while one of it is in flight, and lets other groups go on', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('a', 'a1'), message('a', 'a2'), message('b', 'b1')]);
    const [first] = await queue.receive({ ...ready, max: 1 });
    expect(first?.body).toBe('a1');
    const [second] = await queue.receive(ready);
    expect(second?.body).toBe('b1');
    expect(await queue.receive(now)).toEqual([]);
    if (first !== undefined) await queue.acknowledge(first);
    expect((await queue.receive(ready)).map(({ body }) => body)).toEqual(['a2']);
    expect(await queue.receive(now)).toEqual([]);
  });

  contract.it('gives every share its turn, however many messages of another were sent before', async () => {
    await using under = await make();
    const { queue } = under;
    const many = Array.from({ length: 30 }, (_, n) => message(`greedy/${n}`, `greedy ${n}`));
    for (let at = 0; at < many.length; at += 10) await sendAll(queue, many.slice(at, at + 10));
    for (let n = 0; n < 5; n += 1) await sendAll(queue, [message('greedy/long', `long ${n}`)]);
    await sendAll(queue, [message('calm/1', 'calm 1'), message('calm/2', 'calm 2'), message('alone', 'alone')]);
    const turns: string[][] = [];
    for (let receive = 0; receive < 2; receive += 1)
      turns.push((await queue.receive({ ...ready, max: 4 })).map(({ body }) => body));
    // Within a turn in the order in which they were sent.
    expect(turns).toEqual([
      ['greedy 0', 'greedy 1', 'calm 1', 'alone'],
      ['greedy 2', 'greedy 3', 'greedy 4', 'calm 2'],
    ]);
  });

  contract.it(
    'accepts an id again within five minutes and does not deliver it twice, acknowledged or not',
    async () => {
      await using under = await make();
      const { queue } = under;
      await sendAll(queue, [message('g', 'first', 'id'), message('g', 'second', 'id')]);
      await sendAll(queue, [message('other', 'third', 'id')]);
      expect((await drain(queue)).map(({ body }) => body)).toEqual(['first']);
      await sendAll(queue, [message('g', 'fourth', 'id')]);
      expect(await queue.receive(now)).toEqual([]);
    },
  );

  contract.it('delivers an id again after five minutes', async () => {
    await using under = await make();
    await sendAll(under.queue, [message('g', 'first', 'id')]);
    await under.pass(299_000);
    await sendAll(under.queue, [message('g', 'second', 'id')]);
    await under.pass(1_000);
    await sendAll(under.queue, [message('g', 'third', 'id')]);
    expect((await drain(under.queue)).map(({ body }) => body)).toEqual(['first', 'third']);
  });

  contract.it('delivers again what was not acknowledged in time, before what follows in its group', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'a'), message('g', 'b')]);
    const [first] = await queue.receive({ max: 1, waitMs: 2_000, visibilityMs: 1_000 });
    await under.pass(1_100);
    const [again] = await queue.receive({ ...ready, max: 1 });
    expect([first?.body, again?.body, again?.receiveCount]).toEqual(['a', 'a', 2]);
    expect(again?.messageId).toBe(first?.messageId);
    if (again !== undefined) await queue.acknowledge(again);
    expect((await drain(queue)).map(({ body }) => body)).toEqual(['b']);
  });

  contract.it('hides a message longer when it is extended', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'a')]);
    const delivery = await receiveOne(queue, { max: 1, waitMs: 2_000, visibilityMs: 1_000 });
    await queue.extend(delivery, 30_000);
    await under.pass(1_100);
    expect(await queue.receive(now)).toEqual([]);
    expect(await codeOf(queue.extend(delivery, 500))).toBe('queue INVALID');
    expect(await codeOf(queue.extend(delivery, 43_201_000))).toBe('queue INVALID');
    await queue.acknowledge(delivery);
    expect(await queue.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
  });

  contract.it('delivers at once what is released, and counts the delivery', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'a'), message('g', 'b')]);
    const delivery = await receiveOne(queue);
    await queue.release(delivery);
    const [again] = await queue.receive({ ...ready, max: 1 });
    expect([again?.body, again?.receiveCount]).toEqual(['a', 2]);
  });

  contract.it('refuses the receipt of a delivery whose time ran out', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'a')]);
    const old = await receiveOne(queue, { ...ready, visibilityMs: 1_000 });
    await under.pass(1_100);
    const current = await receiveOne(queue);
    const codes = [queue.acknowledge(old), queue.extend(old, 60_000), queue.release(old), queue.moveToDeadLetters(old)];
    expect(await Promise.all(codes.map(codeOf))).toEqual(Array.from(codes, () => 'queue NOT_FOUND'));
    expect(await queue.depth()).toEqual({ waiting: 0, inFlight: 1, dead: 0 });
    await queue.acknowledge(current);
  });

  contract.it('refuses a receipt that it never gave', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'a')]);
    const delivery = await receiveOne(queue);
    const forged = { ...delivery, receipt: 'invented' };
    expect(await codeOf(queue.acknowledge(forged))).toBe('queue NOT_FOUND');
    expect(await codeOf(queue.release(forged))).toBe('queue NOT_FOUND');
    expect(await queue.depth()).toMatchObject({ inFlight: 1 });
  });

  contract.it('wakes a waiting receive when a message is sent, and ends it empty after its time', async () => {
    await using under = await make();
    const { queue } = under;
    expect(await queue.receive({ ...now, waitMs: 1_000 })).toEqual([]);
    const waiting = queue.receive({ ...ready, waitMs: 20_000 });
    await sendAll(queue, [message('g', 'a')]);
    expect((await waiting).map(({ body }) => body)).toEqual(['a']);
  });

  contract.it('ends a waiting receive when its signal is aborted, and takes no message for it', async () => {
    await using under = await make();
    const abort = new AbortController();
    const waiting = codeOf(under.queue.receive({ ...ready, waitMs: 20_000 }, { signal: abort.signal }));
    abort.abort();
    expect(await waiting).toBe('queue UNAVAILABLE');
    await sendAll(under.queue, [message('g', 'a')]);
    expect((await under.queue.receive(ready)).map(({ body }) => body)).toEqual(['a']);
  });

  contract.it('refuses a call whose signal is aborted', async () => {
    await using under = await make();
    const { queue } = under;
    const options = { signal: AbortSignal.abort() };
    const calls = [queue.send([message('g', 'a')], options), queue.deadLetters(1, options), queue.depth(options)];
    expect(await Promise.all(calls.map(codeOf))).toEqual(Array.from(calls, () => 'queue UNAVAILABLE'));
    expect(await queue.receive(now)).toEqual([]);
  });

  contract.it('gives each message to one of many consumers, and a group to one at a time', async () => {
    await using under = await make();
    const sent = Array.from({ length: 60 }, (_, n) => message(`g${n % 6}`, `${n}`));
    for (let at = 0; at < 60; at += 10) await sendAll(under.queue, sent.slice(at, at + 10));
    const busy = new Set<string>();
    const done: string[] = [];
    const consumer = async () => {
      for (;;) {
        const deliveries = await under.queue.receive({ max: 3, waitMs: 1_000, visibilityMs: 30_000 });
        if (deliveries.length === 0 && done.length === 60) return;
        const groups = new Set(deliveries.map(({ group }) => group));
        for (const group of groups) {
          expect(busy).not.toContain(group);
          busy.add(group);
        }
        for (const delivery of deliveries) {
          done.push(delivery.body);
          if (delivery === deliveries.findLast(({ group }) => group === delivery.group)) busy.delete(delivery.group);
          await under.queue.acknowledge(delivery);
        }
      }
    };
    await Promise.all([consumer(), consumer(), consumer(), consumer()]);
    for (let group = 0; group < 6; group += 1) {
      const own = done.filter((body) => Number(body) % 6 === group);
      expect(own).toEqual(sent.map(({ body }) => body).filter((body) => Number(body) % 6 === group));
    }
    expect(done).toHaveLength(60);
  });

  contract.it('keeps each group’s order whatever is received, acknowledged and released in between', async () => {
    const step = fc.oneof(
      fc.record({ does: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ does: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
      fc.record({ does: fc.constantFrom('acknowledge' as const, 'release' as const), pick: fc.nat() }),
    );
    const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      await using under = await make(1_000);
      const { queue } = under;
      const undone = new Map<string, string[]>([
        ['a', []],
        ['b', []],
        ['c', []],
      ]);
      const held: Awaited<ReturnType<typeof queue.receive>>[number][] = [];
      let count = 0;
      for (const each of steps) {
        if (each.does === 'send') {
          count += 1;
          await sendAll(queue, [message(each.group, `${count}`)]);
          undone.get(each.group)?.push(`${count}`);
        } else if (each.does === 'receive') {
          const got = await queue.receive({ ...now, max: each.max });
          // What comes is the beginning of what is undone of groups of which nothing is held.
          for (const group of new Set(got.map((delivery) => delivery.group))) {
            expect(held.map((delivery) => delivery.group)).not.toContain(group);
            const own = got.filter((delivery) => delivery.group === group).map(({ body }) => body);
            expect(own).toEqual(undone.get(group)?.slice(0, own.length));
          }
          const free = [...undone].some(([group, left]) => left.length > 0 && held.every((d) => d.group !== group));
          expect(got.length > 0).toBe(free);
          held.push(...got);
        } else if (held.length > 0) {
          const [delivery] = held.splice(each.pick % held.length, 1);
          if (delivery === undefined) continue;
          await queue[each.does](delivery);
          if (each.does === 'acknowledge') {
            const left = undone.get(delivery.group) ?? [];
            undone.set(
              delivery.group,
              left.filter((body) => body !== delivery.body),
            );
          }
        }
      }
    });
    await fc.assert(property, { numRuns: 40 });
  });

  contract.it('measures what waits, what is in flight and what is dead', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('a', '1'), message('a', '2'), message('b', '3'), message('c', '4')]);
    expect(await queue.depth()).toEqual({ waiting: 4, inFlight: 0, dead: 0 });
    const [first] = await queue.receive({ ...ready, max: 1 });
    expect(await queue.depth()).toEqual({ waiting: 3, inFlight: 1, dead: 0 });
    if (first !== undefined) await queue.moveToDeadLetters(first);
    expect(await queue.depth()).toEqual({ waiting: 3, inFlight: 0, dead: 1 });
  });

  contract.it('prepares again without harm, answers a ping, and refuses calls once it is closed', async () => {
    await using under = await make();
    const { queue } = under;
    await sendAll(queue, [message('g', 'a')]);
    await queue.prepare();
    await queue.ping();
    expect(await queue.depth()).toMatchObject({ waiting: 1 });
    await queue.close();
    await queue.close();
    expect(await codeOf(queue.send([message('g', 'b')]))).toBe('queue UNAVAILABLE');
    expect(await codeOf(queue.receive(now))).toBe('queue UNAVAILABLE');
  });
}
