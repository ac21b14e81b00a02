import type { GatewayResponse } from '../gateway/request.ts';
import { AnswerError } from '../platform/errors.ts';
import type { WorkingPlace } from '../platform/workingPlace.ts';

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

const BUSY = 'There is too much to do right now; try again.';
const RETRY_AFTER_S = 1;

/** A process has as much to do as it can. */
export class Overloaded extends AnswerError {
  override readonly name = 'Overloaded';

  constructor() {
    super('UNAVAILABLE', BUSY, { retryAfterS: RETRY_AFTER_S });
  }
}

/** What a client is told that a process cannot take on: it may try again, here or at another. */
export const busyAnswer: GatewayResponse = {
  status: 503,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': String(RETRY_AFTER_S),
  },
  body: JSON.stringify({ errors: [{ message: BUSY, extensions: { code: 'UNAVAILABLE' } }] }),
};

/** A number of places. */
export interface Places {
  readonly isFull: boolean;
  /** Runs in a place; what is done at once takes none, and what waits for others may leave its own. @throws {@link Overloaded} where there is none. */
  run<T>(work: (place: WorkingPlace) => T | Promise<T>): T | Promise<T>;
}

/** Makes so many places. */
export const createPlaces = (most: number): Places => {
  let taken = 0;

  class Taken implements WorkingPlace {
    #isTaken = false;
    #isLeft = false;

    /** For work that turns out to last. */
    begin(): void {
      if (!this.#isLeft) this.#count();
    }

    leave(): void {
      this.#isLeft = true;
      if (!this.#isTaken) return;
      this.#isTaken = false;
      taken -= 1;
    }

    take(): void {
      if (!this.#isTaken && taken >= most) throw new Overloaded();
      this.#isLeft = false;
      this.#count();
    }

    #count(): void {
      if (this.#isTaken) return;
      this.#isTaken = true;
      taken += 1;
    }
  }

  return {
    get isFull() {
      return taken >= most;
    },
    run: (work) => {
      if (taken >= most) throw new Overloaded();
      const place = new Taken();
      const working = work(place);
      if (!(working instanceof Promise)) {
        place.leave();
        return working;
      }
      place.begin();
      return working.finally(() => place.leave());
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
