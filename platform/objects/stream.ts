import { PassThrough, type Readable } from 'node:stream';
import type { PortError } from '../errors.ts';

/** `raw` with its errors made the port's own. Destroying either ends both; a source that closes before its end is an error. */
export function guarded(raw: Readable, toError: (cause: unknown) => PortError): Readable {
  const out = new PassThrough();
  raw.once('error', (cause) => out.destroy(toError(cause)));
  raw.once('close', () => {
    if (!raw.readableEnded) out.destroy(toError(new Error('the stream closed before its end')));
  });
  out.once('close', () => raw.destroy());
  return raw.pipe(out);
}

/** The bytes of a chunk of a stream, or `undefined` where it holds something else. */
export function bytesOf(chunk: unknown): Uint8Array | undefined {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  return chunk instanceof Uint8Array ? chunk : undefined;
}
