import { loadConfig } from '../../platform/config.ts';
import type { BatchAnswer } from '../../subgraphs/media/arrivals/notified.ts';
import { createNotifiedFunction } from '../../subgraphs/media/arrivals/notified.ts';
import { openInstallation } from '../installation.ts';
import { openServices } from '../openServices.ts';

/*
 * What was uploaded, as a function of AWS Lambda whose event source is the queue to which S3 sends its notifications: with `ReportBatchItemFailures`, so that what could
 * not be taken comes again alone. It does what the worker's loop does.
 */

/** What is left of a function's time when it stops taking, in milliseconds: an answer that names what failed comes before the time is over. */
const LEFT_MS = 1_000;
/** The shortest time for which it takes anything, in milliseconds. */
const SHORTEST_MS = 100;

// One for all calls that this instance of the function is given.
const { services } = await openServices(openInstallation(loadConfig(process.env)));
const taken = createNotifiedFunction(services.arrivals);

/** Takes a batch of notifications; answers which come again. @throws TypeError for what is no batch, which then comes again whole. */
export const handler = (
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<BatchAnswer> => {
  const time = Math.max(context.getRemainingTimeInMillis() - LEFT_MS, SHORTEST_MS);
  return taken(event, AbortSignal.timeout(time));
};
