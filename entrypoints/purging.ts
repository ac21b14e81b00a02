import type { Config } from '../platform/config.ts';

/*
 * Who may keep answers, and who purges them. What is written must reach every place where answers are kept:
 *
 *   CACHE=redis     one cache for all processes: whoever carries the feed onward (all in one, or the worker) purges it, and the others hear of it
 *   CACHE=memory    a cache in each process, which nobody else purges: it keeps answers only where all that answers are made of runs in the same process, on a
 *                   feed that hands every process all that is written from when it began. Those of DynamoDB are handed out once for all.
 */

/** A process that answers requests or carries the feed onward. */
type Host = 'allInOne' | 'gateway' | 'worker';

/** Whether this process purges the cache of what is written. */
export const purgesCache = ({ cache, records }: Config, host: Host): boolean =>
  cache === 'redis' ? host !== 'gateway' : host === 'allInOne' && records === 'sqlite';

/** Whether this process may keep answers: everything that is written is purged from its cache. */
export const mayKeepAnswers = (config: Config, host: Exclude<Host, 'worker'>): boolean =>
  config.cache === 'redis' || purgesCache(config, host);
