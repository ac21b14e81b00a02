import type { Desk } from './commands/desk.ts';
import { dispatch } from './commands/dispatch.ts';
import { nouns } from './commands/nouns.ts';
import { openDesk } from './commands/openDesk.ts';
import { endSignal, run } from './run.ts';

/** Who reads may stop reading (`masthead help | head`), which is no fault of a command. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await run(async () => {
  const signal = endSignal();
  const { env } = process;
  await using opened = new AsyncDisposableStack();
  let desk: Promise<Desk> | undefined;
  await dispatch(nouns, process.argv.slice(2), {
    say: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    fail: (line) => {
      process.stderr.write(`masthead: ${line}\n`);
      process.exitCode = 1;
    },
    desk: () => (desk ??= openDesk(env, signal).then((each) => opened.use(each))),
    signal,
    env,
  });
});
