import { createSecretKey } from 'node:crypto';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import type { HttpServer } from '../../../entrypoints/http.ts';
import { startHttpServer } from '../../../entrypoints/http.ts';
import type { SubgraphDataSource } from '../../../gateway/execution/dataSource.ts';
import { createBodySigner, createTokenReader } from '../../../gateway/execution/internalToken.ts';
import { remoteDataSource } from '../../../gateway/execution/remoteDataSource.ts';
import { createSubgraphHandler } from '../../../gateway/execution/subgraphHandler.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import type { Subgraph } from '../../../subgraphs/subgraph.ts';

const key = createSecretKey(Buffer.alloc(32, 1));

/** A subgraph somewhere, as the gateway asks it. */
export const sourceAt = (name: string, origin: string, pool: Agent, maxBytes?: number): SubgraphDataSource =>
  remoteDataSource({ name, origin, sign: createBodySigner(key, name, Date.now), connections: pool, maxBytes });

/** Subgraphs, each behind a server of its own. */
export interface RemoteSources extends AsyncDisposable {
  readonly servers: Readonly<Record<string, HttpServer>>;
  readonly dataSources: Readonly<Record<string, SubgraphDataSource>>;
  readonly pool: Agent;
}

/** Starts a server for each subgraph. */
export const serveSubgraphs = async (subgraphs: Readonly<Record<string, Subgraph>>): Promise<RemoteSources> => {
  await using opened = new AsyncDisposableStack();
  const pool = new Agent();
  opened.defer(() => pool.destroy());
  const servers = await Promise.all(
    Object.entries(subgraphs).map(async ([name, subgraph]) => {
      const readToken = createTokenReader(key, name, Date.now);
      const handle = createSubgraphHandler(subgraph, silentLog, async () => true, readToken);
      const server = await startHttpServer({ handle, host: '127.0.0.1', port: 0, log: silentLog, drainMs: 100 });
      opened.use(server);
      return [name, server] as const;
    }),
  );
  const dataSources = Object.fromEntries(
    servers.map(([name, { port }]) => [name, sourceAt(name, `http://127.0.0.1:${port}`, pool)] as const),
  );
  const held = opened.move();
  return {
    servers: Object.fromEntries(servers),
    dataSources,
    pool,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
};

const addressOf = (address: unknown): AddressInfo => {
  if (typeof address === 'object' && address !== null && 'port' in address && typeof address.port === 'number')
    return { address: '127.0.0.1', family: 'IPv4', port: address.port };
  throw new Error('the server has no address');
};

/** A server that is no subgraph. */
export const openOther = async (answer: Parameters<typeof createServer>[1]) => {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: AddressInfo = addressOf(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
