import {
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, type DynamoDBStreamsClient, type Shard } from '@aws-sdk/client-dynamodb-streams';
import { PortError } from '../errors.ts';
import type { Log } from '../telemetry.ts';
import type { FeedEntry, FeedSource } from './delivery.ts';
import { toAttributes, toItem } from './dynamodbCodec.ts';
import { abortable, portError } from './dynamodbErrors.ts';
import type { Pace } from './dynamodbPace.ts';
import { createShardReader, type ShardPosition, type ShardReader } from './dynamodbShard.ts';
import type { Key } from './port.ts';

/** What the feed is read with. */
export interface DynamoFeedParts {
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly physical: (table: string) => string;
  /** The table that holds the consumers' positions. */
  readonly positions: string;
  readonly now: () => number;
  readonly log: Log;
}

/** Positions outlive their shards, which are gone after 24 hours, by a day. */
const positionsKeptSeconds = 2 * 24 * 60 * 60;
/** Reads between two looks for new shards; the end of a shard is followed by one at once. */
const refreshEvery = 20;
/** Empty answers in a row after which an open shard counts as read: one alone may come from the middle of a shard. */
const emptyReads = 2;

/** Whether an answer may have left something behind: one has 1 MB at most, and ends before a record that would go beyond. */
const isFull = (entries: readonly FeedEntry[], limit: number): boolean =>
  entries.length >= limit || entries.reduce((sum, { bytes }) => sum + bytes, 0) >= FULL_BYTES;
/** Of an answer's 1 MB; an item has 400 KB at most, and stands in it as it was and as it is. */
const FULL_BYTES = 200 * 1024;

/**
 * The streams of some tables for one consumer. A shard is read after its parent, so that an item's changes come in order. To catch up is to
 * read each shard until it ends or answers empty twice in a row: DynamoDB tells no end of an open shard.
 */
export async function openDynamoFeed(
  parts: DynamoFeedParts,
  options: {
    readonly consumer: string;
    readonly tables: readonly string[];
    readonly wanted?: ((key: Key) => boolean) | undefined;
    /** When it is looked for more; without it whenever it is read. */
    readonly pace?: Pace | undefined;
    readonly signal: AbortSignal;
  },
): Promise<FeedSource> {
  const { consumer, tables, wanted = () => true, pace } = options;
  const saved = await loadPositions(parts, consumer, options.signal);
  const readers = new Map<string, ShardReader>();
  let reads = 0;
  let stale = true;

  async function refresh(signal: AbortSignal): Promise<void> {
    const listed = (await Promise.all(tables.map((table) => shardsOf(parts, table, signal)))).flat();
    const lanes = new Set(listed.map(({ lane }) => lane));
    for (const { lane, table, arn, shard } of listed) {
      if (readers.has(lane)) continue;
      const parent = shard.ParentShardId === undefined ? undefined : `${table}/${shard.ParentShardId}`;
      // A feed that another table's positions lie in would feed itself.
      const skip = table === parts.positions ? (pk: string) => pk.startsWith('FEED#') : () => false;
      const shardId = shard.ShardId ?? '';
      readers.set(
        lane,
        createShardReader({
          streams: parts.streams,
          log: parts.log,
          table,
          arn,
          shardId,
          lane,
          parent,
          skip,
          from: saved.get(lane),
        }),
      );
    }
    for (const [lane, reader] of readers) if (reader.ended && !lanes.has(lane)) readers.delete(lane);
    stale = false;
  }

  return {
    async read(most, signal) {
      await pace?.ready(signal);
      if (stale || reads++ % refreshEvery === 0) await refresh(signal);
      const open = [...readers.values()].filter(
        ({ ended, parent }) => !ended && (parent === undefined || (readers.get(parent)?.ended ?? true)),
      );
      const limit = Math.max(1, Math.min(1000, Math.floor(most.entries / Math.max(1, open.length))));
      const answers = await Promise.allSettled(open.map((reader) => reader.read(limit, signal)));
      const ended = open.some((reader) => reader.ended);
      if (ended) stale = true;
      const entries = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      const full = answers.some((answer) => answer.status === 'fulfilled' && isFull(answer.value, limit));
      // What comes after an ended shard lies in those that it was divided into.
      pace?.looked({ found: entries.length > 0, more: full || ended });
      // What some shards gave is not lost to another's fault, which will be met again.
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed !== undefined && entries.length === 0) throw portError(failed.reason, 'GetRecords', signal);
      return entries.filter(({ change }) => wanted(change));
    },

    expects: () => pace?.isClose === true,

    caughtUp: () => !stale && [...readers.values()].every((reader) => reader.ended || reader.empty >= emptyReads),

    async save(undone) {
      for (const [lane, reader] of readers) {
        const mark = undone(lane);
        const position = mark === undefined ? reader.position : { mark, inclusive: true };
        const before = saved.get(lane);
        if (position === undefined || (before?.mark === position.mark && before.inclusive === position.inclusive))
          continue;
        await savePosition(parts, consumer, lane, position);
        saved.set(lane, position);
      }
    },
  };
}

/** Whether a consumer is past all that is wanted of what is there now: what is behind its positions is read, and they stay as they are. */
export async function isPassed(
  parts: DynamoFeedParts,
  options: {
    readonly consumer: string;
    readonly tables: readonly string[];
    readonly wanted?: ((key: Key) => boolean) | undefined;
  },
  signal: AbortSignal,
): Promise<boolean> {
  if ((await loadPositions(parts, options.consumer, signal)).size === 0) return false;
  const source = await openDynamoFeed(parts, { ...options, signal });
  while (!source.caughtUp())
    if ((await source.read({ entries: 1000, bytes: 1024 * 1024 }, signal)).length > 0) return false;
  return true;
}

interface ListedShard {
  readonly lane: string;
  readonly table: string;
  readonly arn: string;
  readonly shard: Shard;
}

async function shardsOf(parts: DynamoFeedParts, table: string, signal: AbortSignal): Promise<ListedShard[]> {
  const abort = abortable(signal);
  const name = parts.physical(table);
  try {
    const { Table } = await parts.client.send(new DescribeTableCommand({ TableName: name }), abort);
    const arn = Table?.LatestStreamArn;
    if (arn === undefined)
      throw new PortError('records', 'NOT_FOUND', `table ${name} has no stream: prepare() makes it`);
    const shards: ListedShard[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await parts.streams.send(
        new DescribeStreamCommand({ StreamArn: arn, ExclusiveStartShardId: after }),
        abort,
      );
      for (const shard of page.StreamDescription?.Shards ?? [])
        shards.push({ lane: `${table}/${shard.ShardId ?? ''}`, table, arn, shard });
      after = page.StreamDescription?.LastEvaluatedShardId;
    }
    return shards;
  } catch (cause) {
    throw portError(cause, `the stream of ${name}`, signal);
  }
}

type PositionParts = Pick<DynamoFeedParts, 'client' | 'physical' | 'positions'>;

/** Removes where a consumer stood. */
export async function forgetPositions(
  parts: PositionParts,
  consumer: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const positions = await loadPositions(parts, consumer, signal);
  try {
    for (const lane of positions.keys()) {
      const Key = toAttributes({ pk: `FEED#${consumer}`, sk: lane });
      await parts.client.send(
        new DeleteItemCommand({ TableName: parts.physical(parts.positions), Key }),
        abortable(signal),
      );
    }
  } catch (cause) {
    throw portError(cause, `the positions of consumer ${consumer}`, signal);
  }
}

async function loadPositions(
  parts: PositionParts,
  consumer: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, ShardPosition>> {
  const positions = new Map<string, ShardPosition>();
  try {
    for (let after: QueryCommand['input']['ExclusiveStartKey'], more = true; more; more = after !== undefined) {
      const page = await parts.client.send(
        new QueryCommand({
          TableName: parts.physical(parts.positions),
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: `FEED#${consumer}` } },
          ConsistentRead: true,
          ExclusiveStartKey: after,
        }),
        abortable(signal),
      );
      for (const { sk, mark, inclusive } of (page.Items ?? []).map(toItem)) {
        if (typeof mark === 'string' && typeof inclusive === 'boolean') positions.set(sk, { mark, inclusive });
      }
      after = page.LastEvaluatedKey;
    }
  } catch (cause) {
    throw portError(cause, `the positions of consumer ${consumer}`, signal);
  }
  return positions;
}

async function savePosition(
  parts: DynamoFeedParts,
  consumer: string,
  lane: string,
  position: ShardPosition,
): Promise<void> {
  const expiresAt = Math.floor(parts.now() / 1000) + positionsKeptSeconds;
  try {
    await parts.client.send(
      new PutItemCommand({
        TableName: parts.physical(parts.positions),
        Item: toAttributes({ pk: `FEED#${consumer}`, sk: lane, ...position, expiresAt }),
      }),
    );
  } catch (cause) {
    throw portError(cause, `the position of consumer ${consumer}`);
  }
}
