import { ruruHTML } from 'ruru/server';
import { getStaticFile } from 'ruru/static';
import { NO_ICON, page, scriptDigests, scriptValue } from './page.ts';
import type { GatewayRequest, GatewayResponse } from './request.ts';
import { sampleQuery } from './samples.ts';

/**
 * GraphiQL asks for the schema before it knows of its own headers. The page's requests to the graph therefore carry the key that was used last, the preset one at first.
 */
const withKey = (sampleKey: string | undefined): string => `
  const plainFetch = window.fetch;
  let key = ${scriptValue(sampleKey ?? '')};
  window.fetch = (address, options = {}) => {
    if (new URL(address, window.location.href).href !== new URL('/graphql', window.location.href).href)
      return plainFetch(address, options);
    const headers = new Headers(options.headers);
    key = headers.get('x-api-key') || key;
    if (key) headers.set('x-api-key', key);
    return plainFetch(address, { ...options, headers });
  };
`;

const STATIC_PATH = '/graphiql/static/';

/**
 * GraphiQL as the package `ruru` ships it, served whole by this process: `/graphiql`, and its files below `/graphiql/static/`.
 * @param sampleKey - preset as `x-api-key`, in development alone.
 * @returns `undefined` for a path that is not its own.
 */
export const createGraphiql = (
  sampleKey: string | undefined,
): ((request: GatewayRequest) => Promise<GatewayResponse | undefined>) => {
  const headers = JSON.stringify({ 'x-api-key': sampleKey ?? '' }, null, 2);
  const config = {
    staticPath: STATIC_PATH,
    endpoint: '/graphql',
    defaultQuery: sampleQuery,
    initialQuery: sampleQuery,
    defaultHeaders: headers,
    initialHeaders: headers,
  };
  const html = ruruHTML({
    staticPath: STATIC_PATH,
    htmlParts: {
      titleTag: `<title>Masthead · GraphiQL</title>${NO_ICON}`,
      configScript: `<script>${withKey(sampleKey)}const RURU_CONFIG = ${scriptValue(config)};</script>`,
    },
  });
  const shell = page(html, {
    'script-src': ["'self'", ...scriptDigests(html)],
    // The editor sets styles on its own elements.
    'style-src': ["'self'", "'unsafe-inline'"],
    'font-src': ["'self'", 'data:'],
    'img-src': ["'self'", 'data:'],
    'worker-src': ["'self'", 'blob:'],
    'connect-src': ["'self'"],
  });
  return async ({ path, headers: given }) => {
    if (path === '/graphiql' || path === '/graphiql/') return shell;
    if (!path.startsWith(STATIC_PATH)) return undefined;
    const file = await getStaticFile({
      staticPath: STATIC_PATH,
      urlPath: path,
      acceptEncoding: given['accept-encoding'],
      disallowDevAssets: true,
    });
    if (!file) return undefined;
    const { 'content-length': _length, ...known } = file.headers;
    return {
      status: 200,
      headers: { ...known, 'cache-control': 'public, max-age=3600', vary: 'Accept-Encoding' },
      body: file.content,
    };
  };
};
