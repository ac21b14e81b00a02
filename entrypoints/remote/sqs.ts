import { SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../../platform/queue/port.ts';
import type { Source } from '../../platform/queue/source.ts';
import { createSqsQueue } from '../../platform/queue/sqs.ts';
import { createSqsSource } from '../../platform/queue/sqsSource.ts';
import type { Installation } from '../installation.ts';
import type { Closing } from './closing.ts';
import { quick } from './limits.ts';

/** A long poll is answered after up to 20 s. */
const POLL_MS = 25_000;

const openClient = (closing: Closing): SQSClient => {
  const client = new SQSClient(quick(POLL_MS));
  closing.defer(() => client.destroy());
  return client;
};

/** SQS. */
export const openSqs = (
  { config }: Installation,
  closing: Closing,
  queue: { readonly name: string; readonly maxReceives: number },
): Queue => createSqsQueue({ client: openClient(closing), ...queue, name: `${config.tablePrefix}${queue.name}` });

/** A standard queue of SQS, to which S3 sends its notifications. */
export const openSqsSource = ({ config }: Installation, closing: Closing, name: string): Source =>
  createSqsSource({ client: openClient(closing), name: `${config.tablePrefix}${name}` });
