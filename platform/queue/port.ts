import type { CallOptions } from '../records/port.ts';

/** A message to send. */
export interface OutgoingMessage {
  /** Text of 1 byte to 256 KiB in UTF-8, of the characters that XML 1.0 allows (no control characters but tab, line feed, carriage return). */
  readonly body: string;
  /**
   * Messages of one group are delivered strictly in order. 1–128 characters of letters, digits and punctuation. What stands before its first `/` is its share: in
   * SQLite shares take turns, however many messages of one wait; SQS knows no order among groups.
   */
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

/** A message that was delivered more often than the queue allows, or moved to the dead letters by its consumer. Its id is its own, kept until it is redriven or dropped. */
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
  /**
   * At most 10 messages (`INVALID`) and 256 KiB together (`TOO_LARGE`) a call, as SQS takes them; a result per message, so that one that is
   * refused does not hold back the others: not even those of its group that were sent after it.
   */
  send(messages: readonly OutgoingMessage[], options?: CallOptions): Promise<readonly SendResult[]>;
  /**
   * Messages whose turn it is, within a share the oldest first; several of one group may come together, in their order, and the group then waits for all of them.
   * Waits up to `waitMs` for a first one and answers none when there is none.
   */
  receive(receive: Receive, options?: CallOptions): Promise<readonly Delivery[]>;
  /** Done: it will not come again. A receipt whose time ran out is `NOT_FOUND`; so is a second acknowledgement, where the backend tells (SQS accepts it). */
  acknowledge(delivery: Delivery, options?: CallOptions): Promise<void>;
  /** Hides it for so long from now. 1 000–43 200 000, whole seconds. */
  extend(delivery: Delivery, visibilityMs: number, options?: CallOptions): Promise<void>;
  /** Gives it back at once; the delivery counts. */
  release(delivery: Delivery, options?: CallOptions): Promise<void>;
  /** Takes it out of its group for the dead letters, however often it was delivered; the next of its group may come. A receipt that is no longer good is `NOT_FOUND`. */
  moveToDeadLetters(delivery: Delivery, options?: CallOptions): Promise<void>;
  /**
   * At most `limit` (1–1 000) dead letters, within a group oldest first; looking changes nothing. SQS hides them from others while it looks, and
   * shows no more than the first ten of a group until those are redriven or dropped.
   */
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
