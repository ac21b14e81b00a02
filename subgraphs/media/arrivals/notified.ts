import { z } from 'zod';
import type { Arrivals } from './take.ts';

/** What a queue's event source hands a function: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const sqsEvent = z.object({ Records: z.array(z.object({ messageId: z.string().min(1), body: z.string() })) });

/** Which messages come again. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * The function behind a queue of S3's notifications, in the shape of AWS Lambda's: a batch in, what comes again out.
 * @throws TypeError for what is no batch, which then comes again whole: an answer that names no failure would have it forgotten.
 */
export const createNotifiedFunction =
  (arrivals: Arrivals) =>
  async (event: unknown, signal: AbortSignal): Promise<BatchAnswer> => {
    const { data, error } = sqsEvent.safeParse(event);
    if (!data) throw new TypeError('the event is no batch of messages of a queue', { cause: error });
    const outcomes = await Promise.all(data.Records.map(({ body }) => arrivals.takeNotified(body, signal)));
    return {
      batchItemFailures: data.Records.filter((_, index) => outcomes[index] !== 'done').map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    };
  };
