import type { IncomingMessage } from 'node:http';
import type { GatewayRequest } from '../../gateway/request.ts';
import type { WorkingPlace } from '../../platform/workingPlace.ts';
import type { Leaving } from '../leaving.ts';

/** The headers of a request, one value a name: several of one name are joined as HTTP says. */
export const singleHeaders = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return headers;
};

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
  readonly #leaving: Leaving;

  constructor(
    { method, path, query, headers, body }: Pick<GatewayRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>,
    request: IncomingMessage,
    leaving: Leaving,
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
    this.#leaving = leaving;
  }

  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  get remoteAddress(): string | undefined {
    return this.#request.socket.remoteAddress;
  }
}
