import { escapeHtml } from '../subgraphs/escape.ts';
import { NO_ICON, page, scriptDigests, scriptValue } from './page.ts';
import type { GatewayResponse } from './request.ts';
import { sampleOperations } from './samples.ts';

const SCRIPT_HOST = 'https://embeddable-sandbox.cdn.apollographql.com';
const FRAME_HOST = 'https://sandbox.embed.apollographql.com';

const style = `
  :root { color-scheme: light dark; --line: #8884; }
  * { box-sizing: border-box; }
  body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 16px/1.5 system-ui, sans-serif; }
  header { display: flex; gap: 1.5rem; align-items: baseline; padding: .6rem 1rem; border-bottom: 1px solid var(--line); }
  header strong { font-size: 1.1rem; }
  main { flex: 1; position: relative; min-height: 0; }
  #sandbox { position: absolute; inset: 0; }
  #sandbox iframe { width: 100%; height: 100%; border: 0; background: Canvas; }
  #fallback { max-width: 42rem; margin: 0 auto; padding: 3rem 1rem; }
  pre { padding: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: .3rem; }
`;

/**
 * The page that a browser gets at the graph's address: Apollo Sandbox from Apollo's servers, asking from this page and so from this origin,
 * and where they cannot be reached a few words and the way to GraphiQL, which this process serves itself.
 * @param sampleKey - preset as `x-api-key`, in development alone.
 */
export const landingPage = (sampleKey: string | undefined): GatewayResponse => {
  const headers = { 'x-api-key': sampleKey ?? '' };
  const state = { document: sampleOperations, headers, sharedHeaders: headers, includeCookies: false };
  const shownKey = escapeHtml(sampleKey ?? 'YOUR_KEY');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Masthead</title>${NO_ICON}
<style>${style}</style>
</head>
<body>
<header><strong>Masthead</strong> <span>Apollo Sandbox, or the same graph in <a href="/graphiql">GraphiQL</a></span></header>
<main>
<div id="fallback">
<h1>The graph is up</h1>
<p>Apollo Sandbox comes from Apollo’s servers and shows here as soon as they answer. Where they cannot be reached, use <a href="/graphiql">GraphiQL</a>, which this server brings along.</p>
<p>Or ask by hand, with a key in the header <code>x-api-key</code>:</p>
<pre>curl -H 'x-api-key: ${shownKey}' -H 'content-type: application/json' \\
  -d '{"query":"{ viewer { id name view } }"}' <span id="address">/graphql</span></pre>
</div>
<div id="sandbox"></div>
</main>
<script>
  const endpoint = new URL('/graphql', window.location.href).href;
  document.getElementById('address').textContent = endpoint;
  function showSandbox() {
    document.getElementById('fallback').hidden = true;
    new window.EmbeddedSandbox({
      target: '#sandbox',
      initialEndpoint: endpoint,
      endpointIsEditable: false,
      hideCookieToggle: true,
      runTelemetry: false,
      allowDynamicStyles: false,
      initialState: ${scriptValue(state)},
    });
  }
  const script = document.createElement('script');
  script.src = '${SCRIPT_HOST}/v2/embeddable-sandbox.umd.production.min.js';
  script.onload = showSandbox;
  document.head.append(script);
</script>
</body>
</html>
`;
  return page(html, {
    'script-src': [...scriptDigests(html), SCRIPT_HOST],
    'style-src': ["'unsafe-inline'", SCRIPT_HOST],
    'frame-src': [FRAME_HOST],
    'connect-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
  });
};
