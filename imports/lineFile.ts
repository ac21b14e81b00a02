import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of JSON lines that is written to as long as an import lasts, and exists only where there is a line. */
export interface LineFile extends AsyncDisposable {
  readonly path: string;
  add(line: unknown): void;
  /** Writes what was added; answers the file's length in bytes. */
  flush(): Promise<number>;
}

/** Opens a file of lines at a length that it had before: what was written after that is cut off. */
export const openLineFile = async (path: string, length: number): Promise<LineFile> => {
  let lines: string[] = [];
  let size = length;
  await mkdir(dirname(path), { recursive: true });
  if (length === 0) await rm(path, { force: true });
  else {
    await using handle = await open(path, 'a+');
    const stat = await handle.stat();
    // A file that somebody shortened or took away is gone on with as it is.
    size = Math.min(stat.size, length);
    await handle.truncate(size);
  }

  const flush = async (): Promise<number> => {
    if (lines.length === 0) return size;
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    lines = [];
    await using handle = await open(path, 'a');
    await handle.appendFile(bytes);
    size += bytes.length;
    return size;
  };

  return {
    path,
    add: (line) => void lines.push(JSON.stringify(line)),
    flush,
    [Symbol.asyncDispose]: async () => void (await flush()),
  };
};
