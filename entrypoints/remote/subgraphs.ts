// Two of undici's files: all of it brings a `fetch` along, and loads Node's own beside that, 14 MB that nothing here asks for.
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { Connections } from '../../gateway/execution/remoteDataSource.ts';

/** Connections to subgraphs in processes of their own. Kept ones end before the subgraphs' own 65 s do, so that none is taken that is about to be closed. */
export const openSubgraphConnections = (): Connections & AsyncDisposable => {
  const agent = new Agent({ connections: 64, keepAliveTimeout: 30_000, connect: { timeout: 1_000 } });
  return {
    request: (options) => request.call(agent, options),
    [Symbol.asyncDispose]: () => agent.close(),
  };
};
