import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { z } from 'zod';
import { work } from './process.ts';

/** Requests to send in turn, over and over, and how many bytes must come back: any of those that are named. */
const loadTask = z.object({
  origin: z.string(),
  requests: z.array(z.object({ path: z.string(), body: z.string(), bytes: z.array(z.number()) })).min(1),
  headers: z.record(z.string(), z.string()),
  /** Requests under way at once, each on a connection that is kept. */
  connections: z.number(),
  /** Ends after so many requests, or so many milliseconds, whichever comes first. */
  most: z.number(),
  ms: z.number(),
  /** Whether an answer of other bytes is counted and no error: for a load that goes on for long. Default false. */
  countsOthers: z.boolean().optional(),
});
/** See {@link loadTask}. */
export type LoadTask = z.infer<typeof loadTask>;

/** What came of it. */
export interface LoadResult {
  readonly requests: number;
  readonly ms: number;
  /** Those that were answered with other bytes. */
  readonly others: number;
}

const load = async (task: LoadTask): Promise<LoadResult> => {
  const { origin, requests, headers, connections, most, ms, countsOthers = false } = task;
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const began = performance.now();
  let sent = 0;
  let others = 0;
  const one = async (): Promise<void> => {
    while (sent < most && performance.now() - began < ms) {
      const request = requests[sent % requests.length];
      sent += 1;
      if (!request) throw new RangeError('there is nothing to ask');
      const response = await pool.request({
        method: 'POST',
        path: request.path,
        headers: { 'content-type': 'application/json', ...headers },
        body: request.body,
      });
      const body = await response.body.arrayBuffer();
      if (response.statusCode === 200 && request.bytes.includes(body.byteLength)) continue;
      others += 1;
      if (!countsOthers)
        throw new Error(
          `${origin} answered ${response.statusCode} with ${body.byteLength} bytes instead of ${request.bytes.join(' or ')}: ${Buffer.from(body).toString().slice(0, 300)}`,
        );
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, one));
  } finally {
    await pool.destroy();
  }
  return { requests: sent, ms: performance.now() - began, others };
};

work(z.null(), async () => ({
  ready: {},
  answer: (question) => load(loadTask.parse(question)),
  end: () => Promise.resolve(),
}));
