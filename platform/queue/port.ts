import type { CallOptions } from '../records/port.ts';

/** A message to send. */
export interface OutgoingMessage {
  /** UTF-8 text, at most 256 KiB. */
  readonly body: string;
  /** Messages of one group are delivered strictly in order. 1–128 characters of letters, digits and punctuation. */
  readonly group: string;
  /** The same id within five minutes is accepted and not delivered twice. 1–128 characters of letters, digits and punctuation. */
  readonly deduplicationId: string;
}

/** What became of one message of a `send`, in the order sent. */
export type SendResult =
  | { readonly ok: true; readonly messageId: string }
  | {
      readonly ok: false;
      readonly code: 'INVALID' | 'TOO_LARGE' | 'THROTTLED' | 'UNAVAILABLE';
      readonly message: string;
    };

/** A delivery of a message. The receipt is good for this delivery alone. */
export interface Delivery {
  readonly messageId: string;
  readonly body: string;
  readonly group: string;
  readonly deduplicationId: string;
  /** How often it was delivered, this one included. */
  readonly receiveCount: number;
  readonly receipt: string;
}

/** A message that was delivered more often than the queue allows, or sent to the dead letters by its consumer. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  readonly group: string;
  readonly deduplicationId: string;
  readonly receiveCount: number;
}

/** For metrics; approximate where the backend's are. */
export interface Depth {
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

/** What a receive asks for. */
export interface Receive {
  /** 1–10. */
  readonly max: number;
  /** How long to wait for a first message, 0–20 000. */
  readonly waitMs: number;
  /** How long what is received stays hidden, 1 000–43 200 000, whole seconds. */
  readonly visibilityMs: number;
}

/**
 * Messages in groups: SQS FIFO, or SQLite embedded. Delivered at least once; within a group the next is not delivered while one is in flight.
 * After `maxReceives` deliveries (an option of the adapter) a message moves to the dead letters. What is not acknowledged comes again, after a crash too.
 */
export interface Queue {
  /** At most 10 messages and 256 KiB together a call, as SQS takes them; a result per message. */
  send(messages: readonly OutgoingMessage[], options?: CallOptions): Promise<readonly SendResult[]>;
  receive(receive: Receive, options?: CallOptions): Promise<readonly Delivery[]>;
  /** Done: it will not come again. A receipt that is no longer good is `NOT_FOUND`. */
  acknowledge(delivery: Delivery, options?: CallOptions): Promise<void>;
  /** Hides it for so long from now. 1 000–43 200 000, whole seconds. */
  extend(delivery: Delivery, visibilityMs: number, options?: CallOptions): Promise<void>;
  /** Gives it back at once; the delivery counts. */
  release(delivery: Delivery, options?: CallOptions): Promise<void>;
  /** At most `limit` (1–1 000) dead letters, oldest first; looking changes nothing. */
  deadLetters(limit: number, options?: CallOptions): Promise<readonly DeadLetter[]>;
  /** Sends dead letters back to the queue under a new deduplication id, or drops them; answers how many there were. An id that is not there is passed by. */
  redrive(messageIds: readonly string[], options?: CallOptions): Promise<number>;
  dropDeadLetters(messageIds: readonly string[], options?: CallOptions): Promise<number>;
  depth(options?: CallOptions): Promise<Depth>;
  /** Makes the queue and its dead-letter queue where the adapter may. */
  prepare(options?: CallOptions): Promise<void>;
  ping(options?: CallOptions): Promise<void>;
  close(): Promise<void>;
}
