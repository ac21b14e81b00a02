import type { Readable } from 'node:stream';

/** A request for the embedded store, as its host hands it over. */
export interface ObjectRequest {
  readonly method: string;
  /** What follows the store's address, still percent-encoded: `/a/b.jpg`; `/` or empty for a form. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  readonly signal?: AbortSignal | undefined;
}

/** The answer. A stream must be read or destroyed. */
export interface ObjectResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Uint8Array | undefined;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A refusal in S3's words: a code that clients know, and a message. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ObjectResponse {
  const text = message.replace(/[&<>]/g, (char) => escapes[char] ?? '');
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text}</Message></Error>`,
  );
  return {
    status,
    headers: {
      'content-type': 'application/xml',
      'content-length': String(body.length),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body,
  };
}
