import type { GatewayRequest, GatewayResponse } from './request.ts';

/** Apollo's own pages, from which developers explore a graph. */
export const sandboxOrigins: readonly string[] = [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  'https://explorer.embed.apollographql.com',
];

/** Lets pages of known origins ask from a browser. No cookies, ever: a key travels in a header that a page sets itself. */
export interface Cors {
  /**
   * Headers for the answer to this request.
   * @param own - origins of the request's key besides.
   */
  headers(request: GatewayRequest, own?: readonly string[]): Readonly<Record<string, string>>;
  /** The answer to a browser's question before the request, or `undefined` where this is none. */
  preflight(request: GatewayRequest): GatewayResponse | undefined;
}

/** An origin that is a page's: not `null`, which stands for many. */
const PAGE = /^https?:\/\/[\w.:[\]-]{1,300}$/;

/**
 * What a page of any origin may send, since a publishable key may be its own: which key it is a browser does not say beforehand. Without an origin of that key's the
 * request is refused, and the page cannot read the answer.
 */
const PUBLISHABLE_HEADERS =
  'content-type, accept, x-api-key, if-none-match, apollographql-client-name, apollographql-client-version';

const HEADER_NAMES = /^[\w\-, ]{1,500}$/;

/** @param origins - each as a browser sends it: scheme, host and port. */
export const createCors = (origins: readonly string[]): Cors => {
  const allowed = new Set(origins);
  const headers: Cors['headers'] = (request, own = []) => {
    const origin = request.headers.origin;
    if (origin === undefined || !(allowed.has(origin) || own.includes(origin))) return {};
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
      const allow = 'GET, POST, OPTIONS';
      const { origin = '' } = request.headers;
      if (!PAGE.test(origin)) return { status: 204, headers: { vary, allow }, body: '' };
      const asked = request.headers['access-control-request-headers'] ?? '';
      const usual = HEADER_NAMES.test(asked) ? asked : 'content-type, x-api-key, authorization';
      return {
        status: 204,
        headers: {
          vary,
          allow,
          'access-control-allow-origin': origin,
          'access-control-allow-methods': 'GET, POST',
          // Whatever a known page may want to send: without cookies it gains nothing by it.
          'access-control-allow-headers': allowed.has(origin) ? usual : PUBLISHABLE_HEADERS,
          'access-control-max-age': '600',
        },
        body: '',
      };
    },
  };
};
