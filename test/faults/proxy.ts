import { once, setMaxListeners } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Fault } from './fault.ts';
import { relay } from './relay.ts';

/** A TCP proxy on loopback that spoils connections on request. */
export interface FaultProxy extends AsyncDisposable {
  /** Stays the same while the proxy lives, through `refuse` as well. */
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** `accepted`: since the start. `open`: at this moment. A refused connection is never seen, so never counted. */
  readonly connections: { readonly accepted: number; readonly open: number };
  /** Sets the fault for all connections, those that stand included. Resolves once it holds. */
  set(fault: Fault): Promise<void>;
}

/**
 * Starts a proxy before `target`, in mode `pass`. The target need not be there: a connection that cannot reach it is
 * reset. Disposing resets what is connected and frees the port.
 *
 * @example
 * await using proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: 9200 } });
 * const search = openSearch({ url: proxy.url });
 * await proxy.set({ mode: 'hang' });
 */
export async function startFaultProxy({ target }: { target: { host: string; port: number } }): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  let change = newChange();
  let weather = { fault: { mode: 'pass' } as Fault, changed: change.signal };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    accepted += 1;
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    if (weather.fault.mode === 'reset') client.resetAndDestroy();
    else void relay(client, target, () => weather);
  });
  const port = await listen(server, 0);

  const set = async (fault: Fault) => {
    const before = change;
    change = newChange();
    weather = { fault, changed: change.signal };
    before.abort();
    const refuse = fault.mode === 'refuse';
    if (refuse && server.listening) server.close();
    if (refuse || fault.mode === 'reset') for (const socket of sockets) socket.resetAndDestroy();
    if (!refuse && !server.listening) await listen(server, port);
  };

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return { accepted, open: sockets.size };
    },
    set,
    [Symbol.asyncDispose]: () => set({ mode: 'refuse' }),
  };
}

/** Every connection may listen to it, so their number is no sign of a leak. */
function newChange(): AbortController {
  const change = new AbortController();
  setMaxListeners(0, change.signal);
  return change;
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fault proxy has no TCP port.');
  return address.port;
}
