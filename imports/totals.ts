import { z } from 'zod';
import { ImportError } from './errors.ts';

const count = z.number().int().nonnegative();

/** What became of the elements of an import, each counted once. `skipped` by reason, `quarantined` by code. */
export const totalsSchema = z.object({
  read: count,
  created: count,
  updated: count,
  unchanged: count,
  skipped: z.record(z.string(), count),
  quarantined: z.record(z.string(), count),
});
/** See {@link totalsSchema}. */
export type Totals = z.infer<typeof totalsSchema>;

/** What became of one element. */
export type Outcome =
  | { readonly became: 'created' | 'updated' | 'unchanged' }
  | { readonly became: 'skipped'; readonly reason: string }
  | { readonly became: 'quarantined'; readonly code: string };

/** Nothing read yet. */
export const emptyTotals = (): Totals => ({
  read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  skipped: {},
  quarantined: {},
});

/** Counts an element. */
export const countOutcome = (totals: Totals, outcome: Outcome): void => {
  totals.read += 1;
  if (outcome.became === 'skipped') totals.skipped[outcome.reason] = (totals.skipped[outcome.reason] ?? 0) + 1;
  else if (outcome.became === 'quarantined') {
    totals.quarantined[outcome.code] = (totals.quarantined[outcome.code] ?? 0) + 1;
  } else totals[outcome.became] += 1;
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0);

/** The totals of several files as one. */
export const addTotals = (all: readonly Totals[]): Totals => {
  const added = emptyTotals();
  for (const totals of all) {
    for (const name of ['read', 'created', 'updated', 'unchanged'] as const) added[name] += totals[name];
    for (const name of ['skipped', 'quarantined'] as const) {
      for (const [key, value] of Object.entries(totals[name])) added[name][key] = (added[name][key] ?? 0) + value;
    }
  }
  return added;
};

/**
 * Holds that every element became something, and that all that the survey had found were read.
 *
 * @throws {@link ImportError} `TOTALS`, with the numbers.
 */
export const reconcile = (name: string, totals: Totals, found: number): void => {
  const { read, created, updated, unchanged } = totals;
  const accounted = created + updated + unchanged + sum(totals.skipped) + sum(totals.quarantined);
  if (read === accounted && read >= found) return;
  throw new ImportError(
    'TOTALS',
    `${name}: the totals do not add up: ${found} elements in the file, ${read} read, ${accounted} accounted for (${created} created, ${updated} updated, ${unchanged} unchanged, ${sum(totals.skipped)} skipped, ${sum(totals.quarantined)} quarantined). This is a fault of the import: report it`,
  );
};
