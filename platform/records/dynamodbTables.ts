import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { PortError } from '../errors.ts';
import { abortable } from './dynamodbErrors.ts';
import type { IndexDefinition, TableDefinition } from './port.ts';
import { pause } from './waiting.ts';

const stream = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;

/** How long a table may take to become usable: 300 looks, growing from 50 ms to 2 s apart, are about ten minutes. */
const looks = 300;

/**
 * Makes tables, indexes and streams that are missing, paid per request, with `expiresAt` as the time to live, and waits until they can be used.
 * What is there and differs (an index with other keys) is left as it is: removing an index is an operator's decision.
 */
export async function makeTables(
  client: DynamoDBClient,
  definitions: readonly TableDefinition[],
  physical: (table: string) => string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await Promise.all(definitions.map((definition) => makeTable(client, definition, physical(definition.name), signal)));
}

async function makeTable(
  client: DynamoDBClient,
  definition: TableDefinition,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const abort = abortable(signal);
  if ((await describe(client, name, signal)) === undefined) {
    try {
      await client.send(createTable(definition, name), abort);
    } catch (cause) {
      // Another process makes it at this moment.
      if (!(cause instanceof ResourceInUseException)) throw cause;
    }
  }
  let table = await untilActive(client, name, signal);

  if (definition.feed && table.StreamSpecification?.StreamEnabled !== true) {
    await client.send(new UpdateTableCommand({ TableName: name, StreamSpecification: stream }), abort);
    table = await untilActive(client, name, signal);
  }
  for (const index of definition.indexes) {
    if (table.GlobalSecondaryIndexes?.some((one) => one.IndexName === index.name)) continue;
    // DynamoDB makes one index at a time.
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions: attributeDefinitions([index]),
        GlobalSecondaryIndexUpdates: [{ Create: secondaryIndex(index) }],
      }),
      abort,
    );
    table = await untilActive(client, name, signal);
  }

  const { TimeToLiveDescription: expiry } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: name }),
    abort,
  );
  if (expiry?.TimeToLiveStatus === 'ENABLED' || expiry?.TimeToLiveStatus === 'ENABLING') return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    }),
    abort,
  );
}

function createTable(definition: TableDefinition, name: string): CreateTableCommand {
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: attributeDefinitions([{ pk: 'pk', sk: 'sk' }, ...definition.indexes]),
    ...(definition.indexes.length > 0 && { GlobalSecondaryIndexes: definition.indexes.map(secondaryIndex) }),
    ...(definition.feed && { StreamSpecification: stream }),
  });
}

function attributeDefinitions(indexes: readonly Pick<IndexDefinition, 'pk' | 'sk'>[]) {
  const names = new Set(indexes.flatMap((index) => [index.pk, index.sk]));
  return [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
}

function secondaryIndex(index: IndexDefinition): GlobalSecondaryIndex {
  return {
    IndexName: index.name,
    KeySchema: [
      { AttributeName: index.pk, KeyType: 'HASH' },
      { AttributeName: index.sk, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: index.projection === 'keys' ? 'KEYS_ONLY' : 'ALL' },
  };
}

async function describe(
  client: DynamoDBClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }), abortable(signal))).Table;
  } catch (cause) {
    if (cause instanceof ResourceNotFoundException) return undefined;
    throw cause;
  }
}

async function untilActive(
  client: DynamoDBClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<TableDescription> {
  for (let look = 0; look < looks; look++) {
    const table = await describe(client, name, signal);
    const indexes = table?.GlobalSecondaryIndexes ?? [];
    if (table?.TableStatus === 'ACTIVE' && indexes.every((index) => index.IndexStatus === 'ACTIVE')) return table;
    await pause(Math.min(2000, 50 * 2 ** look), signal);
  }
  throw new PortError('records', 'UNAVAILABLE', `table ${name} did not become active`);
}
