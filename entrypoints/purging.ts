import type { Config } from '../platform/config.ts';

/*
 * Who may keep answers, and who purges them. What is written must reach every place where answers are kept:
 *
 *   CACHE=redis     one cache for all processes: whoever carries the feed onward (all in one, or the worker) purges it, and the others hear of it
 *   CACHE=memory    a cache in each process, which nobody else purges: it keeps answers only where all that answers are made of runs in the same process,
 *                   on a feed of which it has a position of its own
 */

/** A process that answers requests or carries the feed onward. */
type Host = 'allInOne' | 'gateway' | 'worker';

/** The name of the position in the feed up to which this process purges the cache; `undefined` where purging is not its own. */
export const purgePosition = ({ cache, records, port }: Config, host: Host): string | undefined => {
  if (cache === 'redis') return host === 'gateway' ? undefined : 'purge';
  // Two on one folder have ports of their own. Of a table on DynamoDB nothing tells one process of another machine from this one.
  return host === 'allInOne' && records === 'sqlite' ? `purge-${port}` : undefined;
};

/** Whether this process may keep answers: everything that is written is purged from its cache. */
export const mayKeepAnswers = (config: Config, host: Exclude<Host, 'worker'>): boolean =>
  config.cache === 'redis' || purgePosition(config, host) !== undefined;
