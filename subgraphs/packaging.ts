import { choicesFor } from '../platform/directory/choices.ts';
import type { PackageRule, RuleFacts } from '../platform/directory/rules.ts';
import type { Directory } from '../platform/directory.ts';
import type { Records } from '../platform/records/port.ts';
import { createRemembered } from '../platform/remembered.ts';
import { MOST_PACKAGES, packageIdOf, wantedIn } from './packages.ts';

/** A record that is about to be saved. */
export interface Unpackaged {
  readonly id: string;
  readonly owner: string;
  /** Those that it comes with, `<owner>/<name>` each. */
  readonly packages: readonly string[];
}

/** Says in which packages records lie, as they are saved. */
export interface Packaging {
  /**
   * The packages of a record: those that it comes with, put right by the rules of its owner's packages and by what was chosen by hand, as applying each of them
   * would later. Of more than ten the first ten by name.
   * @param facts - asked for only where a rule looks at the record.
   */
  packagesOf(kind: PackageRule['of'], record: Unpackaged, facts: () => Promise<RuleFacts>): Promise<string[]>;
}

/** What {@link createPackaging} stands on. */
export interface PackagingOptions {
  readonly records: Records;
  readonly directory: Pick<Directory, 'packages'>;
  readonly now: () => number;
}

/** How old the rules are at most that a record is saved by, in milliseconds; what is chosen by hand is read with each. */
export const RULES_MS = 5_000;
const OWNERS_KEPT = 1_000;

/** {@link Packaging} by the directory. */
export const createPackaging = ({ records, directory, now }: PackagingOptions): Packaging => {
  const packages = createRemembered({
    max: OWNERS_KEPT,
    ttlMs: RULES_MS,
    now,
    load: (owner) => directory.packages(owner),
  });
  return {
    packagesOf: async (kind, { id, owner, packages: given }, facts) => {
      const owned = await packages.get(owner);
      if (owned.length === 0) return [...given];
      const choices = await choicesFor(records, id, owned.map(packageIdOf));
      const looked = owned.some(({ rule }) => rule?.of === kind) ? await facts() : undefined;
      const lies = new Set(given);
      const wanted: string[] = [];
      for (const each of owned) {
        const packageId = packageIdOf(each);
        const isIn = lies.has(packageId);
        if (!wantedIn(each, { kind, choice: choices.get(packageId), facts: looked, isIn })) lies.delete(packageId);
        else if (!isIn) wanted.push(packageId);
      }
      return [...lies, ...wanted].slice(0, MOST_PACKAGES);
    },
  };
};
