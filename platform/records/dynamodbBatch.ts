import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import { PortError } from '../errors.ts';
import { toAttributes, toItem } from './dynamodbCodec.ts';
import { abortable, portError } from './dynamodbErrors.ts';
import type { Item, Key } from './port.ts';
import { identityOf } from './tables.ts';
import { backoffMs, pause } from './waiting.ts';

/** What BatchGetItem takes at once. */
const size = 100;
/** Batches under way at a time for one call. */
const concurrency = 8;
/** Answers in a row without a single item, after which the call is given up. */
const idleAtMost = 8;

/** Reads items by key in batches. */
export interface BatchReader {
  /** Keys none twice. Gives what is there by {@link identityOf}. */
  read(keys: readonly Key[], consistent: boolean, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Item>>;
}

/** Makes a {@link BatchReader}; `physical` gives a table's name in DynamoDB. */
export function createBatchReader(
  client: DynamoDBClient,
  physical: (table: string) => string,
  random: () => number,
): BatchReader {
  async function readBatch(
    keys: readonly Key[],
    consistent: boolean,
    found: Map<string, Item>,
    signal?: AbortSignal,
  ): Promise<void> {
    const logical = new Map(keys.map(({ table }) => [physical(table), table]));
    let wanted: Record<string, KeysAndAttributes> = requestOf(keys, consistent, physical);
    for (let idle = 0; Object.keys(wanted).length > 0; ) {
      const answer = await send(wanted, signal);
      let got = 0;
      for (const [name, items] of Object.entries(answer.Responses ?? {})) {
        got += items.length;
        for (const item of items.map(toItem)) {
          found.set(identityOf({ table: logical.get(name) ?? name, pk: item.pk, sk: item.sk }), item);
        }
      }
      wanted = answer.UnprocessedKeys ?? {};
      if (Object.keys(wanted).length === 0) return;
      // A part of the answer means that 16 MB were full, and the rest is there to be had; nothing at all means throttling.
      idle = got > 0 ? 0 : idle + 1;
      if (idle > idleAtMost)
        throw new PortError('records', 'THROTTLED', `BatchGetItem left keys unprocessed ${idle} times`);
      if (idle > 0) await pause(backoffMs(idle, 25, 2000, random), signal);
    }
  }

  async function send(wanted: Record<string, KeysAndAttributes>, signal: AbortSignal | undefined) {
    try {
      return await client.send(new BatchGetItemCommand({ RequestItems: wanted }), abortable(signal));
    } catch (cause) {
      throw portError(cause, 'BatchGetItem', signal);
    }
  }

  return {
    async read(keys, consistent, signal) {
      const found = new Map<string, Item>();
      const batches = Array.from({ length: Math.ceil(keys.length / size) }, (_, n) =>
        keys.slice(n * size, (n + 1) * size),
      );
      const next = batches.values();
      const worker = async (): Promise<void> => {
        for (const batch of next) await readBatch(batch, consistent, found, signal);
      };
      await Promise.all(Array.from({ length: Math.min(concurrency, batches.length) }, worker));
      return found;
    },
  };
}

function requestOf(
  keys: readonly Key[],
  consistent: boolean,
  physical: (table: string) => string,
): Record<string, KeysAndAttributes> {
  const byTable = new Map<string, Record<string, AttributeValue>[]>();
  for (const { table, pk, sk } of keys) {
    const name = physical(table);
    const list = byTable.get(name) ?? [];
    list.push(toAttributes({ pk, sk }));
    byTable.set(name, list);
  }
  return Object.fromEntries([...byTable].map(([name, Keys]) => [name, { Keys, ConsistentRead: consistent }]));
}
