import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { run } from '../entrypoints/run.ts';
import { OperatorError } from '../platform/errors.ts';

/*
 * Changes each module that decides who may see what, a little at a time, and runs the tests that hold it: `npm run mutate`, or `npm run mutate -- subgraphs/rules.ts`
 * for one alone. Every change must make a test fail, or be named in test/mutation/modules.json with the reason why it need not. It ends with 1 where one is
 * neither, and where a name there stands for nothing any more.
 */

const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** A change that no test notices, and why that is right. */
const namedShape = z.object({
  mutator: z.string(),
  /** What is changed, and the line that it begins in; white space counts once. */
  from: z.string(),
  line: z.string(),
  to: z.string(),
  why: z.string().min(1),
});
type Named = z.infer<typeof namedShape>;

const modulesShape = z.record(
  z.string(),
  z.object({ tests: z.array(z.string()).min(1), survivors: z.array(namedShape) }),
);

const position = z.object({ line: z.int(), column: z.int() });
const reportShape = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string(),
          status: z.string(),
          location: z.object({ start: position, end: position }),
        }),
      ),
    }),
  ),
});

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The changes of a report that no test noticed. */
const survivorsIn = (report: unknown): Omit<Named, 'why'>[] =>
  Object.values(reportShape.parse(report).files).flatMap(({ source, mutants }) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ mutatorName, replacement, location: { start, end } }) => {
        const touched = lines.slice(start.line - 1, end.line);
        const last = touched.length - 1;
        touched[last] = (touched[last] ?? '').slice(0, end.column - 1);
        touched[0] = (touched[0] ?? '').slice(start.column - 1);
        return {
          mutator: mutatorName,
          from: inOneLine(touched.join('\n')),
          line: inOneLine(lines[start.line - 1] ?? ''),
          to: inOneLine(replacement),
        };
      });
  });

const keyOf = ({ mutator, from, line, to }: Omit<Named, 'why'>): string => JSON.stringify([mutator, from, line, to]);

const stryker = async (module: string, tests: readonly string[]): Promise<void> => {
  const cli = fileOf('node_modules/@stryker-mutator/core/bin/stryker.js');
  const child = spawn(process.execPath, [cli, 'run', '--mutate', module], {
    cwd: fileOf('.'),
    // Not by `--testFiles`: with it Stryker never makes the changes of what a module works out when it is loaded.
    env: { ...process.env, MUTATION_TESTS: tests.join(',') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new OperatorError(`Stryker did not finish ${module}: what it said stands above`);
};

const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(fileOf(path), 'utf8'));

await run(async () => {
  const modules = modulesShape.parse(await read('test/mutation/modules.json'));
  const asked = process.argv.slice(2);
  const unknown = asked.find((each) => !modules[each]);
  if (unknown !== undefined)
    throw new OperatorError(`test/mutation/modules.json knows no ${unknown}: ${Object.keys(modules).join(', ')}`);
  for (const [module, { tests, survivors }] of Object.entries(modules)) {
    if (asked.length > 0 && !asked.includes(module)) continue;
    await stryker(module, tests);
    const found = survivorsIn(await read('.masthead/mutation.json'));
    const named = new Set(survivors.map(keyOf));
    const left = new Set(found.map(keyOf));
    const unnamed = found.filter((each) => !named.has(keyOf(each)));
    const stale = survivors.filter((each) => !left.has(keyOf(each)));
    for (const each of unnamed) console.log(`no test notices: ${JSON.stringify(each)}`);
    for (const each of stale) console.log(`a test notices, take its name out: ${JSON.stringify(each)}`);
    console.log(`${module}: ${found.length} changes noticed by no test, ${unnamed.length} of them without a name`);
    if (unnamed.length + stale.length > 0) process.exitCode = 1;
  }
});
