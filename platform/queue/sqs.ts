import { randomUUID } from 'node:crypto';
import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import { checkLimit, checkOptions, checkReceive, checkSend, checkVisibility, staleReceipt } from './checks.ts';
import type { Delivery, Queue, SendResult } from './port.ts';
import { createSqsDeadLetters } from './sqsDeadLetters.ts';
import { codeOfName, isSqs, sqsError } from './sqsErrors.ts';
import { createSqsQueues } from './sqsQueues.ts';

export interface SqsQueueOptions {
  /** Carries region, credentials, endpoint, the bounds of retries and timeouts above the 20 s of a long poll; `close` leaves it open. */
  readonly client: SQSClient;
  /** The queue is `<name>.fifo`, its dead letters `<name>-dead.fifo`. */
  readonly name: string;
  /** Deliveries after which SQS moves a message to the dead letters. 1–1 000. `prepare` writes it into the queue, or holds the queue to it. */
  readonly maxReceives: number;
  /** Names each attempt to receive, so that one whose answer was lost is answered again. Default `randomUUID`. */
  readonly newId?: (() => string) | undefined;
}

/** How long a message is kept from coming back while it is moved to the dead letters, in seconds. */
const MOVE_SECONDS = 30;

/**
 * A queue at SQS FIFO. The client retries what may be retried. A message that is moved or redriven is sent first and deleted then: cut off between
 * the two, it is in both places, and doing it again within five minutes sends it once.
 *
 * @throws `INVALID` naming the option that is wrong.
 */
export function createSqsQueue(options: SqsQueueOptions): Queue {
  checkOptions(options);
  const { client, name, maxReceives, newId = randomUUID } = options;
  const queues = createSqsQueues(client, name, maxReceives);
  const deadLetters = createSqsDeadLetters(client, queues, maxReceives);
  let closed = false;

  /** Runs one call: refuses it when closed or aborted, and makes its errors the port's. */
  async function call<T>(
    what: string,
    callOptions: CallOptions | undefined,
    run: (signal: AbortSignal | undefined, client: { readonly abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const signal = callOptions?.signal;
    try {
      if (closed) throw new PortError('queue', 'UNAVAILABLE', 'the queue is closed', { retryable: false });
      signal?.throwIfAborted();
      return await run(signal, signal === undefined ? {} : { abortSignal: signal });
    } catch (error) {
      throw sqsError(`${what} the queue ${name}`, error);
    }
  }

  /** A call upon a delivery, whose receipt may no longer be good. */
  async function settle(
    delivery: Delivery,
    run: (address: { QueueUrl: string; ReceiptHandle: string }) => Promise<unknown>,
  ) {
    try {
      await run({ QueueUrl: await queues.main(), ReceiptHandle: delivery.receipt });
    } catch (error) {
      // FIFO says of an expired receipt that the parameter's value is invalid.
      const stale = isSqs(
        error,
        'ReceiptHandleIsInvalid',
        'MessageNotInflight',
        'InvalidParameterValue',
        'InvalidParameterValueException',
      );
      throw stale ? staleReceipt(delivery.messageId, error) : error;
    }
  }

  const hide = (what: string, delivery: Delivery, seconds: number, callOptions: CallOptions | undefined) =>
    call(what, callOptions, (_signal, abort) =>
      settle(delivery, (address) =>
        client.send(new ChangeMessageVisibilityCommand({ ...address, VisibilityTimeout: seconds }), abort),
      ),
    );

  const acknowledge = (what: string, delivery: Delivery, callOptions: CallOptions | undefined) =>
    call(what, callOptions, (_signal, abort) =>
      settle(delivery, (address) => client.send(new DeleteMessageCommand(address), abort)),
    );

  return {
    send: (messages, callOptions) =>
      call('sending to', callOptions, async (_signal, abort) => {
        const refused = checkSend(messages);
        const entries = messages.flatMap(({ body, group, deduplicationId }, at) =>
          refused.has(at)
            ? []
            : [{ Id: String(at), MessageBody: body, MessageGroupId: group, MessageDeduplicationId: deduplicationId }],
        );
        const results = new Map<number, SendResult>(refused);
        if (entries.length > 0) {
          const command = new SendMessageBatchCommand({ QueueUrl: await queues.main(), Entries: entries });
          const { Successful = [], Failed = [] } = await client.send(command, abort);
          for (const { Id, MessageId } of Successful) results.set(Number(Id), { ok: true, messageId: MessageId ?? '' });
          for (const entry of Failed) results.set(Number(entry.Id), failureOf(entry));
        }
        return messages.map((_, at) => results.get(at) ?? unanswered);
      }),

    receive: (receive, callOptions) =>
      call('receiving from', callOptions, async (_signal, abort) => {
        checkReceive(receive);
        const command = new ReceiveMessageCommand({
          QueueUrl: await queues.main(),
          MaxNumberOfMessages: receive.max,
          WaitTimeSeconds: Math.ceil(receive.waitMs / 1_000),
          VisibilityTimeout: receive.visibilityMs / 1_000,
          ReceiveRequestAttemptId: newId(),
          MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId', 'MessageDeduplicationId'],
        });
        const { Messages = [] } = await client.send(command, abort);
        return Messages.map(deliveryOf);
      }),

    acknowledge: (delivery, callOptions) => acknowledge('acknowledging in', delivery, callOptions),

    async extend(delivery, visibilityMs, callOptions) {
      checkVisibility(visibilityMs);
      await hide('extending in', delivery, visibilityMs / 1_000, callOptions);
    },

    release: (delivery, callOptions) => hide('releasing in', delivery, 0, callOptions),

    async moveToDeadLetters(delivery, callOptions) {
      const what = 'moving to the dead letters of';
      // Before anything is sent: is the receipt still good, and will it be when the message is deleted?
      await hide(what, delivery, MOVE_SECONDS, callOptions);
      await call(what, callOptions, (signal) => deadLetters.put(delivery, signal));
      await acknowledge(what, delivery, callOptions);
    },

    deadLetters: (limit, callOptions) =>
      call('looking through the dead letters of', callOptions, (signal) => {
        checkLimit(limit);
        return deadLetters.list(limit, signal);
      }),

    redrive: (messageIds, callOptions) =>
      call('redriving in', callOptions, (signal) =>
        deadLetters.take(messageIds, (letter) => deadLetters.sendBack(letter, signal), signal),
      ),

    dropDeadLetters: (messageIds, callOptions) =>
      call('dropping dead letters of', callOptions, (signal) => deadLetters.take(messageIds, async () => {}, signal)),

    depth: (callOptions) =>
      call('measuring', callOptions, async (signal) => {
        const names = [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ] as const;
        const main = await queues.attributes(await queues.main(), names, signal);
        const dead = await queues.attributes(await queues.dead(), names, signal);
        const count = (of: typeof main, wanted: readonly string[]) =>
          wanted.reduce((sum, attribute) => sum + Number(of[attribute] ?? 0), 0);
        return {
          waiting: count(main, [names[0], names[2]]),
          inFlight: count(main, [names[1]]),
          dead: count(dead, names),
        };
      }),

    prepare: (callOptions) => call('preparing', callOptions, (signal) => queues.prepare(signal)),

    ping: (callOptions) =>
      call('reaching', callOptions, async (signal) => {
        await queues.attributes(await queues.main(), ['QueueArn'], signal);
      }),

    close: async () => {
      closed = true;
    },
  };
}

function deliveryOf(message: Message): Delivery {
  return {
    messageId: message.MessageId ?? '',
    body: message.Body ?? '',
    group: message.Attributes?.MessageGroupId ?? '',
    deduplicationId: message.Attributes?.MessageDeduplicationId ?? '',
    receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
    receipt: message.ReceiptHandle ?? '',
  };
}

function failureOf({ Code, Message: message = '', SenderFault }: BatchResultErrorEntry): SendResult {
  const known = codeOfName(Code);
  const code =
    known === 'INVALID' || known === 'TOO_LARGE' || known === 'THROTTLED'
      ? known
      : SenderFault === true
        ? 'INVALID'
        : 'UNAVAILABLE';
  return { ok: false, code, message: `${Code ?? 'refused'}: ${message}` };
}

const unanswered: SendResult = { ok: false, code: 'UNAVAILABLE', message: 'SQS did not answer for this message' };
