import { createHash, randomUUID } from 'node:crypto';
import { constants, mkdirSync, realpathSync } from 'node:fs';
import { access, copyFile, type FileHandle, link, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import { beyondEnd, checkCopy, checkPut, checkRange, invalid, MAX_OBJECT_BYTES } from './checks.ts';
import { checkFolder, errnoOf, fileError, makeFolders, pruneFolders, syncFolder, walk } from './folders.ts';
import { encodeFooter, type Footer, headOf, readFooter } from './footer.ts';
import { checkKey, checkPrefix } from './key.ts';
import { foldersOf, pathOf, placeOf } from './paths.ts';
import type { ListedObject, ObjectHead, Objects, PutOptions, StoredObject } from './port.ts';
import { bytesOf, guarded } from './stream.ts';

/** The store without its links. */
export type FileStore = Omit<Objects, 'signedGet' | 'signedPost' | 'put'> & {
  /** `maxBytes` bounds this object alone. */
  put(key: string, body: Uint8Array | Readable, options: PutOptions, maxBytes?: number): Promise<ObjectHead>;
};

export interface FileStoreOptions {
  /** The folder that holds everything; made by `prepare`. At most 900 bytes of absolute path, since the longest key's takes the rest. */
  readonly root: string;
  readonly now: () => number;
  /** Upper bound of one object in bytes. Default and most: 5 GiB, as S3 takes at once. */
  readonly maxPutBytes?: number | undefined;
}

/** What a crash left half-written is removed after a day. */
const STALE_MS = 24 * 3_600_000;

/** Objects as files below `root/objects`, written in `root/incoming` and moved in whole. Several processes may use one root. */
export function createFileStore(options: FileStoreOptions): FileStore {
  const root = resolve(options.root);
  const maxPutBytes = options.maxPutBytes ?? MAX_OBJECT_BYTES;
  if (Buffer.byteLength(root) > 900) throw invalid('root: the absolute path is longer than 900 bytes');
  if (!Number.isSafeInteger(maxPutBytes) || maxPutBytes < 1 || maxPutBytes > MAX_OBJECT_BYTES) {
    throw invalid(`maxPutBytes: whole bytes from 1 to ${MAX_OBJECT_BYTES}, got ${maxPutBytes}`);
  }
  const incoming = join(root, 'incoming');
  let closed = false;
  let known: string | undefined;

  /** The real path of the objects' folder: links above it are the operator's own. */
  const objects = (): string => {
    known ??= realpathSync(join(root, 'objects'));
    return known;
  };

  /** Runs one call: refuses it when closed or aborted, and makes its errors the port's. */
  async function call<T>(what: string, call: CallOptions | undefined, run: () => Promise<T>): Promise<T> {
    try {
      if (closed) throw new PortError('objects', 'UNAVAILABLE', 'the store is closed', { retryable: false });
      call?.signal?.throwIfAborted();
      return await run();
    } catch (error) {
      throw fileError(what, error);
    }
  }

  /** Whether the file system said that there is no such file, in a store that is there: one that is away is no empty one. */
  async function isMissing(error: unknown): Promise<boolean> {
    if (errnoOf(error) !== 'ENOENT') return false;
    await access(objects());
    return true;
  }

  /** Opens the file of `key` and reads its footer; `undefined` where there is none. The caller closes it. */
  async function openObject(key: string): Promise<{ readonly file: FileHandle; readonly footer: Footer } | undefined> {
    const place = placeOf(key);
    let file: FileHandle;
    try {
      await checkFolder(objects(), place.folders);
      // A symbolic link is not followed (ELOOP).
      file = await open(pathOf(objects(), place), constants.O_RDONLY | constants.O_NOFOLLOW);
    } catch (error) {
      if (await isMissing(error)) return undefined;
      throw error;
    }
    try {
      return { file, footer: await readFooter(file, key) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async function headOfKey(key: string): Promise<ObjectHead | undefined> {
    const found = await openObject(key);
    await found?.file.close();
    return found && headOf(found.footer);
  }

  /** Writes a file aside, makes it durable, and moves it to its key at once; removes it where that fails. */
  async function place(key: string, ifAbsent: boolean, write: (temporary: string) => Promise<Footer>): Promise<Footer> {
    const temporary = join(incoming, randomUUID());
    try {
      const footer = await write(temporary);
      await moveIn(temporary, key, ifAbsent);
      return footer;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** `link` makes one winner among all that find the key empty; `rename` replaces. A folder may be pruned meanwhile: then it is made again. */
  async function moveIn(temporary: string, key: string, ifAbsent: boolean): Promise<void> {
    const target = placeOf(key);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const folder = await makeFolders(objects(), target.folders);
        await (ifAbsent ? link : rename)(temporary, join(folder, target.file));
        await syncFolder(folder);
        return;
      } catch (error) {
        if (ifAbsent && errnoOf(error) === 'EEXIST') throw taken(key, error);
        if (errnoOf(error) !== 'ENOENT' || attempt === 10) throw error;
      }
    }
  }

  async function put(
    key: string,
    body: Uint8Array | Readable,
    options: PutOptions,
    maxBytes = maxPutBytes,
  ): Promise<ObjectHead> {
    if (body instanceof Readable) {
      // It may fail before it is read; what it fails with is told by whoever reads it.
      body.on('error', () => undefined);
      if (options.signal !== undefined) addAbortSignal(options.signal, body);
    }
    try {
      return await call(`putting ${JSON.stringify(key)}`, options, async () => {
        checkPut(key, options);
        const ifAbsent = options.ifAbsent === true;
        if (ifAbsent && (await headOfKey(key)) !== undefined) throw taken(key);
        const footer = await place(key, ifAbsent, (temporary) => write(temporary, key, body, options, maxBytes));
        return headOf(footer);
      });
    } finally {
      if (body instanceof Readable) body.destroy();
    }
  }

  async function write(
    path: string,
    key: string,
    body: Uint8Array | Readable,
    { contentType, sha256, signal }: PutOptions,
    maxBytes: number,
  ): Promise<Footer> {
    const hash = createHash('sha256');
    let size = 0;
    await using file = await open(path, 'wx', 0o600);
    for await (const chunk of body instanceof Uint8Array ? [body] : body) {
      const bytes = bytesOf(chunk);
      if (bytes === undefined) throw new PortError('objects', 'INVALID', 'a stream must yield bytes');
      size += bytes.length;
      if (size > maxBytes) {
        throw new PortError('objects', 'TOO_LARGE', `${JSON.stringify(key)} is larger than ${maxBytes} bytes`);
      }
      hash.update(bytes);
      await file.writeFile(bytes);
      signal?.throwIfAborted();
    }
    const actual = hash.digest('hex');
    if (sha256 !== undefined && actual !== sha256) {
      throw new PortError('objects', 'INVALID', `the bytes of ${JSON.stringify(key)} have another SHA-256: ${actual}`);
    }
    const footer = { key, contentType, size, sha256: actual, lastModified: options.now() };
    await file.writeFile(encodeFooter(footer));
    await file.datasync();
    return footer;
  }

  /** Copies the file, on file systems that can without copying its bytes, and gives it a footer of its own. */
  async function duplicate(path: string, from: string, to: string): Promise<Footer> {
    await copyFile(pathOf(objects(), placeOf(from)), path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await using file = await open(path, 'r+');
    const footer = { ...(await readFooter(file, from)), key: to, lastModified: options.now() };
    await file.truncate(footer.size);
    await file.write(encodeFooter(footer), 0, undefined, footer.size);
    await file.datasync();
    return footer;
  }

  async function* list(prefix: string, callOptions?: CallOptions): AsyncGenerator<ListedObject> {
    const what = `listing ${JSON.stringify(prefix)}`;
    const walked = await call(what, callOptions, async () => {
      checkPrefix(prefix);
      const parts = prefix.split('/').slice(0, -1);
      // No key has such a part, and nothing may be looked up under its name.
      if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined;
      const folders = foldersOf(parts);
      try {
        const label = parts.map((part) => `${part}/`).join('');
        return walk(await checkFolder(objects(), folders), Buffer.from(label), Buffer.from(prefix));
      } catch (error) {
        if (await isMissing(error)) return undefined;
        throw error;
      }
    });
    if (walked === undefined) return;
    for (;;) {
      const step = await call(what, callOptions, () => walked.next());
      if (step.done === true) return;
      const head = await call(what, callOptions, () => headOfKey(step.value.key));
      // Absent: deleted since its folder was read.
      if (head !== undefined) {
        yield { key: head.key, size: head.size, etag: head.etag, lastModified: head.lastModified };
      }
    }
  }

  return {
    put,
    get: (key, get = {}) =>
      call(`getting ${JSON.stringify(key)}`, get, async (): Promise<StoredObject> => {
        checkKey(key);
        if (get.range !== undefined) checkRange(get.range);
        const found = await openObject(key);
        if (found === undefined) throw notFound(key);
        const { file, footer } = found;
        const range = get.range && {
          start: get.range.start,
          end: Math.min(get.range.end ?? Number.POSITIVE_INFINITY, footer.size - 1),
        };
        if (range !== undefined && range.start >= footer.size) {
          await file.close();
          throw beyondEnd(key, range);
        }
        if (footer.size === 0) {
          await file.close();
          return { ...headOf(footer), body: Readable.from([], { objectMode: false }), range };
        }
        const bounds = range ?? { start: 0, end: footer.size - 1 };
        const raw = file.createReadStream({ ...bounds, ...(get.signal && { signal: get.signal }) });
        const body = guarded(raw, (cause) => fileError(`reading ${JSON.stringify(key)}`, cause));
        return { ...headOf(footer), body, range };
      }),
    head: (key, options) =>
      call(`looking up ${JSON.stringify(key)}`, options, async () => {
        checkKey(key);
        return headOfKey(key);
      }),
    copy: (from, to, options) =>
      call(`copying ${JSON.stringify(from)} to ${JSON.stringify(to)}`, options, async () => {
        checkCopy(from, to);
        if ((await headOfKey(from)) === undefined) throw notFound(from);
        try {
          await place(to, options?.ifAbsent === true, (temporary) => duplicate(temporary, from, to));
        } catch (error) {
          if (errnoOf(error) === 'ENOENT' && (await headOfKey(from)) === undefined) throw notFound(from);
          throw error;
        }
      }),
    delete: (key, options) =>
      call(`deleting ${JSON.stringify(key)}`, options, async () => {
        checkKey(key);
        const { folders, file } = placeOf(key);
        try {
          const folder = await checkFolder(objects(), folders);
          await unlink(join(folder, file));
          await syncFolder(folder);
        } catch (error) {
          if (!(await isMissing(error))) throw error;
        }
        await pruneFolders(objects(), folders);
      }),
    list,
    prepare: (options) =>
      call(`preparing ${root}`, options, async () => {
        mkdirSync(join(root, 'objects'), { recursive: true, mode: 0o700 });
        mkdirSync(incoming, { recursive: true, mode: 0o700 });
        await access(incoming, constants.W_OK);
        await removeStale();
      }),
    ping: (options) => call(`reaching ${root}`, options, () => access(objects(), constants.R_OK | constants.W_OK)),
    close: async () => {
      closed = true;
    },
  };

  async function removeStale(): Promise<void> {
    for (const name of await readdir(incoming)) {
      const path = join(incoming, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (options.now() - mtimeMs > STALE_MS) await rm(path, { force: true });
    }
  }
}

const notFound = (key: string): PortError =>
  new PortError('objects', 'NOT_FOUND', `there is no object ${JSON.stringify(key)}`);

const taken = (key: string, cause?: unknown): PortError =>
  new PortError('objects', 'CONDITION_FAILED', `there is an object ${JSON.stringify(key)} already`, { cause });
