import { hashOf } from '../platform/ids.ts';
import type { Provenance } from './provenance.ts';
import { provenanceSchema } from './provenance.ts';

/** One saved version of a record, for who asks what was done to it. */
export interface SavedVersion {
  readonly version: number;
  /** ISO 8601. */
  readonly at: string;
  /** A user, an application, an operator or an import's run. */
  readonly author: string;
  /** Whether readers were to see it. */
  readonly live: boolean;
  /** Why it was made, where somebody had to say it. */
  readonly reason?: string | undefined;
  /** The receipt of the command that made it, where one did. */
  readonly receipt: string | undefined;
  /** The fields that differ from the copy kept before; none of the first, `undefined` where this version kept no copy of its own. */
  readonly changed: readonly string[] | undefined;
  /** Where it came from, as this version has it. */
  readonly source: Provenance | undefined;
}

/** What a version says, by the names of its fields; digests, since versions of long texts are many bytes. */
export type Digests = ReadonlyMap<string, string>;

/** A version, and what it says where it kept that. */
export interface KeptVersion {
  readonly version: Omit<SavedVersion, 'changed'>;
  readonly digests: Digests | undefined;
}

/** The same text for equal values, in whatever order their members stand. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** {@link Digests} of what a version says. */
export const digestsOf = (said: Readonly<Record<string, unknown>>): Digests =>
  new Map(
    Object.entries(said).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, hashOf(JSON.stringify(value, inOrder))] as const],
    ),
  );

/** Where a version came from, where it says so. */
export const sourceIn = ({ source }: Readonly<Record<string, unknown>>): Provenance | undefined =>
  provenanceSchema.safeParse(source).data;

const changedBetween = (before: Digests, after: Digests): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name)).sort();

/**
 * What changed in each of these versions, newest first; one that kept no copy is passed over by those after it.
 * @param size - so many are answered; those beyond it are there to be compared with.
 */
export const changesOf = (kept: readonly KeptVersion[], size: number): SavedVersion[] =>
  kept.slice(0, size).map(({ version, digests }, index) => {
    const before = kept.slice(index + 1).find((each) => each.digests)?.digests;
    return { ...version, changed: digests && (before ? changedBetween(before, digests) : []) };
  });
