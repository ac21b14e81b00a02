import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import { MAX_OBJECT_BYTES } from './checks.ts';
import type { PutOptions } from './port.ts';
import { isS3, s3Error } from './s3Errors.ts';
import { bytesOf } from './stream.ts';

/** Where to put. */
export interface S3Target {
  readonly client: S3Client;
  readonly bucket: string;
  /** Bytes of a part, and with it of memory a put takes. */
  readonly partBytes: number;
}

/** What S3 then holds. */
export interface S3Put {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly etag: string;
}

/** Where S3 keeps the SHA-256 of an object put in parts, whose own checksum is one of its parts' checksums. */
export const SHA256_METADATA = 'sha256';

const ATTEMPTS = 5;

/**
 * Runs a conditional write again when S3 met another one under way at the same key (409 `ConditionalRequestConflict`), which says nothing of
 * who will win. The client's own retries do not cover it.
 */
export async function withoutConflict<T>(run: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isS3(error, 'ConditionalRequestConflict') || attempt === ATTEMPTS) throw error;
      await delay(Math.random() * 50 * 2 ** attempt, undefined, { signal });
    }
  }
}

/** Puts bytes at once, and a stream at once when it ends within a part; otherwise in parts, one in memory at a time. S3 verifies the SHA-256 of each. */
export async function putS3(
  target: S3Target,
  key: string,
  body: Uint8Array | Readable,
  options: PutOptions,
): Promise<S3Put> {
  if (body instanceof Uint8Array) return putBytes(target, key, body, options);
  const parts = partsOf(key, body, target.partBytes);
  const first = await parts.next();
  const second = first.done === true ? first : await parts.next();
  if (first.done === true) return putBytes(target, key, new Uint8Array(), options);
  if (second.done === true) return putBytes(target, key, first.value, options);
  return putParts(target, key, chain([first.value, second.value], parts), options);
}

async function putBytes(
  { client, bucket }: S3Target,
  key: string,
  bytes: Uint8Array,
  { contentType, sha256, ifAbsent, signal }: PutOptions,
): Promise<S3Put> {
  if (bytes.length > MAX_OBJECT_BYTES) throw tooLarge(key);
  const hex = sha256 ?? createHash('sha256').update(bytes).digest('hex');
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: bytes,
    ContentLength: bytes.length,
    ContentType: contentType,
    ChecksumSHA256: base64(hex),
    ...(ifAbsent === true && { IfNoneMatch: '*' }),
  });
  const { ETag } = await withoutConflict(() => client.send(command, abortable({ signal })), signal);
  return { size: bytes.length, sha256: hex, etag: ETag ?? '' };
}

async function putParts(
  { client, bucket }: S3Target,
  key: string,
  parts: AsyncIterable<Uint8Array>,
  { contentType, sha256, ifAbsent, signal }: PutOptions,
): Promise<S3Put> {
  const address = { Bucket: bucket, Key: key };
  const created = await client.send(
    new CreateMultipartUploadCommand({
      ...address,
      ContentType: contentType,
      ChecksumAlgorithm: 'SHA256',
      ...(sha256 !== undefined && { Metadata: { [SHA256_METADATA]: sha256 } }),
    }),
    abortable({ signal }),
  );
  const upload = { ...address, UploadId: created.UploadId };
  try {
    const hash = createHash('sha256');
    const done: CompletedPart[] = [];
    let size = 0;
    for await (const bytes of parts) {
      hash.update(bytes);
      size += bytes.length;
      const checksum = { ChecksumSHA256: createHash('sha256').update(bytes).digest('base64') };
      const part = { ...upload, PartNumber: done.length + 1, Body: bytes, ContentLength: bytes.length, ...checksum };
      const { ETag } = await client.send(new UploadPartCommand(part), abortable({ signal }));
      done.push({ PartNumber: part.PartNumber, ETag, ...checksum });
    }
    const hex = hash.digest('hex');
    if (sha256 !== undefined && hex !== sha256) {
      throw new PortError('objects', 'INVALID', `the bytes of ${JSON.stringify(key)} have another SHA-256: ${hex}`);
    }
    const complete = new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts: done },
      ...(ifAbsent === true && { IfNoneMatch: '*' }),
    });
    const { ETag } = await client.send(complete, abortable({ signal }));
    return { size, sha256: hex, etag: ETag ?? '' };
  } catch (error) {
    // Parts left behind cost money until the bucket's lifecycle removes them; what went wrong first is what is told.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

/** A stream's bytes in parts of equal size, the last one shorter. */
async function* partsOf(key: string, body: Readable, partBytes: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  let total = 0;
  for await (const chunk of readable(key, body)) {
    total += chunk.length;
    if (total > MAX_OBJECT_BYTES) throw tooLarge(key);
    let rest = chunk;
    while (size + rest.length >= partBytes) {
      const cut = partBytes - size;
      yield Buffer.concat([...held, rest.subarray(0, cut)]);
      rest = rest.subarray(cut);
      held = [];
      size = 0;
    }
    if (rest.length > 0) held.push(rest);
    size += rest.length;
  }
  if (size > 0) yield Buffer.concat(held);
}

async function* readable(key: string, body: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      const bytes = bytesOf(chunk);
      if (bytes === undefined) throw new PortError('objects', 'INVALID', 'a stream must yield bytes');
      yield bytes;
    }
  } catch (error) {
    throw s3Error(`reading what to put at ${JSON.stringify(key)}`, error);
  }
}

async function* chain(first: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first;
  yield* rest;
}

const tooLarge = (key: string): PortError =>
  new PortError('objects', 'TOO_LARGE', `${JSON.stringify(key)} is larger than ${MAX_OBJECT_BYTES} bytes`);

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** The client's options of a call. */
export const abortable = ({ signal }: CallOptions): { readonly abortSignal?: AbortSignal } =>
  signal === undefined ? {} : { abortSignal: signal };
