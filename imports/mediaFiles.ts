import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PortError } from '../platform/errors.ts';
import { mediaTypeOf, SIGNATURE_BYTES } from '../platform/mediaType.ts';
import type { Objects } from '../platform/objects/port.ts';
import { isReadable, placeholderOf, sizeOfPicture } from '../platform/pictures.ts';
import { objectKeyOf } from '../subgraphs/media/store.ts';

/** The bytes of an asset as they were found beside an export. */
export interface FoundFile {
  readonly path: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
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

/** Looks at a file: its hash, its type by its first bytes, and a picture's size. `byName` is its type as its name has it. */
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
  const digest = createHash('sha256').setEncoding('hex');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), digest);
  const sha256 = String(digest.read());
  const contentType = mediaTypeOf(head, byName);
  const found = { path, size, sha256, contentType: contentType ?? byName, width: undefined, height: undefined };
  if (contentType === undefined)
    return { ...found, refused: `its bytes are none of a file that is taken over (${byName})` };
  if (!isReadable(contentType)) return { ...found, refused: undefined };
  try {
    return { ...found, ...(await sizeOfPicture(path)), refused: undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { ...found, refused: `the picture cannot be read: ${why}` };
  }
};

/** Puts a file's bytes into object storage, unless they are there, and makes its placeholder. */
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
    await objects.put(objectKey, createReadStream(found.path), options);
  } catch (error) {
    if (!(error instanceof PortError) || error.code !== 'CONDITION_FAILED') throw error;
  }
  const placeholder = isReadable(found.contentType) ? await placeholderOf(found.path) : undefined;
  return { ...found, objectKey, placeholder };
};
