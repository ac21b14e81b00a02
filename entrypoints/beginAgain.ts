import { flushCompileCache, getCompileCacheDir } from 'node:module';

/** Set in a process that has begun again: none does so twice, as it would where compiled modules cannot be kept. */
const BEGUN_AGAIN = 'MASTHEAD_BEGUN_AGAIN';

/** What Node has loaded of itself, which its types do not know; of interest is what reads TypeScript. */
const loadedOfNode = (): readonly unknown[] => {
  const list: unknown = Reflect.get(process, 'moduleLoadList');
  return Array.isArray(list) ? list : [];
};

/** Whether modules were compiled that the next start finds compiled (`NODE_COMPILE_CACHE`, which `lean.mjs` sets). */
const hasCompiled = (): boolean =>
  getCompileCacheDir() !== undefined &&
  loadedOfNode().some((name) => typeof name === 'string' && name.includes('/amaro/'));

/**
 * Begins the process again where its first work left more behind than it will ever need, which nothing gives back while it lives: what reads TypeScript,
 * what filled in the samples. To be called once everything is loaded and before anybody is served. What is open is closed first; the new one has the same
 * id, flags and environment. Does nothing where there is no reason, where that has happened already, and where a process cannot become another (Windows).
 * @param opened - closed before.
 * @param signal - aborts when the process is to end: what is closed then stays so.
 * @param options - `args`: the new one's arguments; default this one's. `filled`: whether something was imported.
 */
export const beginAgain = async (
  opened: AsyncDisposable,
  signal: AbortSignal,
  options: { readonly args?: readonly string[]; readonly filled?: boolean } = {},
): Promise<void> => {
  const { args = process.argv.slice(2), filled = false } = options;
  if (!process.execve || process.platform === 'win32') return;
  if (process.env[BEGUN_AGAIN] !== undefined || !(filled || hasCompiled())) return;
  await opened[Symbol.asyncDispose]();
  if (signal.aborted) return;
  flushCompileCache();
  const [node = process.execPath, entry = ''] = process.argv;
  process.execve(node, [node, ...process.execArgv, entry, ...args], { ...process.env, [BEGUN_AGAIN]: '1' });
};
