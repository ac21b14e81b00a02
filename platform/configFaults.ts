import type { z } from 'zod';

const secretNames = ['LINK_SECRET', 'CURSOR_SECRET', 'KEY_SECRET', 'TOKEN_SECRET'] as const;
const remoteAdapters = {
  RECORDS: 'dynamodb',
  QUEUE: 'sqs',
  OBJECTS: 's3',
  SEARCH: 'opensearch',
  CACHE: 'redis',
} as const;

/** The variables that are set, by name. */
type Given = Readonly<Record<string, string>>;

const serversIn = (given: Given): [name: string, adapter: string][] =>
  Object.entries(remoteAdapters).filter(([name, adapter]) => given[name] === adapter);

/** Whether any adapter stands on a server; all others are embedded. */
export const usesServers = (given: Given): boolean => serversIn(given).length > 0;

/** Faults between variables, which do not show in any one of them. */
export const betweenFaults = (given: Given): string[] => {
  const faults: string[] = [];
  const remote = serversIn(given);
  if (given.OBJECTS === 's3' && !given.BUCKET) faults.push('BUCKET: is required with OBJECTS=s3');
  if (given.SEARCH === 'opensearch' && !given.OPENSEARCH_URL)
    faults.push('OPENSEARCH_URL: is required with SEARCH=opensearch');
  if (given.CACHE === 'redis' && Boolean(given.REDIS_URL) === Boolean(given.REDIS_CLUSTER_NODES))
    faults.push(
      `REDIS_URL: ${given.REDIS_URL ? 'give it or REDIS_CLUSTER_NODES, not both' : 'it or REDIS_CLUSTER_NODES is required with CACHE=redis'}`,
    );
  if (given.EDGE === 'http')
    for (const name of ['EDGE_PURGE_URL', 'EDGE_PURGE_SECRET', 'CDN_TAG_SECRET'])
      if (!given[name]) faults.push(`${name}: is required with EDGE=http`);
  const missing = secretNames.filter((name) => !given[name]);
  if (missing.length > 0 && (remote.length > 0 || missing.length < secretNames.length)) {
    const reason =
      remote.length > 0
        ? `is required with ${remote.map(([name, adapter]) => `${name}=${adapter}`).join(', ')}`
        : 'is required as soon as one of the secrets is given';
    faults.push(...missing.map((name) => `${name}: ${reason}`));
  }
  return faults;
};

/** zod's own words for a wrong choice show the choices, never the value, so that no secret is printed. */
export const fieldFaults = (error: z.ZodError): string[] =>
  error.issues.map(
    (issue) =>
      `${issue.path.join('.')}: ${issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : issue.message}`,
  );
