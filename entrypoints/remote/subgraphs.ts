import type { Dispatcher } from 'undici';
// Of undici its connections alone: all of it brings a `fetch` along, and loads Node's own beside that, 14 MB that nothing here asks for.
import Agent from 'undici/lib/dispatcher/agent.js';

/** Connections to subgraphs in processes of their own. Kept ones end before the subgraphs' own 65 s do, so that none is taken that is about to be closed. */
export const openSubgraphConnections = (): Dispatcher =>
  new Agent({ connections: 64, keepAliveTimeout: 30_000, connect: { timeout: 1_000 } });
