import { createHmac } from 'node:crypto';
import { PortError } from '../errors.ts';
import type { Edge } from './port.ts';

/** What {@link createHttpEdge} stands on. */
export interface HttpEdgeOptions {
  /** Where purges are sent. */
  readonly url: string;
  /** Signs them; at least 32 bytes. */
  readonly secret: string;
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long an answer may take, in milliseconds. Default 5 000. */
  readonly timeoutMs?: number | undefined;
}

/** Names in one request. */
const MOST_NAMES = 1_000;

/** What stands in the header of a purge: the second at which it was sent, and HMAC-SHA256 of that second, a dot and the body, in lower-case hex. */
export const edgeSignature = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

/**
 * A CDN that is told by whoever drives it: `{"names": […]}` by POST, at most a thousand names, signed in `x-masthead-signature`. Any status of the two hundreds says that
 * they are purged; everything else that they are not.
 */
export const createHttpEdge = ({ url, secret, fetch, now, timeoutMs = 5_000 }: HttpEdgeOptions): Edge => {
  const send = async (names: readonly string[], given: AbortSignal | undefined): Promise<void> => {
    const late = AbortSignal.timeout(timeoutMs);
    const body = JSON.stringify({ names });
    let status: number;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-masthead-signature': edgeSignature(secret, Math.floor(now() / 1_000), body),
        },
        body,
        redirect: 'error',
        signal: given ? AbortSignal.any([given, late]) : late,
      });
      ({ status } = response);
      await response.body?.cancel();
    } catch (cause) {
      throw new PortError('edge', 'UNAVAILABLE', 'the CDN’s purges do not answer', { cause });
    }
    if (status === 429) throw new PortError('edge', 'THROTTLED', 'the CDN takes no more purges now');
    if (status < 200 || status > 299)
      throw new PortError('edge', 'UNAVAILABLE', `the CDN’s purges answered with status ${status}`);
  };

  return {
    purge: async (names, { signal } = {}) => {
      const each = [...new Set(names)];
      for (let at = 0; at < each.length; at += MOST_NAMES) await send(each.slice(at, at + MOST_NAMES), signal);
    },
  };
};
