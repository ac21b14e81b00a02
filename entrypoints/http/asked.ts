import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayRequest } from '../../gateway/request.ts';
import type { WorkingPlace } from '../../platform/workingPlace.ts';
import { signalOf } from './leaving.ts';

/** Of all headers Node gives this one alone as a list. */
const isSingle = (headers: IncomingHttpHeaders): headers is Record<string, string> =>
  headers['set-cookie'] === undefined;

/** The headers of a request, one value a name: several of one name are joined as HTTP says. */
export const singleHeaders = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  isSingle(headers)
    ? headers
    : Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** What the handler is given: whatever of a request is seldom looked at is found when it is. */
export class AskedOverHttp implements GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: GatewayRequest['headers'];
  readonly body: Uint8Array;
  readonly rawHeaders: readonly string[];
  readonly place: WorkingPlace | undefined;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #signal: AbortSignal | undefined;

  constructor(
    { method, path, query, headers, body }: Pick<GatewayRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>,
    request: IncomingMessage,
    response: ServerResponse,
    place?: WorkingPlace,
  ) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.rawHeaders = request.rawHeaders;
    this.place = place;
    this.#request = request;
    this.#response = response;
  }

  get signal(): AbortSignal {
    this.#signal ??= signalOf(this.#response);
    return this.#signal;
  }

  get connection(): object {
    return this.#request.socket;
  }

  get remoteAddress(): string | undefined {
    return this.#request.socket.remoteAddress;
  }
}
