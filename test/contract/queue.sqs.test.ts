import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DeleteQueueCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createSqsQueue } from '../../platform/queue/sqs.ts';
import { describeContract } from './adapters.ts';
import { queueContract } from './queue.ts';

describeContract({
  port: 'queue',
  adapter: 'sqs',
  server: { name: 'ministack', env: ['AWS_ENDPOINT_URL_SQS', 'AWS_REGION', 'AWS_ACCESS_KEY_ID'] },
  gaps: {
    'gives every share its turn, however many messages of another were sent before': 'SQS knows no order among groups',
    'delivers an id again after five minutes': 'the five minutes are the server’s own; nobody waits for them here',
  },
  suite: queueContract,
  make:
    () =>
    async (maxReceives = 3) => {
      const client = new SQSClient({});
      const name = `contract-${randomUUID()}`;
      const queue = createSqsQueue({ client, name, maxReceives });
      await queue.prepare();
      return {
        queue,
        // The server's clock is the real one.
        pass: (ms) => delay(ms),
        async [Symbol.asyncDispose]() {
          for (const QueueName of [`${name}.fifo`, `${name}-dead.fifo`]) {
            const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
            await client.send(new DeleteQueueCommand({ QueueUrl }));
          }
          client.destroy();
        },
      };
    },
});
