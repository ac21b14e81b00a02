import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';

/** A kept connection on which nothing comes for so long while the server closes is closed. */
const IDLE_MS = 500;
/** Before the server stops listening: so long without a new connection, waited for so often at most. */
const QUIET_MS = 50;
const QUIET_ROUNDS = 10;

/** How a server ends. */
export interface Draining {
  /** It no longer listens, and answers say that their connection closes. */
  readonly hasBegun: boolean;
  /** Ends it; asked again, waits for the same end. */
  readonly close: () => Promise<void>;
}

/**
 * How a server ends: it stops listening once no connection has come for a moment, answers what is under way, and closes what stays idle.
 * @param drainMs Longest wait for answers under way, in milliseconds; what is left then is cut.
 */
export const createDraining = (server: Server, drainMs: number): Draining => {
  let hasBegun = false;
  /** Connections that ever came. */
  let accepted = 0;
  server.on('connection', () => {
    accepted += 1;
  });

  /** A connection that still waits to be accepted is cut when listening ends: it ends when none has come for a moment. */
  const untilQuiet = async (): Promise<void> => {
    for (let round = 0; round < QUIET_ROUNDS; round += 1) {
      const before = accepted;
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      // A turn later what came meanwhile is accepted.
      await new Promise((resolve) => setImmediate(resolve));
      if (accepted === before) return;
    }
  };

  const drain = async (): Promise<void> => {
    await untilQuiet();
    hasBegun = true;
    const closed = new Promise<void>((resolve) => {
      // http.Server's own close() cuts kept connections at once, and with them a request that is on its way: they get `connection: close` with their next answer instead.
      NetServer.prototype.close.call(server, () => resolve());
    });
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    await closed;
    clearInterval(idle);
    clearTimeout(cut);
  };
  let drained: Promise<void> | undefined;
  return {
    get hasBegun() {
      return hasBegun;
    },
    close: () => {
      drained ??= drain();
      return drained;
    },
  };
};
