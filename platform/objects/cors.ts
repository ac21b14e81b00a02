import { type ObjectRequest, type ObjectResponse, refusal } from './http.ts';

/** Answers requests for objects. */
type Handle = (request: ObjectRequest) => Promise<ObjectResponse>;

const METHODS = 'GET, HEAD, POST';
/** What a page may read of an answer beside its body. */
const SHOWN = 'accept-ranges, content-length, content-range, etag';
/** How long a browser need not ask again, in seconds. */
const REMEMBERED_S = 600;

/**
 * Lets pages of known origins read answers, as a bucket's CORS rule does: they may send forms and follow links, and nobody's cookies count. Pages of any other origin get
 * the same answers, which their browser keeps from them.
 * @param origins - each as a browser sends it: scheme, host and port.
 */
export const withCors = (handle: Handle, origins: readonly string[]): Handle => {
  const allowed = new Set(origins);
  return async (request) => {
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && allowed.has(origin);
    if (request.method === 'OPTIONS') {
      const vary = 'origin, access-control-request-method, access-control-request-headers';
      if (!isAllowed)
        return refusal(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.', { vary });
      const asked = request.headers['access-control-request-headers'];
      return {
        status: 204,
        headers: {
          vary,
          'access-control-allow-origin': origin,
          'access-control-allow-methods': METHODS,
          // Whatever a known page may want to send: none of it is read but conditions and ranges.
          ...(asked !== undefined && { 'access-control-allow-headers': asked }),
          'access-control-max-age': String(REMEMBERED_S),
        },
        body: undefined,
      };
    }
    const { headers, ...answer } = await handle(request);
    return {
      ...answer,
      headers: {
        ...headers,
        ...(allowed.size > 0 && { vary: 'origin' }),
        ...(isAllowed && { 'access-control-allow-origin': origin, 'access-control-expose-headers': SHOWN }),
      },
    };
  };
};
