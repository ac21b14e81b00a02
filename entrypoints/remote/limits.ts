/*
 * How long a client of AWS waits. A subgraph has 2 s for its answer, and what it asks is cut off by the request's signal; these limits hold what
 * carries no signal (keys and licences that several requests wait for, a start, the feed), and give a connection that has gone dead
 * a second attempt in time. Without them the SDK waits for ever.
 */

/** Longest wait for a connection, in milliseconds. */
export const CONNECT_MS = 1_000;
/** Attempts of one call, the first included; the SDK waits between them and gives up sooner when many fail. */
export const ATTEMPTS = 3;

/** For answers that begin within milliseconds: an attempt takes so long at most, and so does a pause within its answer. */
export const quick = (ms: number) => ({
  maxAttempts: ATTEMPTS,
  requestHandler: {
    connectionTimeout: CONNECT_MS,
    requestTimeout: ms,
    throwOnRequestTimeout: true,
    socketTimeout: ms,
  },
});
