import type { Held } from './answer.ts';
import type { Far, Finding } from './far.ts';
import type { Near } from './near.ts';
import { nameOf } from './near.ts';

/** What {@link createReadings} takes. */
export interface ReadingsParts<V> {
  readonly far: Pick<Far<V>, 'read'>;
  readonly near: Pick<Near<V>, 'moment' | 'mayServe'>;
  /** Whether what lies under a name is to be read with its tags. */
  readonly isTagged: (name: string) => boolean;
  /** Holds in this process what was found. */
  readonly take: (name: string, found: Finding<V>) => void;
}

interface Reading<V> {
  readonly found: Promise<Finding<V> | undefined>;
  /** How many asked for it; final once it has ended. */
  askers: number;
}

/**
 * Reads the shared level, once for all who ask for the same while it is read. What was read is released when each of them has released it: one that never does keeps it for all.
 *
 * @returns `undefined` where there is none that the asker may be given.
 */
export const createReadings = <V>({ far, near, isTagged, take }: ReadingsParts<V>) => {
  const readings = new Map<string, Reading<V>>();

  const begin = (key: string, form: string | undefined, name: string): Reading<V> => {
    const read = async (): Promise<Finding<V> | undefined> => {
      try {
        const found = await far.read(key, form, isTagged(name));
        if (found) take(name, found);
        return found;
      } finally {
        readings.delete(name);
      }
    };
    const reading: Reading<V> = { found: read(), askers: 0 };
    readings.set(name, reading);
    return reading;
  };

  const shareOf = (held: Held<V>, reading: Reading<V>): Held<V> => {
    const { value, tags, startedAt, expiresAt, release } = held;
    if (!release || reading.askers === 1) return held;
    let isReleased = false;
    const releaseShare = (): void => {
      if (isReleased) return;
      isReleased = true;
      reading.askers -= 1;
      if (reading.askers === 0) release();
    };
    return { value, tags, startedAt, expiresAt, release: releaseShare };
  };

  return async (key: string, form: string | undefined): Promise<Held<V> | undefined> => {
    const asked = near.moment;
    const name = nameOf(key, form);
    const reading = readings.get(name) ?? begin(key, form, name);
    reading.askers += 1;
    const found = await reading.found;
    return found?.known && near.mayServe(found.known, asked) ? shareOf(found.known.held, reading) : undefined;
  };
};
