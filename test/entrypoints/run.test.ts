import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** What a process whose work is this prints, and how it ends. */
const outcomeOf = (work: string): { readonly told: string; readonly code: number | null } => {
  const script = `
    import { run } from './entrypoints/run.ts';
    import { OperatorError } from './platform/errors.ts';
    await run(async () => { ${work} });
  `;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return { told: stderr, code: status };
};

it('says in one line what an operator can mend, also where what was opened could not be closed then', () => {
  expect(
    outcomeOf(`
      await using opened = { [Symbol.asyncDispose]: async () => { throw new Error('it is away too'); } };
      await using more = { [Symbol.asyncDispose]: async () => { throw new Error('and so is this'); } };
      throw new OperatorError('start it');
    `),
  ).toEqual({ told: 'masthead: start it\n', code: 1 });
});

it('shows anything else whole', () => {
  const { told, code } = outcomeOf("throw new RangeError('a bug');");
  expect(told).toMatch(/^masthead: this should not have happened\nRangeError: a bug\n {4}at /);
  expect(code).toBe(1);
});
