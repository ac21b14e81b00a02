import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PortError } from '../errors.ts';
import { checkOptions, checkReceive, checkVisibility, staleReceipt } from './checks.ts';
import type { Delivery } from './port.ts';
import type { Source } from './source.ts';
import { isSqs, sqsError } from './sqsErrors.ts';

export interface SqsSourceOptions {
  /** As {@link import('./sqs.ts').SqsQueueOptions.client}. */
  readonly client: SQSClient;
  /** The queue's name: a standard one, since S3 tells no other. How often it delivers before a message is dead is its own redrive policy's to say. */
  readonly name: string;
}

/** A standard queue at SQS, to which S3 sends. It knows no order: each message is a group of its own. @throws `INVALID` naming the option that is wrong. */
export function createSqsSource({ client, name }: SqsSourceOptions): Source {
  checkOptions({ name, maxReceives: 1 });
  let url: string | undefined;

  const call = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw sqsError(`${what} the queue ${name}`, error);
    }
  };

  const address = async (): Promise<string> => {
    url ??= (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
    if (url === undefined)
      throw new PortError('queue', 'UNAVAILABLE', `there is no queue ${name}`, { retryable: false });
    return url;
  };

  /** A call upon a delivery, whose receipt may no longer be good. */
  const settle = (what: string, { messageId }: Delivery, run: (QueueUrl: string) => Promise<unknown>): Promise<void> =>
    call(what, async () => {
      try {
        await run(await address());
      } catch (error) {
        throw isSqs(error, 'ReceiptHandleIsInvalid', 'MessageNotInflight') ? staleReceipt(messageId, error) : error;
      }
    });

  const hide = (what: string, delivery: Delivery, seconds: number): Promise<void> =>
    settle(what, delivery, (QueueUrl) =>
      client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: delivery.receipt, VisibilityTimeout: seconds }),
      ),
    );

  return {
    receive: (receive, options) =>
      call('receiving from', async () => {
        checkReceive(receive);
        const command = new ReceiveMessageCommand({
          QueueUrl: await address(),
          MaxNumberOfMessages: receive.max,
          WaitTimeSeconds: Math.ceil(receive.waitMs / 1_000),
          VisibilityTimeout: receive.visibilityMs / 1_000,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        });
        const { Messages = [] } = await client.send(command, options?.signal && { abortSignal: options.signal });
        return Messages.map(deliveryOf);
      }),
    acknowledge: (delivery) =>
      settle('acknowledging in', delivery, (QueueUrl) =>
        client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: delivery.receipt })),
      ),
    extend: async (delivery, visibilityMs) => {
      checkVisibility(visibilityMs);
      await hide('extending in', delivery, visibilityMs / 1_000);
    },
    release: (delivery) => hide('releasing in', delivery, 0),
    /** Makes it where it is missing: what was made before stays as it is. */
    prepare: () =>
      call('preparing', async () => {
        try {
          await address();
        } catch (error) {
          if (!isSqs(error, 'QueueDoesNotExist', 'NonExistentQueue')) throw error;
          await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { SqsManagedSseEnabled: 'true' } }));
        }
      }),
    close: async () => {},
  };
}

function deliveryOf(message: Message): Delivery {
  const messageId = message.MessageId ?? '';
  return {
    messageId,
    body: message.Body ?? '',
    group: messageId,
    deduplicationId: messageId,
    receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
    receipt: message.ReceiptHandle ?? '',
  };
}
