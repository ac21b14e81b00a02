import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PortError } from '../platform/errors.ts';
import { mediaTypeOf, SIGNATURE_BYTES } from '../platform/mediaType.ts';
import type { Objects } from '../platform/objects/port.ts';
import { isReadable, placeholderOf, sizeOfPicture } from '../platform/pictures.ts';
import { isScrubbed } from '../platform/scrub.ts';
import type { Cleaned } from '../subgraphs/media/save.ts';
import { fileToKeep } from '../subgraphs/media/save.ts';
import { objectKeyOf } from '../subgraphs/media/store.ts';

/** The bytes of an asset as they were found beside an export. */
export interface FoundFile {
  readonly path: string;
  /** Of what is kept, in bytes. */
  readonly size: number;
  /** Of what is kept, in lower-case hex. */
  readonly sha256: string;
  /** What is kept, where it is not the file as it lies. */
  readonly cleaned?: Cleaned | undefined;
  readonly contentType: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Why these bytes are not taken over, in words. */
  readonly refused: string | undefined;
}

/** The bytes of an asset with where they lie here. A refused file lies nowhere. */
export interface StoredFile extends FoundFile {
  readonly objectKey: string | undefined;
  /** A tiny picture as a data URI of at most 1 KB. */
  readonly placeholder: string | undefined;
}

/** Finds the files of a site's uploads. */
export interface MediaFinder {
  /** The first of these paths below an upload folder (`2026/01/harbour.jpg`) at which a file lies. */
  find(paths: readonly string[]): Promise<string | undefined>;
}

/** Folders known to be there or not; this many are remembered. */
const MEMORY = 10_000;

/** The real path of a file or folder, links resolved; `undefined` where there is none. */
const resolved = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined);

/** Finds files in folders, each of which may be the upload folder itself or hold it as `uploads` or `wp-content/uploads`. */
export const createMediaFinder = (folders: readonly string[]): MediaFinder => {
  let roots: Promise<readonly string[]> | undefined;
  const known = new Map<string, Promise<string | undefined>>();

  /** Asked once for each folder: where the uploads were left behind, an export names thousands of files in a few that are not there. */
  const folderOf = (path: string): Promise<string | undefined> => {
    const folder = dirname(path);
    const before = known.get(folder);
    if (before !== undefined) return before;
    const found = resolved(folder);
    if (known.size >= MEMORY) known.clear();
    known.set(folder, found);
    return found;
  };

  /** The folders in which files may lie, links resolved. */
  const resolveRoots = async (): Promise<readonly string[]> => {
    const found = new Set<string>();
    for (const folder of folders) {
      for (const base of ['uploads', '', 'wp-content/uploads']) {
        const root = await resolved(join(folder, base));
        if (root !== undefined) found.add(root);
      }
    }
    return [...found];
  };

  return {
    find: async (paths) => {
      roots ??= resolveRoots();
      for (const root of await roots) {
        for (const path of paths) {
          const named = join(root, path);
          if ((await folderOf(named)) === undefined) continue;
          // Links resolved: nothing outside of the folder is ever read, whatever an export names.
          const file = await resolved(named);
          const inside = file === undefined ? '' : relative(root, file);
          if (inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`)) return file;
        }
      }
      return undefined;
    },
  };
};

/** What is kept of a file beside an export. @throws what is wrong with its bytes, as an `Error`. */
const cleanedBeside = async (path: string, size: number, contentType: string): Promise<Cleaned | undefined> => {
  await using handle = await open(path, 'r');
  const read = async (start: number, end: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(end - start), position: start });
    return buffer.subarray(0, bytesRead);
  };
  return await fileToKeep({ size, read, open: () => Promise.resolve(createReadStream(path)) }, contentType);
};

const sha256Of = async (path: string): Promise<string> => {
  const digest = createHash('sha256').setEncoding('hex');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), digest);
  return String(digest.read());
};

/**
 * Looks at a file: its type by its first bytes, what is to be kept of it (it tells neither place nor device), the hash of that, and a picture's size. `byName` is its type
 * as its name has it.
 */
export const inspectFile = async (path: string, byName: string): Promise<FoundFile | undefined> => {
  let head: Buffer;
  let size: number;
  {
    await using handle = await open(path, 'r');
    const stat = await handle.stat();
    if (!stat.isFile()) return undefined;
    size = stat.size;
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(SIGNATURE_BYTES), position: 0 });
    head = buffer.subarray(0, bytesRead);
  }
  const contentType = mediaTypeOf(head, byName);
  const asItIs = { path, size, contentType: contentType ?? byName, width: undefined, height: undefined };
  const refusing = async (refused: string): Promise<FoundFile> => ({
    ...asItIs,
    sha256: await sha256Of(path),
    cleaned: undefined,
    refused,
  });
  if (contentType === undefined) return refusing(`its bytes are none of a file that is taken over (${byName})`);
  try {
    const cleaned = await cleanedBeside(path, size, contentType);
    return {
      ...asItIs,
      size: cleaned?.sizeInBytes ?? size,
      sha256: cleaned?.checksum ?? (await sha256Of(path)),
      ...(isReadable(contentType) ? await sizeOfPicture(path) : {}),
      cleaned,
      refused: undefined,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return refusing(`the ${isScrubbed(contentType) ? 'picture' : 'file'} cannot be read: ${why}`);
  }
};

/** Puts what is kept of a file into object storage, unless it is there, and makes its placeholder. */
export const storeFile = async (
  found: FoundFile,
  id: string,
  filename: string,
  objects: Objects,
): Promise<StoredFile> => {
  if (found.refused !== undefined) return { ...found, objectKey: undefined, placeholder: undefined };
  const objectKey = objectKeyOf(id, found.sha256, filename);
  try {
    const options = { contentType: found.contentType, sha256: found.sha256, ifAbsent: true };
    await objects.put(objectKey, (await found.cleaned?.open()) ?? createReadStream(found.path), options);
  } catch (error) {
    if (!(error instanceof PortError) || error.code !== 'CONDITION_FAILED') throw error;
  }
  const placeholder = isReadable(found.contentType) ? await placeholderOf(found.path) : undefined;
  return { ...found, objectKey, placeholder };
};
