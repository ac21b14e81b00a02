import { randomUUID } from 'node:crypto';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { createDynamoRecords } from '../../platform/records/dynamodb.ts';
import { describeContract } from './adapters.ts';
import { recordsContract } from './records.ts';
import { recordsTables } from './recordsTables.ts';

describeContract({
  port: 'records',
  adapter: 'dynamodb',
  server: { name: 'dynoxide', env: ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_DYNAMODB_STREAMS', 'AWS_REGION'] },
  gaps: {
    'a write that changes nothing is not in the feed':
      'dynoxide makes a stream record for a put or update that changes nothing',
  },
  suite: recordsContract,
  make: () => async () => {
    // Endpoints, region and keys come to the SDK by the environment, as in production.
    const client = new DynamoDBClient();
    const streams = new DynamoDBStreamsClient();
    const tablePrefix = `contract-${randomUUID().slice(0, 8)}-`;
    const open = () =>
      createDynamoRecords({
        client,
        streams,
        tables: recordsTables,
        tablePrefix,
        positions: { table: 'places' },
        now: Date.now,
        pollMs: 20,
        retryBaseMs: 1,
      });
    const records = open();
    await records.prepare();
    return {
      records,
      another: async () => open(),
      async [Symbol.asyncDispose]() {
        for (const { name } of recordsTables)
          await client.send(new DeleteTableCommand({ TableName: `${tablePrefix}${name}` }));
        client.destroy();
        streams.destroy();
      },
    };
  },
});
