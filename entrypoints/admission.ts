import type { GatewayResponse } from '../gateway/request.ts';

/** How much a process takes on at once. */
export interface AdmissionOptions {
  /** Requests being answered, of the graph and of media each. */
  readonly maxInFlight: number;
  /** Connections; on those beyond, only health checks are answered. */
  readonly maxConnections: number;
}

/** What a process takes on without being told. */
export const standardAdmission: AdmissionOptions = { maxInFlight: 256, maxConnections: 10_000 };

/** Connections beyond the bound that are taken all the same, so that they can be told, and health checks be answered. */
export const SPARE_CONNECTIONS = 100;

/** Bytes of bodies that are being read, of all requests together. What one client sends slowly takes no more of it than its bytes. */
const READING_BYTES = 64 * 1024 * 1024;

/** A process has as much to do as it can. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** What a client is told that a process cannot take on: it may try again, here or at another. */
export const busyAnswer: GatewayResponse = {
  status: 503,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'retry-after': '1' },
  body: JSON.stringify({
    errors: [{ message: 'There is too much to do right now; try again.', extensions: { code: 'UNAVAILABLE' } }],
  }),
};

/** A number of places. */
export interface Places {
  readonly isFull: boolean;
  /** Runs in a place; what is done at once takes none. @throws {@link Overloaded} where there is none. */
  run<T>(work: () => T | Promise<T>): T | Promise<T>;
}

/** Makes so many places. */
export const createPlaces = (most: number): Places => {
  let taken = 0;
  return {
    get isFull() {
      return taken >= most;
    },
    run: (work) => {
      if (taken >= most) throw new Overloaded();
      const working = work();
      if (!(working instanceof Promise)) return working;
      taken += 1;
      return working.finally(() => {
        taken -= 1;
      });
    },
  };
};

/** Bytes that may be held at once by those who read. */
export interface ReadingBudget {
  /** @throws {@link Overloaded} where there is no room for them. */
  take(bytes: number): void;
  give(bytes: number): void;
}

/** Makes a budget for bodies. @param most - in bytes. Default 64 MB. */
export const createReadingBudget = (most = READING_BYTES): ReadingBudget => {
  let taken = 0;
  return {
    take: (bytes) => {
      if (taken + bytes > most) throw new Overloaded();
      taken += bytes;
    },
    give: (bytes) => {
      taken -= bytes;
    },
  };
};
