import type { PortErrorOptions } from '../errors.ts';
import { PortError } from '../errors.ts';

/** What an attribute may hold: JSON, and bytes. `undefined` and instances of classes are refused. Numbers are IEEE doubles of DynamoDB's range: 0, or magnitudes from 1e-130 to 9.99e125. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value };

/** An item as stored: its key, its attributes, and where it has them the keys of an index and `expiresAt` (whole seconds since the epoch, as DynamoDB's TTL). */
export interface Item {
  readonly pk: string;
  readonly sk: string;
  readonly [attribute: string]: Value;
}

/** The address of one item. */
export interface Key {
  readonly table: string;
  readonly pk: string;
  readonly sk: string;
}

/** A secondary index: the attributes that hold its keys, and what it gives back. An item without both attributes is not in it. */
export interface IndexDefinition {
  readonly name: string;
  readonly pk: string;
  readonly sk: string;
  /** `keys`: table key and index key alone. `all`: the whole item. */
  readonly projection: 'keys' | 'all';
}

/** A table as its owner declares it. Adapters create it where they may, and refuse a table that they were not given. */
export interface TableDefinition {
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
  /** Whether its writes stand in the change feed. */
  readonly feed: boolean;
}

/** What every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A query over one partition of a table, or of one of its indexes. */
export interface Query {
  readonly table: string;
  /** Default: the table itself. */
  readonly index?: string | undefined;
  readonly pk: string;
  /** Lowest sort key, inclusive. */
  readonly from?: string | undefined;
  /** Highest sort key, inclusive. */
  readonly to?: string | undefined;
  /** Default false: ascending by UTF-8 bytes. */
  readonly descending?: boolean | undefined;
  /** At most this many items; fewer may come with a continuation, since a page holds at most 1 MB. Integer, at least 1. */
  readonly limit: number;
  /** The `next` of the page before. It belongs to this query's table, index and partition; any other is `INVALID`. Bounds, direction and limit may change. */
  readonly after?: string | undefined;
  /** Default false. Refused (`INVALID`) on an index. */
  readonly consistent?: boolean | undefined;
}

/** A page of items; `next` is there as long as there may be more. */
export interface Page {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

/**
 * What must hold of the stored item for its operation, and with it the whole transaction, to happen.
 * `versionIs` compares the attribute `version`. `anyOf` holds when one of its conditions does; it needs one at least, and a condition has at most 50 parts.
 */
export type Condition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'exists' }
  | { readonly kind: 'versionIs'; readonly version: number }
  | { readonly kind: 'equals'; readonly attribute: string; readonly value: string | number | boolean | null }
  | { readonly kind: 'anyOf'; readonly conditions: readonly Condition[] };

/** A condition with the name by which a refusal reports it. */
export interface NamedCondition {
  readonly name: string;
  readonly condition: Condition;
}

/** One step of a transaction. Conditions are about the items before it. An update makes the item where there is none, as DynamoDB does, unless its condition forbids it. */
export type Operation =
  | { readonly kind: 'put'; readonly table: string; readonly item: Item; readonly when?: NamedCondition | undefined }
  | {
      readonly kind: 'update';
      readonly key: Key;
      readonly set?: { readonly [attribute: string]: Value } | undefined;
      readonly remove?: readonly string[] | undefined;
      /** Adds a whole number to a number; an absent attribute counts as 0. */
      readonly add?: { readonly [attribute: string]: number } | undefined;
      readonly when?: NamedCondition | undefined;
    }
  | { readonly kind: 'delete'; readonly key: Key; readonly when?: NamedCondition | undefined }
  | { readonly kind: 'check'; readonly key: Key; readonly when: NamedCondition };

/** A condition that did not hold, with the item that stood in its way (absent where there was none). */
export interface FailedCondition {
  /** The operation's position in the transaction. */
  readonly operation: number;
  readonly name: string;
  readonly item: Item | undefined;
}

/** Nothing was written; each failed condition is named. */
export class ConditionFailed extends PortError {
  override readonly name = 'ConditionFailed';
  readonly failed: readonly FailedCondition[];

  constructor(failed: readonly FailedCondition[], options: PortErrorOptions = {}) {
    super('records', 'CONDITION_FAILED', `condition not met: ${failed.map((f) => f.name).join(', ')}`, options);
    this.failed = failed;
  }
}

/** One committed write of one item. Where images are wanted, both absent never happens, nor (but on some test servers) both the same. */
export interface Change {
  /** Names this change in the answers of a handler; unique within a feed. */
  readonly id: string;
  /** When it was committed, in milliseconds since the epoch, by the store's own clock and to a second. */
  readonly at: number;
  readonly table: string;
  readonly pk: string;
  readonly sk: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/**
 * Says which of the changes it was given failed (their ids); all others count as done. A throw fails them all, and so does an id it was not
 * given. No two changes of a batch are of one item.
 */
export type ChangeHandler = (
  changes: readonly Change[],
  signal: AbortSignal,
) => Promise<{ readonly failed: readonly string[] }>;

/** One consumer's way through the feed. */
export interface ChangesOptions {
  /** Names the consumer's position; two consumers never share one. `[a-z0-9-]`, at most 40 characters. */
  readonly consumer: string;
  /** A consumer keeps one position over all: what a table that is added later holds from before it may not come. */
  readonly tables: readonly string[];
  /** Which of their changes are handed over, told by the key alone; the others count as done. Default: all. */
  readonly wanted?: ((key: Key) => boolean) | undefined;
  readonly handler: ChangeHandler;
  /** Whether the handler looks at images. Default true; where not, both are absent, and the embedded feed need not read them. */
  readonly images?: boolean | undefined;
  /** Changes handed over at once. Default 100, at most 1 000. */
  readonly batchSize?: number | undefined;
  /**
   * How often a change is tried before it is handed to `onGivenUp` and passed by; later changes of the same item wait for it meanwhile. A try that
   * ends in a `PortError` that is `retryable` counts only where others were handled since the one before: a backend that is away passes nothing by,
   * but after so many tries `catchUp` throws that error. Default 10. `Infinity`: for ever (the purge of caches).
   */
  readonly attempts?: number | undefined;
  /** Told of each change that is passed by. What it throws keeps the change in the feed. */
  readonly onGivenUp?: ((change: Change, cause: unknown) => Promise<void>) | undefined;
  /** `follow` waits for more until the signal aborts; `catchUp` returns once all that was committed before the call is handled, and throws `UNAVAILABLE` when aborted before. Default `follow`. */
  readonly mode?: 'follow' | 'catchUp' | undefined;
  readonly signal: AbortSignal;
}

/** A part of a table's scan; the parts together hold each item once. */
export interface Scan {
  readonly table: string;
  /** 0 ≤ segment < of ≤ 1 000. */
  readonly segment: number;
  readonly of: number;
  readonly limit: number;
  readonly after?: string | undefined;
}

/**
 * Items with conditions, transactions and a change feed: DynamoDB, or SQLite embedded.
 *
 * Limits as DynamoDB counts them, in every adapter: 400 KB an item, 1 MB a page, 100 operations and 4 MB a transaction, keys of 2 048 (pk) and
 * 1 024 (sk) bytes. Index reads may lag; table reads can be consistent. An expired item may still be returned: who reads checks `expiresAt`.
 */
export interface Records {
  /** Any number of keys; answers in the order asked, absent is `undefined`; a key asked twice is answered twice. What a DataLoader's batch function calls. */
  getMany(
    keys: readonly Key[],
    options?: CallOptions & { readonly consistent?: boolean | undefined },
  ): Promise<(Item | undefined)[]>;
  query(query: Query, options?: CallOptions): Promise<Page>;
  /** All or nothing. @throws {@link ConditionFailed}; `TOO_LARGE`; `INVALID` when two operations touch one item, or there is none. */
  transact(operations: readonly Operation[], options?: CallOptions): Promise<void>;
  /** Every committed write of the tables, in order for one item, delivered at least once, resumed where the consumer stopped; a new consumer begins with the oldest change kept. */
  changes(options: ChangesOptions): Promise<void>;
  /** Whether a consumer is past everything wanted that was committed before the call; `false` too where there never was one of that name. */
  passed(options: Pick<ChangesOptions, 'consumer' | 'tables' | 'wanted'>, call?: CallOptions): Promise<boolean>;
  /** Forgets how far a consumer came: nothing is kept for it any more, and one of that name is a new one. It must not be under way. */
  forget(consumer: string, options?: CallOptions): Promise<void>;
  /** For rebuilds only; never in a request path. */
  scan(scan: Scan, options?: CallOptions): Promise<Page>;
  /** Makes missing tables and indexes, and waits until they can be used. */
  prepare(options?: CallOptions): Promise<void>;
  /** Answers when the backend does. @throws `UNAVAILABLE`. */
  ping(options?: CallOptions): Promise<void>;
  close(): Promise<void>;
}
