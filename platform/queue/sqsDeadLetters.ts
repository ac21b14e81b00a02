import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { redriveId } from './checks.ts';
import type { DeadLetter, Delivery } from './port.ts';
import type { SqsQueues } from './sqsQueues.ts';

/** What the consumer's own move to the dead letters keeps of the message: SQS gives it an id and a count of its own there. */
const DEDUPLICATION_ATTRIBUTE = 'deduplicationId';
const RECEIVES_ATTRIBUTE = 'receiveCount';

/** How long what is looked at stays hidden from others, in seconds, should the process die meanwhile. */
const LOOK_SECONDS = 60;

/** The dead-letter queue: moved to by SQS's redrive policy, or by the consumer. */
export interface SqsDeadLetters {
  put(delivery: Delivery, signal: AbortSignal | undefined): Promise<void>;
  list(limit: number, signal: AbortSignal | undefined): Promise<DeadLetter[]>;
  /** Takes out those that are named, after `first` is done with each; answers how many there were. */
  take(
    ids: readonly string[],
    first: (letter: DeadLetter) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<number>;
  /** Sends one back. Done twice within five minutes, it is sent once. */
  sendBack(letter: DeadLetter, signal: AbortSignal | undefined): Promise<void>;
}

export function createSqsDeadLetters(client: SQSClient, queues: SqsQueues, maxReceives: number): SqsDeadLetters {
  const abortable = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { abortSignal: signal });

  function letterOf(message: Message): DeadLetter {
    const own = message.MessageAttributes ?? {};
    return {
      messageId: message.MessageId ?? '',
      body: message.Body ?? '',
      group: message.Attributes?.MessageGroupId ?? '',
      deduplicationId: own[DEDUPLICATION_ATTRIBUTE]?.StringValue ?? message.Attributes?.MessageDeduplicationId ?? '',
      // SQS goes on counting in the dead-letter queue, every look included; the policy moves a message after so many.
      receiveCount: Number(own[RECEIVES_ATTRIBUTE]?.StringValue ?? maxReceives),
    };
  }

  /**
   * Goes through what can be seen until `done`, hidden from others meanwhile, and shows it again at the end but for what `step` took out. A group
   * of FIFO shows ten messages at most while they are held.
   */
  async function look(
    signal: AbortSignal | undefined,
    done: () => boolean,
    step: (message: Message, letter: DeadLetter, url: string) => Promise<'held' | 'gone'>,
  ): Promise<void> {
    const url = await queues.dead();
    const held: Message[] = [];
    try {
      while (!done()) {
        const command = new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: LOOK_SECONDS,
          // All of SQS's servers are asked, not a sample.
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['MessageGroupId', 'MessageDeduplicationId'],
          MessageAttributeNames: ['All'],
        });
        const { Messages: messages = [] } = await client.send(command, abortable(signal));
        if (messages.length === 0) return;
        held.push(...messages);
        for (const message of messages) {
          if (done()) return;
          if ((await step(message, letterOf(message), url)) === 'gone') held.splice(held.indexOf(message), 1);
        }
      }
    } finally {
      await show(url, held);
    }
  }

  /** Not ended by the caller's signal: what is held would stay hidden. */
  async function show(url: string, held: readonly Message[]): Promise<void> {
    for (let at = 0; at < held.length; at += 10) {
      const entries = held.slice(at, at + 10).map(({ ReceiptHandle }, n) => ({
        Id: String(n),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: entries }));
    }
  }

  return {
    async put({ messageId, body, group, deduplicationId, receiveCount }, signal) {
      const command = new SendMessageCommand({
        QueueUrl: await queues.dead(),
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: `dead-${messageId}`,
        MessageAttributes: {
          [DEDUPLICATION_ATTRIBUTE]: { DataType: 'String', StringValue: deduplicationId },
          [RECEIVES_ATTRIBUTE]: { DataType: 'Number', StringValue: String(receiveCount) },
        },
      });
      await client.send(command, abortable(signal));
    },

    async list(limit, signal) {
      const letters: DeadLetter[] = [];
      const full = () => letters.length === limit;
      await look(signal, full, async (_message, letter) => {
        letters.push(letter);
        return 'held';
      });
      return letters;
    },

    async take(ids, first, signal) {
      const wanted = new Set(ids);
      let taken = 0;
      const found = () => wanted.size === 0;
      await look(signal, found, async (message, letter, url) => {
        if (!wanted.delete(letter.messageId)) return 'held';
        await first(letter);
        await client.send(
          new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }),
          abortable(signal),
        );
        taken += 1;
        return 'gone';
      });
      return taken;
    },

    async sendBack({ messageId, body, group }, signal) {
      const command = new SendMessageCommand({
        QueueUrl: await queues.main(),
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: redriveId(messageId),
      });
      await client.send(command, abortable(signal));
    },
  };
}
