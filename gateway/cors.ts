import type { GatewayRequest, GatewayResponse } from './request.ts';

/** Apollo's own pages, from which developers explore a graph. */
export const sandboxOrigins: readonly string[] = [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  'https://explorer.embed.apollographql.com',
];

/** Lets pages of known origins ask from a browser. No cookies, ever: a key travels in a header that a page sets itself. */
export interface Cors {
  /** Headers for the answer to this request. */
  headers(request: GatewayRequest): Readonly<Record<string, string>>;
  /** The answer to a browser's question before the request, or `undefined` where this is none. */
  preflight(request: GatewayRequest): GatewayResponse | undefined;
}

const HEADER_NAMES = /^[\w\-, ]{1,500}$/;

/** @param origins - each as a browser sends it: scheme, host and port. */
export const createCors = (origins: readonly string[]): Cors => {
  const allowed = new Set(origins);
  const headers = (request: GatewayRequest): Readonly<Record<string, string>> => {
    const origin = request.headers.origin;
    if (origin === undefined || !allowed.has(origin)) return {};
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'age, etag, ratelimit, ratelimit-policy, retry-after, x-cache, x-request-id',
    };
  };
  return {
    headers,
    preflight: (request) => {
      if (request.method !== 'OPTIONS') return undefined;
      const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
      const granted = headers(request);
      if (!('access-control-allow-origin' in granted))
        return { status: 204, headers: { vary, allow: 'GET, POST, OPTIONS' }, body: '' };
      const asked = request.headers['access-control-request-headers'] ?? '';
      return {
        status: 204,
        headers: {
          vary,
          allow: 'GET, POST, OPTIONS',
          'access-control-allow-origin': granted['access-control-allow-origin'] ?? '',
          'access-control-allow-methods': 'GET, POST',
          // Whatever a page may want to send: without cookies it gains nothing by it.
          'access-control-allow-headers': HEADER_NAMES.test(asked) ? asked : 'content-type, x-api-key, authorization',
          'access-control-max-age': '600',
        },
        body: '',
      };
    },
  };
};
