import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { PortError } from '../../platform/errors.ts';
import type { Delivery, OutgoingMessage, Queue, Receive } from '../../platform/queue/port.ts';
import type { Contract } from './adapters.ts';

/** A queue of its own, prepared and empty. */
export interface QueueUnderTest extends AsyncDisposable {
  readonly queue: Queue;
  /** Lets so much time pass: of its own clock, or really. */
  pass(ms: number): Promise<void>;
}

/** Makes queues that allow so many deliveries; three unless said otherwise. */
export type QueueContract = Contract<(maxReceives?: number) => Promise<QueueUnderTest>>;

/** What is there, or comes soon. */
export const ready: Receive = { max: 10, waitMs: 2_000, visibilityMs: 30_000 };

/** What is there. */
export const now: Receive = { ...ready, waitMs: 0 };

export const message = (group: string, body: string, deduplicationId: string = randomUUID()): OutgoingMessage => ({
  body,
  group,
  deduplicationId,
});

/** Sends, and expects each message to be accepted. */
export async function sendAll(queue: Queue, messages: readonly OutgoingMessage[]): Promise<void> {
  const results = await queue.send(messages);
  expect(results.map(({ ok }) => ok)).toEqual(messages.map(() => true));
}

/** Receives one message. */
export async function receiveOne(queue: Queue, receive: Receive = ready): Promise<Delivery> {
  const [delivery] = await queue.receive({ ...receive, max: 1 });
  if (delivery === undefined) throw new Error('nothing was delivered');
  return delivery;
}

/** Receives and acknowledges until nothing is there. */
export async function drain(queue: Queue): Promise<Delivery[]> {
  const all: Delivery[] = [];
  for (;;) {
    const deliveries = await queue.receive(now);
    if (deliveries.length === 0) return all;
    for (const delivery of deliveries) await queue.acknowledge(delivery);
    all.push(...deliveries);
  }
}

/** What a call was refused with. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof PortError) return `${error.port} ${error.code}`;
    throw error;
  }
  return 'done';
}
