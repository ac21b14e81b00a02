import { lstat, mkdir, open, readdir, realpath, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PortError } from '../errors.ts';
import { entryOf } from './paths.ts';

export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** What the file system threw, in the port's words. */
export function fileError(what: string, cause: unknown): PortError {
  if (cause instanceof PortError) return cause;
  const code = errnoOf(cause);
  if (code === 'ENAMETOOLONG') return new PortError('objects', 'INVALID', `${what}: its path is too long`, { cause });
  const lasting = code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOSPC' || code === 'EDQUOT';
  const message = cause instanceof Error ? cause.message : String(cause);
  return new PortError('objects', 'UNAVAILABLE', `${what}: ${message}`, { cause, retryable: !lasting });
}

/** Makes a folder's entries outlast a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Refuses a path that leads through a symbolic link. @throws `INVALID`; `ENOENT` as the file system throws it. */
export async function checkFolder(root: string, folders: readonly string[]): Promise<string> {
  const path = join(root, ...folders);
  if ((await realpath(path)) !== path) {
    throw linked(path);
  }
  return path;
}

const linked = (path: string): PortError =>
  new PortError('objects', 'INVALID', `${path} leads through a symbolic link, which the store does not follow`);

/** Makes the folders that are missing below `root`, one by one, never through a symbolic link. */
export async function makeFolders(root: string, folders: readonly string[]): Promise<string> {
  try {
    return await checkFolder(root, folders);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  let parent = root;
  for (const name of folders) {
    const path = join(parent, name);
    try {
      await mkdir(path, { mode: 0o700 });
      await syncFolder(parent);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      if ((await lstat(path)).isSymbolicLink()) throw linked(path);
    }
    parent = path;
  }
  return checkFolder(root, folders);
}

/** Removes folders that became empty, from the innermost. */
export async function pruneFolders(root: string, folders: readonly string[]): Promise<void> {
  for (let depth = folders.length; depth > 0; depth -= 1) {
    try {
      await rmdir(join(root, ...folders.slice(0, depth)));
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
      if (code !== 'ENOENT') throw error;
    }
  }
}

interface Step {
  /** What the keys here begin with; of an object the key itself. */
  readonly label: Buffer;
  readonly path: string;
  readonly object: boolean;
}

const SLASH = Buffer.from('/');

/** The keys below a folder that begin with `prefix`, in ascending order of their bytes, with their files. One folder at a time is in memory. */
export async function* walk(
  folder: string,
  label: Buffer,
  prefix: Buffer,
): AsyncGenerator<{ readonly key: string; readonly path: string }> {
  const ahead: Step[] = await stepsOf({ path: folder, label, object: false }, prefix);
  for (let step = ahead.pop(); step !== undefined; step = ahead.pop()) {
    if (step.object) yield { key: step.label.toString(), path: step.path };
    else ahead.push(...(await stepsOf(step, prefix)));
  }
}

/** What lies in a folder, last first. A folder's keys all begin with its name and a slash, and sort by that. */
async function stepsOf(folder: Step, prefix: Buffer): Promise<Step[]> {
  const steps: Step[] = [];
  for (const found of await entriesOf(folder.path)) {
    const entry = entryOf(found.name);
    if (entry === undefined || !(entry.kind === 'object' ? found.isFile() : found.isDirectory())) continue;
    const label = Buffer.concat([folder.label, entry.bytes, ...(entry.kind === 'folder' ? [SLASH] : [])]);
    const common = Math.min(label.length, prefix.length);
    if (!label.subarray(0, common).equals(prefix.subarray(0, common))) continue;
    if (entry.kind === 'object' && label.length < prefix.length) continue;
    steps.push({ label, path: join(folder.path, found.name), object: entry.kind === 'object' });
  }
  return steps.sort((a, b) => Buffer.compare(b.label, a.label));
}

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
