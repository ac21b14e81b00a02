import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { ImportError } from '../errors.ts';

/** An export on disk, plain or compressed with gzip. Offsets are those of the uncompressed bytes. */
export interface ExportFile {
  readonly path: string;
  /** The file's name without its folder: what reports and provenance say. */
  readonly name: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly compressed: boolean;
  /**
   * The bytes from an offset on, in chunks of up to 256 KB. `onRead` is told of the bytes read from disk so far, counted from its beginning.
   *
   * @throws {@link ImportError} `UNREADABLE` where the disk or the compression fails.
   */
  chunks(options?: {
    readonly from?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly onRead?: ((bytes: number) => void) | undefined;
  }): AsyncGenerator<Buffer>;
}

const CHUNK = 256 * 1024;

const unreadable = (name: string, cause: unknown): ImportError => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const what =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'it is a folder'
        : code === 'EACCES'
          ? 'it may not be read: check its permissions'
          : code.startsWith('Z_')
            ? 'its gzip compression is broken or cut short: export or copy it again'
            : `reading failed (${code || String(cause)})`;
  return new ImportError('UNREADABLE', `${name}: ${what}`, { cause });
};

const isAbort = (cause: unknown): boolean => cause instanceof Error && cause.name === 'AbortError';

/** Drops the first `count` bytes of a stream. */
async function* after(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of chunks) {
    if (left >= chunk.byteLength) left -= chunk.byteLength;
    else {
      yield left === 0 ? chunk : chunk.subarray(left);
      left = 0;
    }
  }
}

/**
 * Opens an export. Whether it is compressed is told by its first bytes, not by its name.
 *
 * @throws {@link ImportError} `UNREADABLE`.
 */
export const openExport = async (path: string): Promise<ExportFile> => {
  const name = basename(path);
  let size: number;
  let compressed: boolean;
  try {
    await using handle = await open(path, 'r');
    const stat = await handle.stat();
    if (stat.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    size = stat.size;
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(2), position: 0 });
    compressed = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (cause) {
    throw unreadable(name, cause);
  }

  async function* chunks(options: Parameters<ExportFile['chunks']>[0] = {}): AsyncGenerator<Buffer> {
    const { from = 0, signal, onRead } = options;
    const file = createReadStream(path, { highWaterMark: CHUNK, start: compressed ? 0 : from, signal });
    let read = compressed ? 0 : from;
    file.on('data', (chunk) => {
      read += chunk.length;
      onRead?.(read);
    });
    file.pause();
    try {
      if (!compressed) {
        yield* file;
        return;
      }
      const unzipped = createGunzip({ chunkSize: CHUNK });
      file.on('error', (error) => unzipped.destroy(error));
      yield* after(file.pipe(unzipped), from);
    } catch (cause) {
      throw isAbort(cause) || cause instanceof ImportError ? cause : unreadable(name, cause);
    } finally {
      file.destroy();
    }
  }

  return { path, name, size, compressed, chunks };
};
