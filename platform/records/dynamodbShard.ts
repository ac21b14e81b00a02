import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type ShardIteratorType,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { PortError } from '../errors.ts';
import type { Log } from '../telemetry.ts';
import type { FeedEntry } from './delivery.ts';
import { type Attributes, toItem } from './dynamodbCodec.ts';
import { abortable } from './dynamodbErrors.ts';
import type { Item } from './port.ts';

/** Where in a shard: its record of this sequence number, which is done (`inclusive` false) or not. */
export interface ShardPosition {
  readonly mark: string;
  readonly inclusive: boolean;
}

/** One shard's way from a position to its end. */
export interface ShardReader {
  /** The lane of the parent, which is to be read before. */
  readonly parent: string | undefined;
  /** The shard is closed and read. */
  readonly ended: boolean;
  /** Empty answers in a row. */
  readonly empty: number;
  /** The last of the consumer's that was read; `undefined` when none was. */
  readonly position: ShardPosition | undefined;
  read(limit: number, signal: AbortSignal): Promise<FeedEntry[]>;
}

/** Makes a {@link ShardReader}; without `from` it begins with the oldest record kept. */
export function createShardReader(shard: {
  readonly streams: DynamoDBStreamsClient;
  readonly log: Log;
  readonly table: string;
  readonly arn: string;
  readonly shardId: string;
  readonly lane: string;
  readonly parent: string | undefined;
  /** Records that are none of the consumer's. */
  readonly skip: (pk: string) => boolean;
  readonly from: ShardPosition | undefined;
}): ShardReader {
  const { streams, table, arn, shardId, lane } = shard;
  /** Where reading goes on. */
  let read = shard.from;
  /** What is the consumer's own of it: were the rest counted, keeping its position in a table that it reads would move it on and on. */
  let position = shard.from;
  let iterator: string | undefined;
  let ended = false;
  let empty = 0;

  async function newIterator(signal: AbortSignal): Promise<string | undefined> {
    const type: ShardIteratorType =
      read === undefined ? 'TRIM_HORIZON' : read.inclusive ? 'AT_SEQUENCE_NUMBER' : 'AFTER_SEQUENCE_NUMBER';
    const answer = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: arn,
        ShardId: shardId,
        ShardIteratorType: type,
        SequenceNumber: read?.mark,
      }),
      abortable(signal),
    );
    return answer.ShardIterator;
  }

  async function records(limit: number, signal: AbortSignal): Promise<readonly StreamRecord[]> {
    iterator ??= await newIterator(signal);
    if (iterator === undefined) {
      ended = true;
      return [];
    }
    const answer = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }), {
      abortSignal: signal,
    });
    iterator = answer.NextShardIterator;
    if (iterator === undefined) ended = true;
    return answer.Records ?? [];
  }

  /** Mends what may be mended by beginning anew; says whether it was. */
  function mended(cause: unknown): boolean {
    iterator = undefined;
    const name = cause instanceof Error ? cause.name : '';
    if (name === 'ExpiredIteratorException') return true;
    if (name === 'TrimmedDataAccessException') {
      shard.log.error(
        { table, shardId, position: position?.mark },
        'the stream has let go of changes that were not handled',
      );
      read = undefined;
      return true;
    }
    if (name !== 'ResourceNotFoundException') return false;
    // The shard is gone with all that was in it.
    ended = true;
    return true;
  }

  return {
    parent: shard.parent,
    get ended() {
      return ended;
    },
    get empty() {
      return empty;
    },
    get position() {
      return position;
    },
    async read(limit, signal) {
      let found: readonly StreamRecord[] = [];
      try {
        found = await records(limit, signal);
      } catch (cause) {
        if (!mended(cause)) throw cause;
      }
      empty = found.length === 0 ? empty + 1 : 0;
      const entries = found.map((record) => entryOf(record, table, lane));
      const own = entries.filter(({ change }) => !shard.skip(change.pk));
      read = after(entries) ?? read;
      position = after(own) ?? position;
      return own;
    },
  };
}

function after(entries: readonly FeedEntry[]): ShardPosition | undefined {
  const last = entries.at(-1);
  return last === undefined ? undefined : { mark: last.mark, inclusive: false };
}

function entryOf(record: StreamRecord, table: string, lane: string): FeedEntry {
  const { Keys, OldImage, NewImage, SequenceNumber, SizeBytes, ApproximateCreationDateTime } = record.dynamodb ?? {};
  const before = imageOf(OldImage);
  const after = imageOf(NewImage);
  const key = after ?? before;
  if (key === undefined || SequenceNumber === undefined) {
    const message = `the stream of ${table} gives no images (keys ${JSON.stringify(Keys)}): it must be NEW_AND_OLD_IMAGES`;
    throw new PortError('records', 'UNAVAILABLE', message, { retryable: false });
  }
  return {
    change: {
      id: record.eventID ?? `${lane}/${SequenceNumber}`,
      at: ApproximateCreationDateTime?.getTime() ?? 0,
      table,
      pk: key.pk,
      sk: key.sk,
      before,
      after,
    },
    lane,
    mark: SequenceNumber,
    bytes: SizeBytes ?? 0,
  };
}

function imageOf(image: Attributes | undefined): Item | undefined {
  return image === undefined || Object.keys(image).length === 0 ? undefined : toItem(image);
}
