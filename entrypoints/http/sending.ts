import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayResponse } from '../../gateway/request.ts';
import type { Log } from '../../platform/telemetry.ts';
import { busyAnswer, Overloaded } from '../admission.ts';
import { clientGone, dropRest } from './body.ts';

/** How answers go out. */
export interface Sending {
  /** Sends an answer, in the same turn; to nobody where the client is gone. */
  readonly send: (request: IncomingMessage, response: ServerResponse, answer: GatewayResponse) => void;
  /** Says instead that there was too much to do, or that something went wrong, which is logged. Of what has begun the rest is cut off, so that nobody takes a part for the whole. */
  readonly fail: (request: IncomingMessage, response: ServerResponse, error: unknown) => void;
}

/** What {@link createSending} needs. */
export interface SendingOptions {
  readonly log: Log;
  /** Whether connections are to close with their next answer. */
  readonly isEnding: () => boolean;
}

const brokenAnswer: GatewayResponse = { status: 500, headers: { connection: 'close' }, body: '' };

/** Makes {@link Sending}. */
export const createSending = ({ log, isEnding }: SendingOptions): Sending => {
  const send: Sending['send'] = (request, response, { status, headers, body, sent }) => {
    if (response.destroyed) return;
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const hasNone = status === 204 || status === 304;
    if (!request.complete) response.on('finish', () => dropRest(request));
    if (isEnding()) response.setHeader('connection', 'close');
    response.writeHead(status, hasNone ? headers : { ...headers, 'content-length': bytes.byteLength });
    response.end(hasNone || request.method === 'HEAD' ? undefined : bytes, sent);
  };
  return {
    send,
    fail: (request, response, error) => {
      if (error === clientGone || response.destroyed) return;
      const isOverloaded = error instanceof Overloaded;
      if (!isOverloaded)
        log.error({ path: request.url?.split('?')[0], error: String(error) }, 'an answer could not be sent');
      if (response.headersSent) response.destroy();
      else send(request, response, isOverloaded ? busyAnswer : brokenAnswer);
    },
  };
};
