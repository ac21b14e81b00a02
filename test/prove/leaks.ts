import { proveCanaries } from './canaries.ts';
import type { Totals } from './sheet.ts';
import { proveWorlds } from './worlds.ts';

/** How much is asked. */
export interface LeaksOptions {
  readonly answers: number;
  readonly pairs: number;
  /** The same seed asks the same of the same worlds. */
  readonly seed: number;
}

/** Faults told of each proof; the rest is counted. */
const MOST_TOLD = 20;

/** Asks random questions and changes random worlds, tells what it finds, and answers whether nothing leaked and nothing was missing. */
export const proveLeaks = async (
  { answers, pairs, seed }: LeaksOptions,
  say: (line: string) => void,
): Promise<boolean> => {
  const began = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - began) / 1_000)} s`;
  say(`seed ${seed}: the same seed asks the same of the same worlds`);

  const told = new Map<string, number>();
  /** Tells the faults of a list as they are found: a long run need not end before somebody reads of them. */
  const tellNew = (name: string, faults: readonly string[]): void => {
    for (const fault of faults.slice(told.get(name) ?? 0, MOST_TOLD)) say(`\n${name}: ${fault}\n`);
    told.set(name, faults.length);
  };
  const tellCanaries = ({ leaks, wrong }: Totals): void => {
    tellNew('leak', leaks);
    tellNew('wrong', wrong);
  };

  const canaries = await proveCanaries(seed, answers, (totals) => {
    tellCanaries(totals);
    if (totals.answers % 5_000 < 1_000)
      say(`  ${totals.answers} answers, ${totals.leaks.length} leaks, ${totals.wrong.length} wrong; ${seconds()}`);
  });
  const kinds = Object.entries(canaries.kinds).map(([kind, count]) => `${count} ${kind}`);
  say(`canaries: ${canaries.answers} answers (${kinds.join(', ')})`);
  say(
    `  ${canaries.leaves} leaves that must be there, each with its value; ${canaries.planted} planted values watched`,
  );
  say(`  ${canaries.kept} more came from the cache, each as it was made`);
  say(
    `  ${canaries.allowed} of them met where they may be, ${canaries.leaks.length} where they may not; ${canaries.wrong.length} leaves over-blocked or wrong`,
  );

  tellCanaries(canaries);
  const worlds = await proveWorlds(seed, pairs, (totals) => {
    tellNew('different', totals.differences);
    if (totals.pairs % 1_000 === 0)
      say(`  ${totals.pairs} pairs, ${totals.differences.length} differences; ${seconds()}`);
  });
  tellNew('different', worlds.differences);
  say(
    `two worlds: ${worlds.pairs} pairs, ${worlds.answers} answers compared, ${worlds.differences.length} of them different`,
  );

  say(`  ${worlds.reordered} with the same hits in another order of relevance`);

  const faults = [...canaries.leaks, ...canaries.wrong, ...worlds.differences];
  say(`\n${faults.length === 0 ? 'holds' : 'DOES NOT HOLD'}; ${seconds()}`);
  return faults.length === 0;
};
