import { ruruHTML } from 'ruru/server';
import { getStaticFile } from 'ruru/static';
import { page, scriptDigests, scriptValue } from './page.ts';
import type { GatewayRequest, GatewayResponse } from './request.ts';
import { sampleOperations } from './samples.ts';

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
    defaultQuery: sampleOperations,
    initialQuery: sampleOperations,
    defaultHeaders: headers,
    initialHeaders: headers,
  };
  const html = ruruHTML({
    staticPath: STATIC_PATH,
    htmlParts: {
      titleTag: '<title>Masthead · GraphiQL</title>',
      configScript: `<script>const RURU_CONFIG = ${scriptValue(config)};</script>`,
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
