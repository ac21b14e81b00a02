import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { Client } from '@opensearch-project/opensearch';

/*
 * How long a client waits. A subgraph has 2 s for its answer, and what it asks is cut off by the request's signal; these limits hold what
 * carries no signal (keys and licences that several requests wait for, a start, the feed), and give a connection that has gone dead
 * a second attempt in time. Without them the SDK waits for ever.
 */

const CONNECT_MS = 1_000;
/** Attempts of one call, the first included; the SDK waits between them and gives up sooner when many fail. */
const ATTEMPTS = 3;

/** For answers that begin within milliseconds: an attempt takes so long at most, and so does a pause within its answer. */
const quick = (ms: number) => ({
  maxAttempts: ATTEMPTS,
  requestHandler: {
    connectionTimeout: CONNECT_MS,
    requestTimeout: ms,
    throwOnRequestTimeout: true,
    socketTimeout: ms,
  },
});

/** DynamoDB, whose answers take milliseconds. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient(quick(1_500));

/** DynamoDB's streams, which nobody waits for. */
export const streamsClient = (): DynamoDBStreamsClient => new DynamoDBStreamsClient(quick(5_000));

/** SQS, which answers a long poll after up to 20 s. */
export const queueClient = (): SQSClient => new SQSClient(quick(25_000));

/** S3: bytes may take their time, a pause in them may not. */
export const objectsClient = (): S3Client =>
  new S3Client({
    forcePathStyle: true,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: 3_000 },
  });

/** OpenSearch; the adapter has limits and retries of its own. */
export const searchClient = (url: string): Client => new Client({ node: url, maxRetries: 0, requestTimeout: 5_000 });

/** STS, which says who a caller is. */
export const callerClient = (): STSClient => new STSClient(quick(3_000));
