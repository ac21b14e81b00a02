import type { Meddle } from './line.ts';

/** A process that was killed calls nothing any more. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** A process that is killed at one of its calls of a port: before that is made, or after it was done and before anyone learns of it. */
export interface Mortal {
  readonly meddle: Meddle;
  readonly dead: boolean;
  /** Calls so far. */
  readonly calls: number;
}

/** @param after - the kill comes at the next call after so many; `undefined`: never. */
export const mortal = (after: number | undefined, when: 'before' | 'after'): Mortal => {
  let calls = 0;
  let dead = false;
  const meddle: Meddle = (_, backend) =>
    new Proxy(backend, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...parameters: unknown[]): Promise<unknown> => {
          if (dead) throw new Killed();
          const last = calls === after;
          calls += 1;
          if (last && when === 'before') {
            dead = true;
            throw new Killed();
          }
          const result: unknown = await Reflect.apply(value, target, parameters);
          if (last) dead = true;
          // Others of its calls may have been under way when it was killed: they were made, and nobody learns of them.
          if (dead) throw new Killed();
          return result;
        };
      },
    });
  return {
    meddle,
    get dead() {
      return dead;
    },
    get calls() {
      return calls;
    },
  };
};
