import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { directoryTable } from '../../platform/directory.ts';
import { createDynamoRecords } from '../../platform/records/dynamodb.ts';
import type { Records, TableDefinition } from '../../platform/records/port.ts';
import type { Installation } from '../installation.ts';
import type { Closing } from './closing.ts';
import { quick } from './limits.ts';

/** An answer takes milliseconds. */
const RECORDS_MS = 1_500;
/** Nobody waits for streams. */
const STREAMS_MS = 5_000;

/** DynamoDB and its streams. */
export const openDynamo = (
  { config, now, log }: Installation,
  closing: Closing,
  tables: readonly TableDefinition[],
): Records => {
  const client = new DynamoDBClient(quick(RECORDS_MS));
  const streams = new DynamoDBStreamsClient(quick(STREAMS_MS));
  closing.defer(() => client.destroy());
  closing.defer(() => streams.destroy());
  const positions = { table: directoryTable.name };
  return createDynamoRecords({ client, streams, tables, tablePrefix: config.tablePrefix, positions, now, log });
};
