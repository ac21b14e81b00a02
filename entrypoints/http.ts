import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { GatewayRequest, GatewayResponse } from '../gateway/request.ts';
import { MAX_BODY_BYTES } from '../gateway/request.ts';
import type { Log } from '../platform/telemetry.ts';
import type { AdmissionOptions } from './admission.ts';
import { createPlaces, createReadingBudget, Overloaded, SPARE_CONNECTIONS, standardAdmission } from './admission.ts';
import { AskedOverHttp, singleHeaders } from './http/asked.ts';
import { dropRest, readBody } from './http/body.ts';
import { createDraining } from './http/draining.ts';
import { signalOf } from './http/leaving.ts';
import { listen } from './http/listening.ts';
import { createSending } from './http/sending.ts';

/** Not imported, since an import reads every export of a module: that of `WebSocket` loads Node's whole `fetch`, 13 MB that nothing here asks for. */
const { createServer } = process.getBuiltinModule('node:http');

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

/** Answers what lies below a path prefix. */
export type Mount = (request: StreamRequest) => Promise<StreamResponse>;

/** What an HTTP server is made of. */
export interface HttpServerOptions {
  /** Answers what no mount does. Never rejects. */
  readonly handle: (request: GatewayRequest) => GatewayResponse | Promise<GatewayResponse>;
  /** By path prefix such as `/media`; the longest that fits answers. */
  readonly mounts?: Readonly<Record<string, Mount>> | undefined;
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

/** Where health is asked; see `gateway/health.ts`. */
const HEALTH = '/health/';

const NOTHING = new Uint8Array();

/** What a request says, whoever asks. */
type Said = Pick<GatewayRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>;

const isBelow = (path: string, prefix: string): boolean =>
  path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');

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
  const prefixes = Object.entries(mounts).sort(([a], [b]) => b.length - a.length);

  const { send, fail } = createSending({ log, isEnding: () => draining.hasBegun });

  /** Sends in the same turn what the handler has ready. */
  const answerGraph = (asked: Said, exempt: boolean, request: IncomingMessage, response: ServerResponse): void => {
    const failed = (error: unknown): void => fail(request, response, error);
    try {
      const answering = exempt
        ? handle(new AskedOverHttp(asked, request, response))
        : graphPlaces.run((place) => handle(new AskedOverHttp(asked, request, response, place)));
      if (answering instanceof Promise) answering.then((answered) => send(request, response, answered)).catch(failed);
      else send(request, response, answering);
    } catch (error) {
      failed(error);
    }
  };

  const serveMount = async (
    serve: Mount,
    asked: Omit<StreamRequest, 'signal' | 'body'>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    response.on('finish', () => dropRest(request));
    const served = await serve({ ...asked, body: request, signal: signalOf(response) });
    if (draining.hasBegun) response.setHeader('connection', 'close');
    response.writeHead(served.status, served.headers);
    if (served.body === undefined || served.body instanceof Uint8Array) response.end(served.body);
    else await pipeline(served.body, response);
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void | Promise<void> => {
    const { method = 'GET', url = '/' } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? '' : url.slice(mark + 1);
    const mount = prefixes.find(([prefix]) => isBelow(path, prefix));
    const exempt = path.startsWith(HEALTH);
    const isSurplus = surplus.has(request.socket);
    if (isSurplus) response.setHeader('connection', 'close');
    if (!exempt && (isSurplus || (mount ? mediaPlaces : graphPlaces).isFull)) throw new Overloaded();
    const headers = singleHeaders(request);
    if (mount) {
      const [prefix, serve] = mount;
      const asked = { method, path: path.slice(prefix.length), query, headers };
      return mediaPlaces.run(() => serveMount(serve, asked, request, response));
    }
    const taken = (body: Uint8Array): void =>
      answerGraph({ method, path, query, headers, body }, exempt, request, response);
    if (method !== 'POST') return taken(NOTHING);
    readBody(request, maxBodyBytes, reading, { taken, failed: (error) => fail(request, response, error) });
  };

  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(TIMEOUTS_CHECKED_MS, headersTimeoutMs),
    },
    (request, response) => {
      const failed = (error: unknown): void => fail(request, response, error);
      try {
        answer(request, response)?.catch(failed);
      } catch (error) {
        failed(error);
      }
    },
  );

  const draining = createDraining(server, drainMs);
  server.maxConnections = maxConnections + SPARE_CONNECTIONS;
  server.on('connection', (socket) => {
    connections += 1;
    if (connections > maxConnections) surplus.add(socket);
    socket.once('close', () => {
      connections -= 1;
    });
  });

  return {
    port: await listen(server, host, port),
    close: draining.close,
    [Symbol.asyncDispose]: draining.close,
  };
};
