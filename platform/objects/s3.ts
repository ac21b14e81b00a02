import { addAbortSignal, Readable } from 'node:stream';
import {
  BucketLocationConstraint,
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import { beyondEnd, checkCopy, checkPut, checkRange, invalid } from './checks.ts';
import { checkKey, checkPrefix, encodeKey } from './key.ts';
import type { ListedObject, ObjectHead, Objects, StoredObject } from './port.ts';
import { isS3, s3Error } from './s3Errors.ts';
import { createS3Links } from './s3Links.ts';
import { abortable, putS3, SHA256_METADATA, withoutConflict } from './s3Put.ts';
import { guarded } from './stream.ts';

export interface S3ObjectsOptions {
  /** Carries region, credentials, endpoint, timeouts and the bounds of retries; `close` leaves it open. */
  readonly client: S3Client;
  /** Signs links where the public reaches the bucket under another endpoint. Default `client`. */
  readonly signer?: S3Client | undefined;
  readonly bucket: string;
  /** Bytes of a part of a stream longer than a part, 5–512 MiB: what such a put takes of memory, twice. Default 8 MiB. */
  readonly partBytes?: number | undefined;
  readonly now: () => number;
}

const MIB = 1_024 ** 2;

/**
 * Objects in an S3 bucket. The client retries what may be retried; when an answer is lost on the way, an `ifAbsent` put or copy may find its own
 * object and say `CONDITION_FAILED`: who must know compares the SHA-256. `put` tells this machine's time as `lastModified`.
 *
 * @throws `INVALID` naming the option that is wrong.
 */
export function createS3Objects(options: S3ObjectsOptions): Objects {
  const { client, bucket, now, partBytes = 8 * MIB } = options;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw invalid(`bucket: 3 to 63 lower-case letters, digits, dots and hyphens, got ${JSON.stringify(bucket)}`);
  }
  if (!Number.isSafeInteger(partBytes) || partBytes < 5 * MIB || partBytes > 512 * MIB) {
    throw invalid(`partBytes: whole bytes from 5 to 512 MiB, got ${partBytes}`);
  }
  const at = (key: string) => ({ Bucket: bucket, Key: key });
  let closed = false;

  /** Runs one call: refuses it when closed or aborted, and makes its errors the port's. */
  async function call<T>(what: string, callOptions: CallOptions | undefined, run: () => Promise<T>): Promise<T> {
    try {
      if (closed) throw new PortError('objects', 'UNAVAILABLE', 'the store is closed', { retryable: false });
      callOptions?.signal?.throwIfAborted();
      return await run();
    } catch (error) {
      throw s3Error(what, error);
    }
  }

  async function lookUp(key: string, callOptions: CallOptions): Promise<ObjectHead | undefined> {
    try {
      const command = new HeadObjectCommand({ ...at(key), ChecksumMode: 'ENABLED' });
      return headOf(key, await client.send(command, abortable(callOptions)));
    } catch (error) {
      const known = s3Error(`looking up ${JSON.stringify(key)}`, error);
      if (known.code === 'NOT_FOUND') return undefined;
      throw known;
    }
  }

  async function* list(prefix: string, callOptions: CallOptions = {}): AsyncGenerator<ListedObject> {
    let after: string | undefined;
    do {
      const page = await call(`listing ${JSON.stringify(prefix)}`, callOptions, () => {
        checkPrefix(prefix);
        const command = new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ContinuationToken: after,
          // Keys that XML would change, such as a blank alone, come through whole.
          EncodingType: 'url',
        });
        return client.send(command, abortable(callOptions));
      });
      for (const { Key = '', Size = 0, ETag = '', LastModified } of page.Contents ?? []) {
        const key = page.EncodingType === 'url' ? decodeURIComponent(Key.replaceAll('+', '%20')) : Key;
        yield { key, size: Size, etag: ETag, lastModified: LastModified?.getTime() ?? 0 };
      }
      after = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (after !== undefined);
  }

  return {
    ...createS3Links(options.signer ?? client, bucket, now),
    list,

    async put(key, body, put) {
      if (body instanceof Readable) {
        // It may fail before it is read; what it fails with is told by whoever reads it.
        body.on('error', () => undefined);
        if (put.signal !== undefined) addAbortSignal(put.signal, body);
      }
      try {
        return await call(`putting ${JSON.stringify(key)}`, put, async () => {
          checkPut(key, put);
          const stored = await putS3({ client, bucket, partBytes }, key, body, put);
          return { key, contentType: put.contentType, ...stored, lastModified: now() };
        });
      } finally {
        if (body instanceof Readable) body.destroy();
      }
    },

    get: (key, get = {}) =>
      call(`getting ${JSON.stringify(key)}`, get, async (): Promise<StoredObject> => {
        checkKey(key);
        const { range, signal } = get;
        if (range !== undefined) checkRange(range);
        const Range = range && `bytes=${range.start}-${range.end ?? ''}`;
        const command = new GetObjectCommand({ ...at(key), Range, ChecksumMode: 'ENABLED' });
        const found = await client.send(command, abortable(get)).catch((error: unknown) => {
          throw range !== undefined && isS3(error, 'InvalidRange') ? beyondEnd(key, range, error) : error;
        });
        if (!(found.Body instanceof Readable)) throw new Error('S3 answered without a body');
        if (signal !== undefined) addAbortSignal(signal, found.Body);
        const body = guarded(found.Body, (cause) => s3Error(`reading ${JSON.stringify(key)}`, cause));
        const given = rangeOf(found.ContentRange);
        return { ...headOf(key, found), size: given?.size ?? found.ContentLength ?? 0, body, range: given?.range };
      }),

    head: (key, head = {}) =>
      call(`looking up ${JSON.stringify(key)}`, head, async () => {
        checkKey(key);
        return lookUp(key, head);
      }),

    copy: (from, to, copy = {}) =>
      call(`copying ${JSON.stringify(from)} to ${JSON.stringify(to)}`, copy, async () => {
        checkCopy(from, to);
        // S3 decides by IfNoneMatch; looking first spares a copy for nothing, and helps with servers that ignore the condition.
        if (copy.ifAbsent === true && (await lookUp(to, copy)) !== undefined) {
          throw new PortError('objects', 'CONDITION_FAILED', `there is an object ${JSON.stringify(to)} already`);
        }
        const command = new CopyObjectCommand({
          ...at(to),
          CopySource: `${bucket}/${encodeKey(from)}`,
          ...(copy.ifAbsent === true && { IfNoneMatch: '*' }),
        });
        await withoutConflict(() => client.send(command, abortable(copy)), copy.signal);
      }),

    delete: (key, options) =>
      call(`deleting ${JSON.stringify(key)}`, options, async () => {
        checkKey(key);
        await client.send(new DeleteObjectCommand(at(key)), abortable(options ?? {}));
      }),

    prepare: (options = {}) =>
      call(`preparing the bucket ${bucket}`, options, async () => {
        try {
          await client.send(new HeadBucketCommand({ Bucket: bucket }), abortable(options));
        } catch (error) {
          if (s3Error('', error).code !== 'NOT_FOUND') throw error;
          await createBucket(options);
        }
      }),

    ping: (options = {}) =>
      call(`reaching the bucket ${bucket}`, options, async () => {
        try {
          await client.send(new HeadBucketCommand({ Bucket: bucket }), abortable(options));
        } catch (error) {
          const known = s3Error('', error);
          if (known.code !== 'NOT_FOUND') throw error;
          throw new PortError('objects', 'UNAVAILABLE', `there is no bucket ${bucket}`, {
            cause: error,
            retryable: false,
          });
        }
      }),

    close: async () => {
      closed = true;
    },
  };

  async function createBucket(callOptions: CallOptions): Promise<void> {
    const region = await client.config.region();
    const location = Object.values(BucketLocationConstraint).find((known) => known === region);
    const command = new CreateBucketCommand({
      Bucket: bucket,
      // us-east-1 is the one region that must not be named, and is not among the names.
      ...(location !== undefined && { CreateBucketConfiguration: { LocationConstraint: location } }),
    });
    try {
      await client.send(command, abortable(callOptions));
    } catch (error) {
      if (!isS3(error, 'BucketAlreadyOwnedByYou')) throw error;
    }
  }
}

function headOf(key: string, found: HeadObjectCommandOutput | GetObjectCommandOutput): ObjectHead {
  return {
    key,
    contentType: found.ContentType ?? 'application/octet-stream',
    size: found.ContentLength ?? 0,
    sha256: sha256Of(found),
    etag: found.ETag ?? '',
    lastModified: found.LastModified?.getTime() ?? 0,
  };
}

/** A checksum of parts ends in `-` and their number: it is not the object's. */
function sha256Of({ ChecksumSHA256: checksum, Metadata }: HeadObjectCommandOutput | GetObjectCommandOutput) {
  if (checksum === undefined || checksum.includes('-')) return Metadata?.[SHA256_METADATA];
  return Buffer.from(checksum, 'base64').toString('hex');
}

function rangeOf(header: string | undefined) {
  const [, start, end, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header ?? '') ?? [];
  return size === undefined ? undefined : { range: { start: Number(start), end: Number(end) }, size: Number(size) };
}
