import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { work } from './process.ts';

/** Requests to send in turn, over and over, and what must come back. */
export interface LoadTask {
  readonly origin: string;
  readonly requests: readonly { readonly path: string; readonly body: string; readonly bytes: number }[];
  readonly headers: Readonly<Record<string, string>>;
  /** Requests under way at once, each on a connection that is kept. */
  readonly connections: number;
  /** Ends after so many requests, or so many milliseconds, whichever comes first. */
  readonly most: number;
  readonly ms: number;
}

/** What came of it. */
export interface LoadResult {
  readonly requests: number;
  readonly ms: number;
}

const load = async ({ origin, requests, headers, connections, most, ms }: LoadTask): Promise<LoadResult> => {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const began = performance.now();
  let sent = 0;
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
      if (response.statusCode !== 200 || body.byteLength !== request.bytes)
        throw new Error(
          `${origin} answered ${response.statusCode} with ${body.byteLength} bytes instead of ${request.bytes}: ${Buffer.from(body).toString().slice(0, 300)}`,
        );
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, one));
  } finally {
    await pool.destroy();
  }
  return { requests: sent, ms: performance.now() - began };
};

const isTask = (question: unknown): question is LoadTask =>
  typeof question === 'object' && question !== null && 'origin' in question && 'requests' in question;

await work<null>(async () => ({
  ready: {},
  answer: (question) => {
    if (!isTask(question)) throw new TypeError('the client is told what to send');
    return load(question);
  },
  end: async () => undefined,
}));
