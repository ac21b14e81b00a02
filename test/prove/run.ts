import { parseArgs } from 'node:util';
import { run } from '../../entrypoints/run.ts';
import { OperatorError } from '../../platform/errors.ts';
import { proveCanaries } from './canaries.ts';
import type { Totals } from './sheet.ts';
import { proveWorlds } from './worlds.ts';

const USAGE = 'npm run prove -- [ANSWERS] [--pairs N] [--seed N]';
const SEED = 20_261_104;
/** Faults told of each proof; the rest is counted. */
const MOST_TOLD = 20;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const wholeNumber = (name: string, value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 100_000_000)
    throw new OperatorError(`${name} must be a whole number up to 100 000 000. Usage: ${USAGE}`);
  return number;
};

const optionsOf = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { pairs: { type: 'string' }, seed: { type: 'string', default: String(SEED) } },
    });
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`, {
      cause: error,
    });
  }
};

await run(async () => {
  const { values, positionals } = optionsOf();
  const answers = wholeNumber('the number of answers', positionals[0] ?? '2000');
  const pairs = wholeNumber('--pairs', values.pairs ?? String(Math.floor(answers / 10)));
  const seed = wholeNumber('--seed', values.seed);
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
  if (faults.length > 0) process.exitCode = 1;
});
