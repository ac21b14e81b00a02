import { createHash } from 'node:crypto';
import type { GatewayResponse } from './request.ts';

/** Keeps browsers from asking for an icon that is not there. */
export const NO_ICON = '<link rel="icon" href="data:,">';

/** A value as a literal in an inline script: nothing in it can end the script. */
export const scriptValue = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The CSP sources of a page's inline scripts: their digests, so that no other inline script runs. */
export const scriptDigests = (html: string): string[] =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );

/** An HTML page with what it may load. */
export const page = (html: string, policy: Readonly<Record<string, readonly string[]>>): GatewayResponse => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': Object.entries({
      'default-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
      ...policy,
    })
      .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
      .join('; '),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  },
  body: html,
});
