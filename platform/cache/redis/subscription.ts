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
  readonly onHearing: () => void;
}

export interface Subscription {
  /** Whether all that is published is heard now. */
  readonly hearing: boolean;
  /** Begins, unless it has. */
  start(): void;
  close(): void;
}

const RETRY_MS = 250;

/**
 * Hears a channel over a connection of its own. ioredis' own subscribers reconnect in silence, a cluster's to another node: what was
 * published meanwhile would be missed unknown. So a connection is given up when it breaks or falls silent, and another one begun.
 */
export const createSubscription = (options: SubscriptionOptions): Subscription => {
  const { client, channel, log, pingMs, onMessage, onLost, onHearing } = options;
  let state: 'idle' | 'deaf' | 'hearing' | 'closed' = 'idle';
  let connection: Redis | undefined;
  let retry: NodeJS.Timeout | undefined;
  let tick: NodeJS.Timeout | undefined;

  const source = (): Redis | undefined => {
    if (!(client instanceof Cluster)) return client;
    const nodes = client.nodes('all');
    return nodes[Math.floor(Math.random() * nodes.length)];
  };

  const giveUp = (lost: Redis, cause: unknown): void => {
    if (connection !== lost || state === 'closed') return;
    connection = undefined;
    lost.disconnect();
    if (state === 'hearing') {
      log.warn({ cause: String(cause) }, 'The cache no longer hears purges; it tries again.');
      clearInterval(tick);
      onLost();
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
    const begin = (): void => {
      if (connection !== own || state === 'hearing') return;
      state = 'hearing';
      tick = setInterval(() => void own.ping().catch((error: unknown) => giveUp(own, error)), pingMs).unref();
      onHearing();
    };
    own.on('message', (_channel, message) => {
      // The first message may come together with the answer to SUBSCRIBE, and is then heard before that is.
      begin();
      onMessage(message);
    });
    try {
      await own.connect();
      await own.subscribe(channel);
    } catch (error) {
      giveUp(own, error);
      return;
    }
    begin();
  };

  return {
    get hearing() {
      return state === 'hearing';
    },
    start() {
      if (state !== 'idle') return;
      state = 'deaf';
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
