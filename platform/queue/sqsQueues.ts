import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PortError } from '../errors.ts';
import { MAX_MESSAGE_BYTES } from './checks.ts';
import { isSqs } from './sqsErrors.ts';

/** The queue and its dead-letter queue at SQS. */
export interface SqsQueues {
  readonly main: () => Promise<string>;
  readonly dead: () => Promise<string>;
  /** Makes both where they are missing. @throws `INVALID` where the queue is there with another redrive policy. */
  prepare(signal: AbortSignal | undefined): Promise<void>;
  attributes(url: string, names: readonly QueueAttributeName[], signal: AbortSignal | undefined): Promise<Attributes>;
}

export type Attributes = Partial<Record<string, string>>;

/** Fourteen days, SQS's longest: a dead letter waits for an operator. */
const RETENTION_SECONDS = '1209600';

/** The addresses of `<name>.fifo` and `<name>-dead.fifo`, looked up once. */
export function createSqsQueues(client: SQSClient, name: string, maxReceives: number): SqsQueues {
  const mainName = `${name}.fifo`;
  const deadName = `${name}-dead.fifo`;
  const main = addressOf(mainName);
  const dead = addressOf(deadName);

  /** One look-up for all who ask; one that failed is forgotten. No caller's signal ends it, since others wait for it too. */
  function addressOf(queueName: string): () => Promise<string> {
    let known: Promise<string> | undefined;
    return () => {
      known ??= find(queueName).then(
        (url) => {
          if (url !== undefined) return url;
          known = undefined;
          throw new PortError('queue', 'UNAVAILABLE', `there is no queue ${queueName}`, { retryable: false });
        },
        (error: unknown) => {
          known = undefined;
          throw error;
        },
      );
      return known;
    };
  }

  async function find(queueName: string): Promise<string | undefined> {
    try {
      return (await client.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl;
    } catch (error) {
      if (isSqs(error, 'QueueDoesNotExist', 'NonExistentQueue')) return undefined;
      throw error;
    }
  }

  async function attributes(
    url: string,
    names: readonly QueueAttributeName[],
    signal: AbortSignal | undefined,
  ): Promise<Attributes> {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] });
    return (await client.send(command, signal && { abortSignal: signal })).Attributes ?? {};
  }

  async function make(queueName: string, more: Attributes, signal: AbortSignal | undefined): Promise<string> {
    const command = new CreateQueueCommand({
      QueueName: queueName,
      Attributes: {
        FifoQueue: 'true',
        ContentBasedDeduplication: 'false',
        MessageRetentionPeriod: RETENTION_SECONDS,
        SqsManagedSseEnabled: 'true',
        ...more,
      },
    });
    const { QueueUrl } = await client.send(command, signal && { abortSignal: signal });
    if (QueueUrl === undefined) throw new Error('SQS answered without the address of the queue');
    return QueueUrl;
  }

  return {
    main,
    dead,
    attributes,
    async prepare(signal) {
      const deadUrl = (await find(deadName)) ?? (await make(deadName, {}, signal));
      const { QueueArn = '' } = await attributes(deadUrl, ['QueueArn'], signal);
      const policy = { deadLetterTargetArn: QueueArn, maxReceiveCount: maxReceives };
      const found = await find(mainName);
      if (found === undefined) {
        const own = { RedrivePolicy: JSON.stringify(policy), MaximumMessageSize: String(MAX_MESSAGE_BYTES) };
        await make(mainName, own, signal);
        return;
      }
      const { RedrivePolicy } = await attributes(found, ['RedrivePolicy'], signal);
      checkPolicy(mainName, RedrivePolicy, policy);
    },
  };
}

/** A queue that was made elsewhere must send to the same dead letters after as many deliveries. */
function checkPolicy(
  queueName: string,
  found: string | undefined,
  wanted: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number },
): void {
  const policy: unknown = JSON.parse(found ?? '{}');
  const has = (name: string, value: string) =>
    typeof policy === 'object' && policy !== null && String(new Map(Object.entries(policy)).get(name)) === value;
  if (
    has('deadLetterTargetArn', wanted.deadLetterTargetArn) &&
    has('maxReceiveCount', String(wanted.maxReceiveCount))
  ) {
    return;
  }
  throw new PortError(
    'queue',
    'INVALID',
    `the queue ${queueName} is there with the redrive policy ${found ?? 'none'}; it must be ${JSON.stringify(wanted)}`,
  );
}
