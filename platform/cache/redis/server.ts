import { once } from 'node:events';
import { OperatorError } from '../../errors.ts';
import type { Log } from '../../telemetry.ts';
import { within } from './budget.ts';
import { type Client, masters } from './client.ts';

/** Resolves when commands can be sent. */
export const connected = async (client: Client, ms: number, signal?: AbortSignal): Promise<void> => {
  if (client.status === 'ready') return;
  if (client.status === 'end') throw new Error('The client was closed');
  // A first attempt that fails is repeated by the client itself, which then says `ready`.
  const ready = once(client, 'ready', {
    signal: AbortSignal.any([AbortSignal.timeout(ms), ...(signal === undefined ? [] : [signal])]),
  });
  if (client.status === 'wait') client.connect().catch(() => undefined);
  await within(ready, ms, signal);
};

const field = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];

/**
 * Refuses servers whose settings would let old answers out: tag sets and the purge log have no expiry, so that `volatile-*` spares them and
 * `noeviction` too; any other policy could evict them before the entries they stand for.
 *
 * @throws {@link OperatorError}
 */
export const checkSettings = async (client: Client, log: Log): Promise<void> => {
  for (const server of masters(client)) {
    const where = `${server.options.host}:${server.options.port}`;
    const info = await server.info();
    const version = field(info, 'redis_version') ?? '';
    if (Number.parseInt(version, 10) < 7) {
      throw new OperatorError(`The cache at ${where} is Redis ${version}; Masthead needs Redis 7 or newer, or Valkey.`);
    }
    const policy = field(info, 'maxmemory_policy');
    if (policy === undefined) {
      log.warn({ where }, 'The cache does not tell its eviction policy; it must be volatile-* or noeviction.');
    } else if (policy !== 'noeviction' && !policy.startsWith('volatile-')) {
      throw new OperatorError(
        `The cache at ${where} has the eviction policy ${policy}, which could evict what purges need: set maxmemory-policy to volatile-lru or noeviction.`,
      );
    }
  }
};
