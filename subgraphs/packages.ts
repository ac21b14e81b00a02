import type { Applying } from '../platform/directory/applying.ts';
import { readApplying, saveApplying } from '../platform/directory/applying.ts';
import { allChoices, readChoices } from '../platform/directory/choices.ts';
import type { PackageRule, RuleFacts } from '../platform/directory/rules.ts';
import { fitsRule } from '../platform/directory/rules.ts';
import type { Package } from '../platform/directory.ts';
import type { Records } from '../platform/records/port.ts';

/** A live record as rules look at it. */
export interface Packaged {
  readonly id: string;
  /** `<owner>/<name>` each. */
  readonly packages: readonly string[];
  readonly facts: RuleFacts;
}

/** Who or what changes a record's packages, for its revisions. */
export interface ChangedBy {
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What became of one record. `full`: it lies in ten packages already; `failed`: it cannot be read, or was changed again and again meanwhile. */
export type PackagingOutcome = 'changed' | 'full' | 'failed' | 'absent';

/** Records whose packages can be changed: content, or media. */
export interface PackagedRecords {
  /** The owner's live records, some at a time; what cannot be read is its id. `next` is there as long as there may be more. */
  readonly page: (
    owner: string,
    after: string | undefined,
  ) => Promise<{ readonly found: readonly (Packaged | string)[]; readonly next?: string | undefined }>;
  /** The record, where it is live. */
  readonly find: (id: string) => Promise<(Packaged & { readonly owner: string }) | undefined>;
  /** Saves a live record with these packages made of those that it lies in, as they are then. */
  readonly repackage: (
    id: string,
    edit: (packages: readonly string[]) => readonly string[],
    by: ChangedBy,
  ) => Promise<PackagingOutcome>;
}

/** What became of a record that was to lie in a package, or not to. */
export type Settled = Exclude<PackagingOutcome, 'changed'> | 'put' | 'taken' | 'unchanged';

/** What applying a package came to, in records. */
export type Counts = Applying['counts'];

/** What {@link applyPackage} works with. */
export interface ApplyOptions {
  readonly records: Records;
  readonly content: PackagedRecords;
  readonly media: PackagedRecords;
  readonly by: () => ChangedBy;
  /** Counts and writes nothing. */
  readonly dryRun: boolean;
  /** Stops between two pages; done again, it goes on from there. */
  readonly signal: AbortSignal;
  readonly onProgress: (counts: Counts) => void;
}

/** What became of it: `resumed` from where it was broken off, `stopped` before its end by the signal. */
export interface Applied {
  readonly counts: Counts;
  readonly resumed: boolean;
  readonly stopped: boolean;
}

/** A record lies in at most so many packages. */
export const MOST_PACKAGES = 10;
const AT_ONCE = 8;
const ATTEMPTS = 3;
const NONE: Counts = { seen: 0, put: 0, taken: 0, full: 0, failed: 0 };

/** Does it again while the record changes in between. */
export const untilSaved = async (save: () => Promise<PackagingOutcome | 'stale'>): Promise<PackagingOutcome> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const outcome = await save();
    if (outcome !== 'stale') return outcome;
  }
  return 'failed';
};

/** `<owner>/<name>`. */
export const packageIdOf = ({ owner, name }: Pick<Package, 'owner' | 'name'>): string => `${owner}/${name}`;

/** Whether a record belongs into a package: as was chosen by hand, else as its rule says where that is over records of this kind; without either it stays. */
export const wantedIn = (
  { rule }: Package,
  of: {
    readonly kind: PackageRule['of'];
    readonly choice: boolean | undefined;
    /** Absent where no rule looks at the record. */
    readonly facts: RuleFacts | undefined;
    /** Whether it lies in it now. */
    readonly isIn: boolean;
  },
): boolean => of.choice ?? (rule?.of === of.kind && of.facts ? fitsRule(rule, of.facts) : of.isIn);

/** Puts a record in a package or takes it out; one that lies rightly is not written. */
const settle = async (
  source: PackagedRecords,
  record: Packaged,
  packageId: string,
  wanted: boolean,
  { by, dryRun }: Pick<ApplyOptions, 'by' | 'dryRun'>,
): Promise<Settled> => {
  if (record.packages.includes(packageId) === wanted) return 'unchanged';
  if (wanted && record.packages.length >= MOST_PACKAGES) return 'full';
  const edit = (packages: readonly string[]): readonly string[] => {
    const others = packages.filter((each) => each !== packageId);
    return wanted ? [...others, packageId] : others;
  };
  const outcome = dryRun ? 'changed' : await source.repackage(record.id, edit, by());
  return outcome === 'changed' ? (wanted ? 'put' : 'taken') : outcome;
};

/** Puts one record where what was chosen by hand says, else the package's rule; without either it stays. `absent`: its owner has no such live record. */
export const settleRecord = async (
  owned: Package,
  record: string,
  options: Pick<ApplyOptions, 'records' | 'content' | 'media' | 'by' | 'dryRun'>,
): Promise<Settled> => {
  const id = packageIdOf(owned);
  const choice = (await readChoices(options.records, id, [record])).get(record);
  for (const kind of ['content', 'media'] as const) {
    const found = await options[kind].find(record);
    if (found?.owner !== owned.owner) continue;
    const wanted = wantedIn(owned, { kind, choice, facts: found.facts, isIn: found.packages.includes(id) });
    return settle(options[kind], found, id, wanted, options);
  }
  return 'absent';
};

/**
 * Puts every live record of a package's owner in it or out of it, as its rule and what was chosen by hand say; of a package without a rule only what was
 * chosen is looked at. A record that lies rightly is not written. Broken off, it goes on where it stood, unless the rule has changed since.
 */
export const applyPackage = async (owned: Package, options: ApplyOptions): Promise<Applied> => {
  const { records, dryRun, signal, onProgress } = options;
  const id = packageIdOf(owned);
  const { rule } = owned;
  let counts: Counts = NONE;
  const add = (parts: Partial<Counts>): void => {
    const sum = { ...counts };
    for (const name of ['seen', 'put', 'taken', 'full', 'failed'] as const) sum[name] += parts[name] ?? 0;
    counts = sum;
  };

  const tally = (outcome: Settled): void => {
    if (outcome === 'put' || outcome === 'taken' || outcome === 'full' || outcome === 'failed') add({ [outcome]: 1 });
  };

  const known = dryRun ? undefined : await readApplying(records, id);
  const ruleText = JSON.stringify(rule ?? null);
  const resumed = known?.rule === ruleText;
  if (resumed) counts = known.counts;
  else for (const record of (await allChoices(records, id)).keys()) tally(await settleRecord(owned, record, options));
  if (!rule) return { counts, resumed: false, stopped: false };

  const source = options[rule.of];
  let after = resumed ? known.after : undefined;
  do {
    if (signal.aborted) return { counts, resumed, stopped: true };
    const { found, next } = await source.page(owned.owner, after);
    const sound = found.filter((each) => typeof each !== 'string');
    add({ seen: found.length, failed: found.length - sound.length });
    const byHand = await readChoices(
      records,
      id,
      sound.map((record) => record.id),
    );
    const ruled = sound.filter((record) => !byHand.has(record.id));
    for (let from = 0; from < ruled.length; from += AT_ONCE) {
      const some = ruled.slice(from, from + AT_ONCE);
      const outcomes = some.map((record) => settle(source, record, id, fitsRule(rule, record.facts), options));
      for (const outcome of await Promise.all(outcomes)) tally(outcome);
    }
    after = next;
    if (!dryRun && after !== undefined) await saveApplying(records, id, { rule: ruleText, after, counts });
    onProgress(counts);
  } while (after !== undefined);
  if (!dryRun) await saveApplying(records, id, undefined);
  return { counts, resumed, stopped: false };
};
