import {
  DescribeTableCommand,
  type DynamoDBClient,
  QueryCommand,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { PortError } from '../errors.ts';
import { type Log, silentLog } from '../telemetry.ts';
import { checkChangesOptions, checkConsumer, deliver } from './delivery.ts';
import { createBatchReader } from './dynamodbBatch.ts';
import { type Attributes, toAttributes, toItem } from './dynamodbCodec.ts';
import { abortable, cancellation, portError } from './dynamodbErrors.ts';
import { keyCondition, transactItem } from './dynamodbExpressions.ts';
import { forgetPositions, isPassed, openDynamoFeed } from './dynamodbFeed.ts';
import { createPace } from './dynamodbPace.ts';
import { makeTables } from './dynamodbTables.ts';
import { invalid } from './limits.ts';
import { checkOperations } from './operations.ts';
import type { Key, Operation, Records, TableDefinition } from './port.ts';
import { planQuery, planScan, type QueryPlan, queryContinuation, scanContinuation } from './reads.ts';
import { checkKey, createTables, identityOf } from './tables.ts';
import { createBell, createRetries, refuseAborted } from './waiting.ts';

/** What records on DynamoDB are made of. The clients' own settings (region, timeouts, retries of single requests) are their maker's. */
export interface DynamoRecordsOptions {
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly tables: readonly TableDefinition[];
  /** Put before each table's name in DynamoDB. Default: nothing. */
  readonly tablePrefix?: string | undefined;
  /** Where consumers of the feed keep their positions: one of `tables`, under `FEED#<consumer>`. */
  readonly positions: { readonly table: string };
  readonly now: () => number;
  /** Default: nothing is logged. */
  readonly log?: Log | undefined;
  /**
   * How often a consumer looks for more while nothing comes, in milliseconds. Default 1 000. What these records write, and what has just come, is followed by looks every 250 ms
   * (or every `pollMs`, if that is less), as often as Lambda looks: a shard takes few reads a second from all its consumers.
   */
  readonly pollMs?: number | undefined;
  /** The first wait after a change failed, in milliseconds; doubled each time up to 30 seconds. Default 100. */
  readonly retryBaseMs?: number | undefined;
  /** For jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The shortest time between two looks of a consumer, in milliseconds. */
const SPACING_MS = 250;

/** A consumer that is told of what is written here. */
interface Follower {
  readonly tables: readonly string[];
  /** Something may have been written to its tables. */
  readonly heard: () => void;
}

/**
 * Records in DynamoDB. Throttled and failed requests are repeated by the SDK client (its standard mode: jittered, with a token budget);
 * unprocessed keys and conflicts of transactions, which it leaves to its user, are repeated here. Nothing is to be repeated above.
 *
 * @throws `INVALID` for a wrong option, which the message names.
 */
export function createDynamoRecords(options: DynamoRecordsOptions): Records {
  const { client, streams, now, log = silentLog, random = Math.random, tablePrefix = '' } = options;
  const { pollMs = 1000, retryBaseMs = 100 } = options;
  const tables = createTables(options.tables);
  tables.table(options.positions.table);
  if (!/^[a-zA-Z0-9_.-]{0,55}$/u.test(tablePrefix))
    throw invalid("tablePrefix: at most 55 letters, digits, '_', '-', '.'");
  if (!(pollMs >= 1)) throw invalid('pollMs must be at least 1');
  if (!(retryBaseMs >= 1)) throw invalid('retryBaseMs must be at least 1');

  const physical = (table: string): string => `${tablePrefix}${table}`;
  const reader = createBatchReader(client, physical, random);
  const followers = new Set<Follower>();
  const retries = createRetries({ attempts: 8, baseMs: 25, capMs: 1000, random });

  /** Sends, and turns what the SDK throws into the port's error. */
  async function ask<T>(what: string, signal: AbortSignal | undefined, send: () => Promise<T>): Promise<T> {
    refuseAborted(signal);
    try {
      return await send();
    } catch (cause) {
      throw portError(cause, what, signal);
    }
  }

  /** Once; the SDK gives each a token of its own, so that what it repeats is applied once. */
  function write(
    operations: readonly Operation[],
    items: TransactWriteItem[],
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    return ask('TransactWriteItems', signal, async () => {
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: items }), abortable(signal));
      } catch (cause) {
        throw cancellation(cause, operations) ?? cause;
      }
    });
  }

  return {
    async getMany(keys, { signal, consistent = false } = {}) {
      refuseAborted(signal);
      const distinct = new Map<string, Key>();
      const identities = keys.map((key) => {
        tables.table(key.table);
        checkKey(key);
        const identity = identityOf(key);
        distinct.set(identity, key);
        return identity;
      });
      const found = await reader.read([...distinct.values()], consistent, signal);
      return identities.map((identity) => found.get(identity));
    },

    async query(query, { signal } = {}) {
      const plan = planQuery(tables, query);
      if (plan.empty) return { items: [] };
      const answer = await ask('Query', signal, () =>
        client.send(
          new QueryCommand({
            TableName: physical(query.table),
            IndexName: plan.index?.name,
            ...keyCondition(query, plan),
            ScanIndexForward: query.descending !== true,
            Limit: query.limit,
            ConsistentRead: query.consistent === true,
            ExclusiveStartKey: startKey(query.pk, plan),
          }),
          abortable(signal),
        ),
      );
      const last = answer.LastEvaluatedKey;
      return {
        items: (answer.Items ?? []).map(toItem),
        ...(last !== undefined && { next: queryContinuation(query, plan.index, toItem(last)) }),
      };
    },

    async transact(operations, { signal } = {}) {
      refuseAborted(signal);
      checkOperations(tables, operations);
      const items = operations.map((operation) => transactItem(operation, physical));
      await retries.run(
        () => write(operations, items, signal),
        (cause) => cause instanceof Error && 'code' in cause && cause.code === 'THROTTLED',
        signal,
      );
      const written = new Set(operations.map((each) => (each.kind === 'put' ? each.table : each.key.table)));
      for (const { tables: followed, heard } of followers) if (followed.some((table) => written.has(table))) heard();
    },

    async changes(changes) {
      checkChangesOptions(tables, changes);
      const catchUp = changes.mode === 'catchUp';
      if (changes.signal.aborted) return refuseAborted(catchUp ? changes.signal : undefined);
      const { positions } = options;
      const parts = { client, streams, physical, positions: positions.table, now, log };
      const settings = { pollMs, retryBaseMs, retryCapMs: 30_000, random, log };
      const bell = createBell();
      if (catchUp) return deliver(changes, await openDynamoFeed(parts, changes), bell, settings);

      const pace = createPace({ spacingMs: Math.min(SPACING_MS, pollMs), now });
      const source = await openDynamoFeed(parts, { ...changes, pace });
      const follower = {
        tables: changes.tables,
        heard: () => {
          pace.expect();
          bell.ring();
        },
      };
      followers.add(follower);
      try {
        await deliver(changes, source, bell, settings);
      } finally {
        followers.delete(follower);
      }
    },

    async passed(asked, { signal = new AbortController().signal } = {}) {
      refuseAborted(signal);
      checkConsumer(asked.consumer);
      return isPassed({ client, streams, physical, positions: options.positions.table, now, log }, asked, signal);
    },

    async forget(consumer, { signal } = {}) {
      refuseAborted(signal);
      checkConsumer(consumer);
      await forgetPositions({ client, physical, positions: options.positions.table }, consumer, signal);
    },

    async scan(scan, { signal } = {}) {
      const { position } = planScan(tables, scan);
      const [pk, sk] = position ?? [];
      const answer = await ask('Scan', signal, () =>
        client.send(
          new ScanCommand({
            TableName: physical(scan.table),
            Segment: scan.segment,
            TotalSegments: scan.of,
            Limit: scan.limit,
            ExclusiveStartKey: pk !== undefined && sk !== undefined ? toAttributes({ pk, sk }) : undefined,
          }),
          abortable(signal),
        ),
      );
      const last = answer.LastEvaluatedKey === undefined ? undefined : toItem(answer.LastEvaluatedKey);
      return {
        items: (answer.Items ?? []).map(toItem),
        ...(last !== undefined && { next: scanContinuation(scan, [last.pk, last.sk]) }),
      };
    },

    async prepare({ signal } = {}) {
      await ask('prepare', signal, () => makeTables(client, tables.all, physical, signal));
    },

    async ping({ signal } = {}) {
      try {
        // Of its own tables: listing all is a right that nothing else here needs.
        await ask('DescribeTable', signal, () =>
          client.send(new DescribeTableCommand({ TableName: physical(options.positions.table) }), abortable(signal)),
        );
      } catch (cause) {
        // It answered: that its table is not there is for prepare() to mend.
        if (!(cause instanceof PortError) || cause.code !== 'NOT_FOUND') throw cause;
      }
    },

    async close() {
      // The clients are their maker's to destroy.
    },
  };
}

function startKey(pk: string, { index, after }: QueryPlan): Attributes | undefined {
  if (after === undefined) return undefined;
  return toAttributes({
    pk: after.pk,
    sk: after.sk,
    ...(index !== undefined && { [index.pk]: pk, [index.sk]: after.order }),
  });
}
