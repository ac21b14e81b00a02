import type { Redis } from 'ioredis';
import { type Client, masters } from './client.ts';

const PAGE = 250;

/** Every key that fits the pattern, by the page, over all servers. For repairs only. */
export async function* scanAll(client: Client, pattern: string): AsyncIterable<string[]> {
  for (const server of masters(client)) {
    let cursor = '0';
    do {
      const [next, keys] = await server.scan(cursor, 'MATCH', pattern, 'COUNT', PAGE);
      cursor = next;
      yield keys;
    } while (cursor !== '0');
  }
}

/** Trims the tag sets that nobody fills or purges any more, a page at a time. */
export interface Sweep {
  /** Tells that so many tags were put in sets; half a page of them pays for one page of sweeping. */
  added(tags: number): void;
  close(): Promise<void>;
}

/**
 * A set loses its dead members when it is filled or purged; one that never is again would stay for ever. So what puts members in pays, by
 * going a page further through the keys: the dead stay fewer than the living.
 *
 * @param options.trimBefore Members that began before it are dead, in milliseconds since the epoch.
 */
export const createSweep = (options: {
  readonly client: Client;
  readonly pattern: string;
  readonly trimBefore: () => number;
}): Sweep => {
  const { client, pattern, trimBefore } = options;
  const cursors = new Map<string, string>();
  let owed = 0;
  let turn = 0;
  let running: Promise<void> | undefined;

  const step = async (server: Redis): Promise<void> => {
    const name = `${server.options.host}:${server.options.port}`;
    const [next, keys] = await server.scan(cursors.get(name) ?? '0', 'MATCH', pattern, 'COUNT', PAGE);
    cursors.set(name, next);
    await Promise.all(keys.map((key) => client.zremrangebyscore(key, '-inf', trimBefore())));
  };

  return {
    added(tags) {
      owed += tags;
      if (owed < PAGE / 2 || running !== undefined) return;
      owed = 0;
      const servers = masters(client);
      const server = servers[turn % servers.length];
      turn += 1;
      if (server === undefined) return;
      // What fails is swept another time round.
      running = step(server)
        .catch(() => undefined)
        .finally(() => {
          running = undefined;
        });
    },
    close: async () => running,
  };
};
