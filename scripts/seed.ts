import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createLog } from '../entrypoints/log.ts';
import { endSignal, run } from '../entrypoints/run.ts';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import type { Progress } from './seed/fill.ts';
import { seedFolder } from './seed/folder.ts';

const USAGE = 'npm run seed -- --records N [--data-dir DIR] [--seed TEXT] [--fresh]';
const MOST_RECORDS = 10_000_000;
const REPORT_EVERY_MS = 5_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const optionsOf = (): { records: number; dataDir: string; seed: string; fresh: boolean } => {
  try {
    const { values } = parseArgs({
      options: {
        records: { type: 'string' },
        'data-dir': { type: 'string', default: loadConfig(process.env).dataDir },
        seed: { type: 'string', default: 'masthead' },
        fresh: { type: 'boolean', default: false },
      },
    });
    const { records = '', seed, fresh } = values;
    if (!/^[1-9]\d{0,7}$/.test(records) || Number(records) > MOST_RECORDS)
      throw new TypeError(`--records must be a whole number from 1 to ${MOST_RECORDS}`);
    if (seed.trim() === '' || seed.length > 100) throw new TypeError('--seed must be a text of 1 to 100 characters');
    return { records: Number(records), dataDir: values['data-dir'], seed, fresh };
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`, {
      cause: error,
    });
  }
};

/** A line when a step begins to take time, and one when it is done. */
const reporter = (): Progress => {
  let began = performance.now();
  let said = began;
  return (step, done, of) => {
    const at = performance.now();
    if (done < of && at - said < REPORT_EVERY_MS) return;
    said = at;
    const seconds = (at - began) / 1_000;
    say(
      `  ${step.padEnd(8)} ${done} of ${of}, ${seconds.toFixed(1)} s, ${Math.round(done / Math.max(seconds, 0.001))} a second`,
    );
    if (done >= of) began = at;
  };
};

await run(async () => {
  const options = optionsOf();
  const signal = endSignal();
  say(`Filling ${options.dataDir} with ${options.records} records of the seed “${options.seed}”.`);
  try {
    const keys = await seedFolder({ ...options, log: createLog('warn'), progress: reporter(), signal });
    const width = Math.max(...keys.map(({ application }) => application.length));
    say(`\nAPI keys (header x-api-key):`);
    for (const { application, view, key } of keys) say(`  ${application.padEnd(width)}  ${view.padEnd(10)}  ${key}`);
    say(`\nDATA_DIR=${options.dataDir} npm start serves it.`);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new OperatorError('stopped before the end: begin anew with --fresh', { cause: error });
  }
});
