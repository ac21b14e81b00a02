/**
 * Runs the same work so many times side by side, until the signal aborts. Where one fails the others are told to stop, and come to an end first.
 * @throws what failed first.
 */
export const sideBySide = async (
  count: number,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> => {
  const failed = new AbortController();
  const over = AbortSignal.any([signal, failed.signal]);
  let first: { readonly error: unknown } | undefined;
  const one = async (): Promise<void> => {
    try {
      await work(over);
    } catch (error) {
      first ??= { error };
      failed.abort();
    }
  };
  await Promise.all(Array.from({ length: count }, one));
  if (first) throw first.error;
};
