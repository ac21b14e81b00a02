import { parseArgs } from 'node:util';
import { run } from '../entrypoints/run.ts';
import { OperatorError } from '../platform/errors.ts';
import { proveAbuse } from '../prove/abuse.ts';
import type { HistoryProof } from '../prove/history.ts';
import { proveHistory, proveKills } from '../prove/history.ts';
import { proveUnderLoad } from '../prove/underLoad.ts';
import { proveLeaks } from '../test/prove/leaks.ts';

/*
 * What takes longer to show than a test may: `npm run prove`. It prints its figures and ends with 1 where something does not hold.
 */

const USAGE =
  'npm run prove -- [ANSWERS] [--pairs N] [--seed N], or npm run prove -- --load | --abuse | [--kill N] [--history N] [--seed N] [--servers]';
const SEED = 20_261_104;
const ANSWERS = 2_000;
/** Of the answers, so many pairs of worlds for each. */
const PAIRS = 0.1;
/** Of all that is proved where nothing is named. */
const KILLS = 100;
const WRITES = 1_000;

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
      options: {
        pairs: { type: 'string' },
        seed: { type: 'string', default: String(SEED) },
        load: { type: 'boolean', default: false },
        abuse: { type: 'boolean', default: false },
        kill: { type: 'string' },
        history: { type: 'string' },
        servers: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`, {
      cause: error,
    });
  }
};

await run(async () => {
  const { values, positionals } = optionsOf();
  const [asked] = positionals;
  const answers = wholeNumber('the number of answers', asked ?? String(ANSWERS));
  const pairs = wholeNumber('--pairs', values.pairs ?? String(Math.floor(answers * PAIRS)));
  const seed = wholeNumber('--seed', values.seed);
  // A number asks for the proof that has one; without any, all is proved.
  const written = values.kill !== undefined || values.history !== undefined;
  const named = values.load || values.abuse || written;
  const all = !named && asked === undefined && values.pairs === undefined;
  const kills = wholeNumber('--kill', values.kill ?? String(all ? KILLS : 0));
  const writes = wholeNumber('--history', values.history ?? String(all ? WRITES : 0));
  const proof: HistoryProof = { servers: values.servers, env: process.env, say };
  const held = [
    named || (await proveLeaks({ answers, pairs, seed }, say)),
    !(all || values.abuse) || (await proveAbuse(process.env, say)),
    kills === 0 || (await proveKills(kills, proof)),
    writes === 0 || (await proveHistory(writes, seed, proof)),
    !(all || values.load) || (await proveUnderLoad(process.env)),
  ];
  if (held.includes(false)) process.exitCode = 1;
});
