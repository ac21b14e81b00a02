import { OperatorError } from '../platform/errors.ts';

/** What failed first, where disposing of what it had opened failed too. */
const firstOf = (error: unknown): unknown => (error instanceof SuppressedError ? firstOf(error.suppressed) : error);

/** Runs an entry point's work: what an operator can mend is one line and exit code 1, anything else is shown whole. */
export const run = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (thrown) {
    const error = firstOf(thrown);
    process.stderr.write(
      error instanceof OperatorError
        ? `masthead: ${error.message}\n`
        : `masthead: this should not have happened\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 1;
  }
};

/** Aborts when the process is asked to end; asked twice, it ends at once. */
export const endSignal = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  return controller.signal;
};

/** Resolves when the signal aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
