import * as fc from 'fast-check';
import { z } from 'zod';

/** What answers of the model are made from. */
export const TAGS = ['x', 'y'] as const;
export type Tag = (typeof TAGS)[number];

/** Keys of answers, by what they are made from. */
export const tagsOf = { a: ['x'], b: ['x', 'y'] } as const satisfies Record<string, readonly Tag[]>;
export type Key = keyof typeof tagsOf;

/** A version of each tag. */
export type Versions = Readonly<Record<Tag, number>>;

const versions = z.partialRecord(z.enum(TAGS), z.number());

/** How far what is read lags behind what was written, at most. Milliseconds. */
export const LAG_MS = 3;

/** Tags with versions, whose readers may see what was there a moment ago, as an index that is eventually consistent shows it. */
export function createSource(now: () => number) {
  const written = TAGS.map((tag) => ({ tag, version: 0, at: Number.NEGATIVE_INFINITY }));
  const latest = (tag: Tag, before: number): number =>
    Math.max(...written.filter((one) => one.tag === tag && one.at <= before).map(({ version }) => version));
  return {
    /** The version from now on. */
    write(tag: Tag): number {
      const version = latest(tag, Number.POSITIVE_INFINITY) + 1;
      written.push({ tag, version, at: now() });
      return version;
    },
    read: (key: Key, lagMs: number): string =>
      JSON.stringify(Object.fromEntries(tagsOf[key].map((tag) => [tag, latest(tag, now() - lagMs)]))),
    latest: (tag: Tag): number => latest(tag, Number.POSITIVE_INFINITY),
  };
}

/** Tags of an answer that are older in it than they may be. */
export const tooOld = (key: Key, answer: string, floor: Versions): readonly Tag[] => {
  const found = versions.parse(JSON.parse(answer));
  return tagsOf[key].filter((tag) => (found[tag] ?? -1) < floor[tag]);
};

/** The order of steps, who is killed when, and who does what, for fast-check to choose and to shrink. */
export const tape = fc.array(fc.nat({ max: 999 }), { maxLength: 300, size: 'max' });
export const kill = fc.option(fc.record({ process: fc.constant(1), after: fc.nat({ max: 25 }) }), {
  nil: undefined,
  freq: 3,
});

const process = fc.constantFrom(0, 1);
export const reader = fc.record({
  does: fc.constant('read' as const),
  key: fc.constantFrom('a' as const, 'b' as const),
  lagMs: fc.nat({ max: LAG_MS }),
  process,
});
export const writer = fc.record({ does: fc.constant('write' as const), tag: fc.constantFrom(...TAGS), process });
