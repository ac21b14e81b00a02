import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { Server as NetServer } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { GatewayRequest, GatewayResponse } from '../gateway/request.ts';
import { MAX_BODY_BYTES } from '../gateway/request.ts';
import { OperatorError } from '../platform/errors.ts';
import type { Log } from '../platform/telemetry.ts';
import type { AdmissionOptions, ReadingBudget } from './admission.ts';
import {
  busyAnswer,
  createPlaces,
  createReadingBudget,
  Overloaded,
  SPARE_CONNECTIONS,
  standardAdmission,
} from './admission.ts';
import { Leaving } from './leaving.ts';

/** A request whose body is streamed: media, not GraphQL. */
export interface StreamRequest {
  readonly method: string;
  /** What follows the mount's prefix, still percent-encoded; begins with `/`, or is empty. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  readonly signal: AbortSignal;
}

/** The answer to a {@link StreamRequest}. */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Uint8Array | undefined;
}

/** What an HTTP server is made of. */
export interface HttpServerOptions {
  /** Answers what no mount does. Never rejects. */
  readonly handle: (request: GatewayRequest) => GatewayResponse | Promise<GatewayResponse>;
  /** By path prefix such as `/media`; the longest that fits answers. */
  readonly mounts?: Readonly<Record<string, (request: StreamRequest) => Promise<StreamResponse>>> | undefined;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log: Log;
  /** Longest body read for `handle`, in bytes. Default 512 KB. */
  readonly maxBodyBytes?: number | undefined;
  /** How much is taken on at once; what is beyond answers 503 with `Retry-After`, before its body is read. Health checks are always answered. */
  readonly admission?: AdmissionOptions | undefined;
  /** Longest wait for a request's headers, in milliseconds. Default 10 000. */
  readonly headersTimeoutMs?: number | undefined;
  /** Longest wait for a whole request, in milliseconds; at least that for its headers. Default 15 000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Longest wait for answers under way when the server closes, in milliseconds. Default 10 000. */
  readonly drainMs?: number | undefined;
}

/** A listening server. */
export interface HttpServer extends AsyncDisposable {
  readonly port: number;
  /** Stops listening once no connection has come for a moment, answers what is under way and what comes on connections that were kept, and returns when all are closed. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** Above the usual 60 s of load balancers, which must be the side that closes. */
const KEEP_ALIVE_MS = 65_000;
const TIMEOUTS_CHECKED_MS = 1_000;
/** A kept connection on which nothing comes for so long while the server closes is closed. */
const IDLE_MS = 500;
/** Before the server stops listening: so long without a new connection, waited for so often at most. */
const QUIET_MS = 50;
const QUIET_ROUNDS = 10;

/** Bytes of an unwanted body that are read so that its sender comes to read the answer; one that sends more is read no further, and cut off after a moment. */
const MOST_DROPPED = 8_000_000;
const LINGER_MS = 1_000;

/** Where health is asked; see `gateway/health.ts`. */
const HEALTH = '/health/';

const clientGone = new Error('the client is gone');

/**
 * At most one chunk more than allowed is kept, by which the handler sees that it is too much. By events: an async iterator over a request costs more than
 * all else that is done to read one.
 */
const readBody = (request: IncomingMessage, maxBytes: number, budget: ReadingBudget): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const leave = (): void => {
      request.off('data', take).off('end', finish).off('error', fail).off('close', finish);
      request.pause();
      budget.give(length);
    };
    const fail = (error: unknown): void => {
      leave();
      reject(error instanceof Error ? error : new Error('the body cannot be read', { cause: error }));
    };
    const finish = (): void => {
      leave();
      if (!request.complete && length <= maxBytes) reject(clientGone);
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
    };
    const take = (chunk: Buffer): void => {
      try {
        budget.take(chunk.length);
        chunks.push(chunk);
        length += chunk.length;
        if (length > maxBytes) finish();
      } catch (error) {
        fail(error);
      }
    };
    request.on('data', take).on('end', finish).on('error', fail).on('close', finish);
  });

/** What is left of a body that was not wanted is read and dropped, within the request's time: to close at once would take the answer with it. */
const dropRest = (request: IncomingMessage): void => {
  let dropped = 0;
  const drop = (chunk: Buffer): void => {
    dropped += chunk.length;
    if (dropped <= MOST_DROPPED) return;
    request.off('data', drop).pause();
    setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  };
  request.on('data', drop);
  request.resume();
};

const singleHeaders = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
};

/** What the handler is given: whatever of a request is seldom looked at is found when it is. */
class AskedOverHttp implements GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: GatewayRequest['headers'];
  readonly body: Uint8Array;
  readonly rawHeaders: readonly string[];
  readonly #request: IncomingMessage;
  readonly #leaving: Leaving;

  constructor(
    { method, path, query, headers, body }: Pick<GatewayRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>,
    request: IncomingMessage,
    leaving: Leaving,
  ) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.rawHeaders = request.rawHeaders;
    this.#request = request;
    this.#leaving = leaving;
  }

  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  get remoteAddress(): string | undefined {
    return this.#request.socket.remoteAddress;
  }
}

const explain = (error: unknown, host: string, port: number): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new OperatorError(`port ${port} on ${host} is in use: stop what listens there, or set PORT to another`, {
      cause: error,
    });
  if (code === 'EACCES')
    return new OperatorError(`port ${port} on ${host} may not be used: set PORT to one above 1023`, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new OperatorError(`${host} is no address of this machine: set HOST to one that is`, { cause: error });
  return error;
};

/**
 * Listens, and translates between node:http and the handlers; it decides nothing itself.
 * @throws {@link OperatorError} where the port cannot be had.
 */
export const startHttpServer = async (options: HttpServerOptions): Promise<HttpServer> => {
  const { handle, mounts = {}, host, port, log, maxBodyBytes = MAX_BODY_BYTES, drainMs = 10_000 } = options;
  const { headersTimeoutMs = HEADERS_TIMEOUT_MS, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const { maxInFlight, maxConnections } = options.admission ?? standardAdmission;
  // Apart, so that slow downloads of media never keep the graph from answering.
  const graphPlaces = createPlaces(maxInFlight);
  const mediaPlaces = createPlaces(maxInFlight);
  const reading = createReadingBudget();
  /** Connections beyond the bound. */
  const surplus = new WeakSet<Socket>();
  let connections = 0;
  /** Connections that ever came. */
  let accepted = 0;
  const prefixes = Object.entries(mounts).sort(([a], [b]) => b.length - a.length);
  let closing = false;

  const send = (response: ServerResponse, { status, headers, body }: GatewayResponse, bodiless: boolean): void => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const hasNone = status === 204 || status === 304;
    response.writeHead(status, hasNone ? headers : { ...headers, 'content-length': bytes.byteLength });
    response.end(bodiless || hasNone ? undefined : bytes);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, leaving: Leaving): Promise<void> => {
    const { method = 'GET', url = '/' } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? '' : url.slice(mark + 1);
    response.on('finish', () => dropRest(request));
    const mount = prefixes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
    const exempt = path.startsWith(HEALTH);
    const isSurplus = surplus.has(request.socket);
    if (isSurplus) response.setHeader('connection', 'close');
    if (!exempt && (isSurplus || (mount ? mediaPlaces : graphPlaces).isFull)) throw new Overloaded();
    const headers = singleHeaders(request);
    if (!mount) {
      const body = method === 'POST' ? await readBody(request, maxBodyBytes, reading) : new Uint8Array();
      const asked = new AskedOverHttp({ method, path, query, headers, body }, request, leaving);
      const answering = exempt ? handle(asked) : graphPlaces.run(() => handle(asked));
      const answered = answering instanceof Promise ? await answering : answering;
      if (closing) response.setHeader('connection', 'close');
      if (!leaving.isGone) send(response, answered, method === 'HEAD');
      return;
    }
    const [prefix, serve] = mount;
    await mediaPlaces.run(async () => {
      const { signal } = leaving;
      const served = await serve({ method, path: path.slice(prefix.length), query, headers, body: request, signal });
      if (closing) response.setHeader('connection', 'close');
      response.writeHead(served.status, served.headers);
      if (served.body === undefined || served.body instanceof Uint8Array) response.end(served.body);
      else await pipeline(served.body, response);
    });
  };

  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(TIMEOUTS_CHECKED_MS, headersTimeoutMs),
    },
    (request, response) => {
      const leaving = new Leaving(clientGone);
      response.on('close', () => {
        if (!response.writableFinished) leaving.leave();
      });
      answer(request, response, leaving).catch((error: unknown) => {
        if (error instanceof Overloaded) return send(response, busyAnswer, request.method === 'HEAD');
        if (!leaving.isGone)
          log.error({ path: request.url?.split('?')[0], error: String(error) }, 'an answer could not be sent');
        if (response.headersSent) response.destroy();
        else send(response, { status: 500, headers: { connection: 'close' }, body: '' }, true);
      });
    },
  );

  server.maxConnections = maxConnections + SPARE_CONNECTIONS;
  server.on('connection', (socket) => {
    accepted += 1;
    connections += 1;
    if (connections > maxConnections) surplus.add(socket);
    socket.once('close', () => {
      connections -= 1;
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, host, port)));
    server.listen({ host, port }, resolve);
  });
  const address = server.address();

  /** A connection that still waits to be accepted is cut when listening ends: it ends when none has come for a moment. */
  const untilQuiet = async (): Promise<void> => {
    for (let round = 0; round < QUIET_ROUNDS; round += 1) {
      const before = accepted;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      // A turn later what came meanwhile is accepted.
      await new Promise((resolve) => setImmediate(resolve));
      if (accepted === before) return;
    }
  };

  const drain = async (): Promise<void> => {
    await untilQuiet();
    closing = true;
    const closed = new Promise<void>((resolve) => {
      // http.Server's own close() cuts kept connections at once, and with them a request that is on its way: they get `connection: close` with their next answer instead.
      NetServer.prototype.close.call(server, () => resolve());
    });
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    await closed;
    clearInterval(idle);
    clearTimeout(cut);
  };
  let drained: Promise<void> | undefined;
  const close = (): Promise<void> => {
    drained ??= drain();
    return drained;
  };
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close,
    [Symbol.asyncDispose]: close,
  };
};
