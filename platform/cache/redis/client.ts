import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Cluster } from 'ioredis';

/** One server, or a cluster. */
export type Client = Redis | Cluster;

/** The servers that hold data: the one, or a cluster's masters. */
export const masters = (client: Client): Redis[] => (client instanceof Cluster ? client.nodes('master') : [client]);

/** A Lua script that touches the keys given, which must lie in one slot. */
export type Script = (
  client: Client,
  keys: readonly string[],
  args: readonly (string | number | Buffer)[],
) => Promise<unknown>;

const isReply = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && codes.some((code) => error.message.startsWith(code));

/**
 * Scripts must begin with `#!lua`: only then does a server refuse one whose keys lie in several slots. They are sent whole where a server
 * does not know them yet.
 */
export const defineScript = (source: `#!lua${string}`): Script => {
  const digest = createHash('sha1').update(source).digest('hex');
  return async (client, keys, args) => {
    try {
      return await client.evalsha(digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isReply(error, 'NOSCRIPT')) throw error;
      return await client.eval(source, keys.length, ...keys, ...args);
    }
  };
};

/** Whether the error is about one value (its type, its script) or about memory, and so says that the server is there. */
export const isAnswer = (error: unknown): boolean => isReply(error, 'WRONGTYPE', 'OOM', 'ERR');

/** Whether the value under a key is not of the type asked for. */
export const isWrongType = (error: unknown): boolean => isReply(error, 'WRONGTYPE');
