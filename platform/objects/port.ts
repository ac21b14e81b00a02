import type { Readable } from 'node:stream';
import type { CallOptions } from '../records/port.ts';

/** What a listing tells of an object: as much as S3 tells without a request for each. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** A strong validator, in double quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** What is known of a stored object without its bytes. */
export interface ObjectHead extends ListedObject {
  readonly contentType: string;
  /** SHA-256 of the bytes in lower-case hex, where it was given or computed when they were put. */
  readonly sha256: string | undefined;
}

/** Bytes from `start` to `end`, both inclusive, counted from 0; without `end` to the last. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number | undefined;
}

/** An object with its bytes. The stream must be read or destroyed. */
export interface StoredObject extends ObjectHead {
  readonly body: Readable;
  /** What `body` holds, where a range was asked for. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
}

/** How an object is put. */
export interface PutOptions extends CallOptions {
  readonly contentType: string;
  /** Lower-case hex; other bytes are refused as `INVALID` and not stored. */
  readonly sha256?: string | undefined;
  /** Refuses with `CONDITION_FAILED` where the key holds an object. Default false. */
  readonly ifAbsent?: boolean | undefined;
}

/** A form with which a browser or a newsroom system may upload one object, and nothing else. */
export interface SignedPost {
  readonly url: string;
  /** To be sent as multipart/form-data fields before the field `file`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What a signed post allows. */
export interface SignedPostOptions {
  readonly key: string;
  readonly contentType: string;
  /** Upper bound of the object's size in bytes. */
  readonly maxBytes: number;
  /** Lower-case hex; the store refuses other bytes. */
  readonly sha256: string;
  /** Seconds, 1–604 800. */
  readonly expiresIn: number;
}

/** What a signed link carries. */
export interface SignedGetOptions {
  /** Seconds, 1–604 800. */
  readonly expiresIn: number;
  /** Makes the answer a download under this name (`Content-Disposition: attachment`). */
  readonly downloadName?: string | undefined;
  /** Where the link's life begins, in milliseconds since the epoch. Default now; given so that equal requests yield equal links. */
  readonly startsAt?: number | undefined;
}

/**
 * Bytes under keys, with signed links: S3, or files embedded. Keys are `/`-separated parts of 1–1 024 bytes in all, no part empty, `.` or `..`,
 * no control characters, backslashes, U+FFFE or U+FFFF: anything else is `INVALID`. A put is atomic: readers see the old object or the new one.
 * An object holds at most 5 GiB (`TOO_LARGE`).
 */
export interface Objects {
  /** A stream is read to its end or destroyed. @throws `CONDITION_FAILED`; `TOO_LARGE`; `INVALID` where the bytes have another SHA-256. */
  put(key: string, body: Uint8Array | Readable, options: PutOptions): Promise<ObjectHead>;
  /** @throws `NOT_FOUND`; `INVALID` for a range that begins beyond the end. */
  get(key: string, options?: CallOptions & { readonly range?: ByteRange | undefined }): Promise<StoredObject>;
  /** `undefined` where there is none. */
  head(key: string, options?: CallOptions): Promise<ObjectHead | undefined>;
  /** Content type and SHA-256 go along. @throws `NOT_FOUND`; with `ifAbsent`, `CONDITION_FAILED` where the target holds an object; `INVALID` onto itself. */
  copy(from: string, to: string, options?: CallOptions & { readonly ifAbsent?: boolean | undefined }): Promise<void>;
  /** Deleting what is not there succeeds. */
  delete(key: string, options?: CallOptions): Promise<void>;
  /** In ascending order of the keys' UTF-8 bytes. */
  list(prefix: string, options?: CallOptions): AsyncIterable<ListedObject>;
  /** A link that answers GET, whether the object is there or not: 404 where it is not, 403 once it is altered or late. */
  signedGet(key: string, options: SignedGetOptions): Promise<string>;
  /** A form that the store accepts until it expires, again and again: each accepted upload replaces the object. 403 where a field is altered or late, 400 for other bytes. */
  signedPost(options: SignedPostOptions): Promise<SignedPost>;
  /** Makes the bucket or the folder where the adapter may. */
  prepare(options?: CallOptions): Promise<void>;
  ping(options?: CallOptions): Promise<void>;
  close(): Promise<void>;
}
