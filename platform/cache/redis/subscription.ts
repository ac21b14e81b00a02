import { Cluster, type Redis } from 'ioredis';
import type { Log } from '../../telemetry.ts';
import type { Client } from './client.ts';

/** What a subscription needs. Milliseconds. */
export interface SubscriptionOptions {
  readonly client: Client;
  readonly channel: string;
  readonly log: Log;
  /** How often the connection is tried; one that does not answer within it is given up. */
  readonly pingMs: number;
  readonly onMessage: (message: string) => void;
  readonly onLost: () => void;
}

export interface Subscription {
  /** Begins, unless it has. */
  start(): void;
  close(): void;
}

const RETRY_MS = 250;
const TELL_MS = 1_000;

/**
 * Hears a channel over a connection of its own. ioredis' own subscribers reconnect in silence, a cluster's to another node: what was
 * published meanwhile would be missed unknown. So a connection is given up when it breaks or falls silent, and another one begun.
 */
export const createSubscription = (options: SubscriptionOptions): Subscription => {
  const { client, channel, log, pingMs, onMessage, onLost } = options;
  let state: 'idle' | 'deaf' | 'hearing' | 'closed' = 'idle';
  let connection: Redis | undefined;
  let retry: NodeJS.Timeout | undefined;
  let tick: NodeJS.Timeout | undefined;

  const source = (): Redis | undefined => {
    if (!(client instanceof Cluster)) return client;
    const nodes = client.nodes('all');
    return nodes[Math.floor(Math.random() * nodes.length)];
  };

  const repeat = (ms: number, task: () => void): void => {
    clearInterval(tick);
    tick = setInterval(task, ms).unref();
  };

  const giveUp = (lost: Redis, cause: unknown): void => {
    if (connection !== lost || state === 'closed') return;
    connection = undefined;
    lost.disconnect();
    if (state === 'hearing') {
      log.warn({ cause: String(cause) }, 'The cache no longer hears purges; it tries again.');
      onLost();
      repeat(TELL_MS, onLost);
    }
    state = 'deaf';
    retry = setTimeout(() => void hear(), RETRY_MS * (1 + Math.random())).unref();
  };

  const hear = async (): Promise<void> => {
    const node = source();
    if (node === undefined) {
      retry = setTimeout(() => void hear(), RETRY_MS).unref();
      return;
    }
    const own = node.duplicate({
      lazyConnect: true,
      readOnly: false,
      enableOfflineQueue: false,
      autoResubscribe: false,
      commandTimeout: pingMs,
      retryStrategy: null,
    });
    connection = own;
    own.on('error', (error) => log.debug({ error: error.message }, "The cache's subscription failed."));
    own.on('end', () => giveUp(own, 'the connection ended'));
    own.on('message', (_channel, message) => onMessage(message));
    try {
      await own.connect();
      await own.subscribe(channel);
    } catch (error) {
      giveUp(own, error);
      return;
    }
    if (connection !== own) return;
    state = 'hearing';
    onLost();
    repeat(pingMs, () => void own.ping().catch((error: unknown) => giveUp(own, error)));
  };

  return {
    start() {
      if (state !== 'idle') return;
      state = 'deaf';
      repeat(TELL_MS, onLost);
      void hear();
    },
    close() {
      state = 'closed';
      clearTimeout(retry);
      clearInterval(tick);
      connection?.disconnect();
      connection = undefined;
    },
  };
};
