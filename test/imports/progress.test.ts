import { describe, expect, test } from 'vitest';
import { createProgress } from '../../imports/progress.ts';

/** Progress with a clock of its own, and what it wrote. */
const told = (terminal: boolean) => {
  let time = 0;
  const written: string[] = [];
  const progress = createProgress({ now: () => time, write: (text) => void written.push(text), terminal });
  const pass = (milliseconds: number): void => {
    time += milliseconds;
  };
  return { progress, written, pass };
};

describe('progress', () => {
  test('is one JSON line an interval where there is no terminal', () => {
    const { progress, written, pass } = told(false);
    progress.begin('import', 'a.xml', 1000);
    for (let step = 1; step <= 10; step += 1) {
      pass(1000);
      progress.update(step * 50, step * 20);
    }
    progress.end();
    expect(written.map((line): unknown => JSON.parse(line))).toEqual([
      {
        phase: 'import',
        file: 'a.xml',
        bytes: 250,
        totalBytes: 1000,
        records: 100,
        recordsPerSecond: 20,
        secondsLeft: 15,
      },
      {
        phase: 'import',
        file: 'a.xml',
        bytes: 500,
        totalBytes: 1000,
        records: 200,
        recordsPerSecond: 20,
        secondsLeft: 10,
      },
      {
        phase: 'import',
        file: 'a.xml',
        bytes: 1000,
        totalBytes: 1000,
        records: 200,
        recordsPerSecond: 20,
        secondsLeft: 0,
      },
    ]);
  });

  test('counts what was done before it began in neither speed nor time left', () => {
    const { progress, written, pass } = told(false);
    progress.begin('import', 'a.xml', 1000, { bytes: 800, records: 500 });
    pass(10_000);
    progress.update(900, 520);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ recordsPerSecond: 2, secondsLeft: 10, records: 520 });
  });

  test('is one line that is written over on a terminal', () => {
    const { progress, written, pass } = told(true);
    progress.begin('survey', 'a.xml', 2_000_000);
    progress.update(1, 0);
    pass(1000);
    progress.update(1_000_000, 0);
    progress.end();
    progress.begin('import', 'a.xml', 2_000_000);
    pass(100_000);
    progress.update(500_000, 5_000);
    expect(written).toEqual([
      '\rlooking through a.xml · 50 % of 2.0 MB · 0:01 left',
      expect.stringMatching(/^\rlooking through a\.xml · 100 % of 2\.0 MB *\n$/),
      '\rimporting a.xml · 25 % of 2.0 MB · 5000 records · 50/s · 5:00 left',
    ]);
  });
});
