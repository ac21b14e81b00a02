import type { RequestFacts } from '../requestLog.ts';

/** What the cache did for an answer, and for keys that may look into the schema why. */
export const cacheHeaders = ({ cache, caller, refusal }: RequestFacts): Readonly<Record<string, string>> => {
  if (!cache || refusal !== undefined) return {};
  const { outcome, reason } = cache;
  return reason !== undefined && caller?.viewer.grants.includes('explore')
    ? { 'x-cache': outcome, 'x-cache-reason': reason }
    : { 'x-cache': outcome };
};
