import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { errors } from '@opensearch-project/opensearch';
import type { PortErrorCode } from '../errors.ts';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import { notAborted } from './request.ts';

/** Attempts of one call, the first included. */
const ATTEMPTS = 3;
/** Milliseconds before the second attempt at most; doubled for each further one. The wait is a random part of it, so that callers do not return together. */
const BACKOFF = 100;
const MAX_BACKOFF = 1_000;
/** Retries that may be spent at once; one is earned back by ten calls that succeed, so that a server in trouble is not asked three times as often. */
const BUDGET = 20;
const EARNED = 0.1;

/** A status of HTTP and what stands in the body of an error. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

/** One request of OpenSearch's API. */
export interface OpenSearchRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly path: string;
  readonly querystring?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Lines of a bulk request. */
  readonly lines?: readonly Readonly<Record<string, unknown>>[];
  /** Finds a refusal in an answer that says 200: one of several queries may have failed. */
  readonly refusal?: (body: unknown) => Refusal | undefined;
  /** Whether asking twice does what asking once does. */
  readonly repeatable: boolean;
}

/** Asks OpenSearch and answers the parsed body. @throws {@link PortError} */
export type Call = (request: OpenSearchRequest, options: CallOptions | undefined) => Promise<unknown>;

/** An answer whose status is good and which holds a refusal. */
class RefusedWithin extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('a part was refused');
    this.refusal = refusal;
  }
}

interface Failed {
  readonly error: PortError;
  /** Whether the server said so itself, or nobody answered in time: an answer that never came costs a whole time limit. */
  readonly soon: boolean;
}

const codeOf = (status: number, type: string): PortErrorCode => {
  if (status === 429) return 'THROTTLED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 409 || type === 'resource_already_exists_exception') return 'CONDITION_FAILED';
  if (status === 413) return 'TOO_LARGE';
  return status >= 500 || status === 401 || status === 403 ? 'UNAVAILABLE' : 'INVALID';
};

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** What OpenSearch said, cut short: it repeats parts of the request. */
const reasonOf = (body: unknown): { type: string; reason: string } => {
  const error = property(body, 'error');
  const root = property(property(error, 'root_cause'), '0') ?? error;
  const said = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 300) : '');
  return { type: said(property(root, 'type')), reason: said(property(root, 'reason')) };
};

const refused = ({ status, body }: Refusal, cause?: unknown): Failed => {
  const { type, reason } = reasonOf(body);
  const code = codeOf(status, type);
  const retryable = code === 'THROTTLED' || (code === 'UNAVAILABLE' && status >= 500);
  const message = `search (opensearch): ${status} ${type} ${reason}`.trimEnd();
  return { error: new PortError('search', code, message, { cause, retryable }), soon: true };
};

const failed = (cause: unknown): Failed => {
  if (cause instanceof PortError) return { error: cause, soon: false };
  if (cause instanceof RefusedWithin) return refused(cause.refusal);
  if (cause instanceof errors.ResponseError) return refused({ status: cause.statusCode, body: cause.body }, cause);
  const timedOut = cause instanceof errors.TimeoutError;
  const message = `search (opensearch): ${timedOut ? 'no answer in time' : `cannot be reached: ${cause instanceof Error ? cause.message : 'unknown error'}`}`;
  return { error: new PortError('search', 'UNAVAILABLE', message, { cause }), soon: !timedOut };
};

/** The one place where OpenSearch is asked: time limit, abort, retries and errors. */
export const createCall = (client: Client, timeoutMs: number): Call => {
  let budget = BUDGET;

  const once = async (request: OpenSearchRequest, options: CallOptions | undefined): Promise<unknown> => {
    notAborted(options);
    const pending = client.transport.request(
      {
        method: request.method,
        path: request.path,
        ...(request.querystring === undefined ? {} : { querystring: request.querystring }),
        ...(request.body === undefined ? {} : { body: request.body }),
        ...(request.lines === undefined ? {} : { bulkBody: [...request.lines] }),
      },
      { maxRetries: 0, requestTimeout: timeoutMs },
    );
    // What `abort` gives back is a promise, which an event target would take for a listener's own and report as unhandled.
    const abort = (): void => {
      pending.abort();
    };
    options?.signal?.addEventListener('abort', abort, { once: true });
    try {
      const body = property(await pending, 'body');
      const refusal = request.refusal?.(body);
      if (refusal !== undefined) throw new RefusedWithin(refusal);
      return body;
    } catch (error) {
      notAborted(options);
      throw error;
    } finally {
      options?.signal?.removeEventListener('abort', abort);
    }
  };

  return async (request, options) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const body = await once(request, options);
        budget = Math.min(BUDGET, budget + EARNED);
        return body;
      } catch (cause) {
        const { error, soon } = failed(cause);
        const again = soon && error.retryable && (request.repeatable || error.code === 'THROTTLED');
        if (!again || attempt === ATTEMPTS || budget < 1) throw error;
        budget -= 1;
        const most = Math.min(MAX_BACKOFF, BACKOFF * 2 ** (attempt - 1));
        await wait(Math.random() * most, undefined, { signal: options?.signal }).catch(() => notAborted(options));
      }
    }
  };
};
