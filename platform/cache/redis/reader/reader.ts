import { Cluster } from 'ioredis';
import { within } from '../budget.ts';
import { type Client, masters } from '../client.ts';
import type { Connect, Connection } from './connection.ts';
import { openConnection } from './connection.ts';
import { createPool } from './pool.ts';
import { slotOf } from './slots.ts';
import type { Fields } from './waiting.ts';

/** Reads hashes. */
export interface Reader extends Disposable {
  /**
   * Fields of a hash, in the order of their names, of ASCII alone; `null` where there is none.
   *
   * @throws `OutOfTime` where there is no answer within the budget, or the signal aborts; what the client throws.
   */
  read(key: string, names: readonly string[], signal?: AbortSignal): Promise<Fields>;
  /** Says that nobody looks any more at what was read, nor at any part of it: its memory is used again. What is not given back is collected as ever. */
  readonly giveBack: (bytes: Uint8Array) => void;
}

/** What {@link createReader} takes. */
export interface ReaderOptions {
  readonly client: Client;
  /** Without it all is asked of the client. */
  readonly connect: Connect | undefined;
  /** Milliseconds that an answer is waited for. */
  readonly budgetMs: number;
  /** Bytes of a field; a longer one comes empty. */
  readonly mostBytes: number;
}

/** How long a server to which no connection could be had is left alone. */
const REST_MS = 250;
/** Held for what is read while nothing is. */
const POOL_BYTES = 8 * 1024 * 1024;
/** What the one server is called where there is no cluster. */
const ALONE = '';

/**
 * Reads over connections of its own, one a server, which are opened when they are first wanted. Whatever is out of the ordinary (none is open, a slot has moved, an error of
 * whatever kind) is asked of the client, which knows what to do. Behind sentinels all is.
 */
export const createReader = ({ client, connect, budgetMs, mostBytes }: ReaderOptions): Reader => {
  const connections = new Map<string, Connection>();
  const pool = createPool(POOL_BYTES);
  const resting = new Map<string, NodeJS.Timeout>();
  let isClosed = false;

  const askClient = (key: string, names: readonly string[]): Promise<Fields> => client.hmgetBuffer(key, ...names);

  /** The server that has the key, as far as is known. */
  const serverOf = (key: string): string | undefined =>
    client instanceof Cluster ? client.slots[slotOf(key)]?.[0] : ALONE;

  const open = (name: string, by: Connect): void => {
    const server = masters(client).find(
      ({ options: { host, port } }) => name === ALONE || name === `${host}:${String(port)}`,
    );
    if (isClosed || resting.has(name) || !server || server.options.sentinels) return;
    const connection = openConnection({
      connect: by,
      server: server.options,
      budgetMs,
      mostBytes,
      take: pool.take,
      again: (key, names) => within(askClient(key, names), budgetMs),
      onClosed: () => {
        connections.delete(name);
        if (!isClosed) resting.set(name, setTimeout(() => resting.delete(name), REST_MS).unref());
      },
    });
    connections.set(name, connection);
  };

  const ask = (key: string, names: readonly string[]): Promise<Fields> | undefined => {
    const name = serverOf(key);
    if (!connect || name === undefined) return undefined;
    const connection = connections.get(name);
    if (connection === undefined) open(name, connect);
    return connection?.ask(key, names);
  };

  return {
    read(key, names, signal) {
      const asked = ask(key, names);
      // One of its own keeps to the budget itself.
      if (asked && !signal) return asked;
      return within(asked ?? askClient(key, names), budgetMs, signal);
    },
    giveBack: pool.giveBack,
    [Symbol.dispose]() {
      isClosed = true;
      for (const rest of resting.values()) clearTimeout(rest);
      for (const connection of connections.values()) connection.close();
    },
  };
};
