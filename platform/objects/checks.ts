import { PortError } from '../errors.ts';
import { checkKey } from './key.ts';
import type { ByteRange, PutOptions, SignedGetOptions, SignedPostOptions } from './port.ts';

/** S3's limit for one object put at once, in bytes: 5 GiB. */
export const MAX_OBJECT_BYTES = 5 * 1_024 ** 3;

/** S3's limit for the life of a link, in seconds: seven days. */
const MAX_EXPIRES_IN = 604_800;

/** A media type as RFC 9110 writes it, with parameters, in printable ASCII. */
const CONTENT_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?: ?; ?[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[ !#-[\]-~]*"))*$/;

const SHA256 = /^[0-9a-f]{64}$/;

/** A call, or an option, that is wrong. */
export const invalid = (message: string): PortError => new PortError('objects', 'INVALID', message);

function checkContentType(contentType: string): void {
  if (contentType.length > 255 || !CONTENT_TYPE.test(contentType)) {
    throw invalid(
      `contentType ${JSON.stringify(contentType.slice(0, 100))} is no media type of at most 255 characters`,
    );
  }
}

function checkSha256(sha256: string): void {
  if (!SHA256.test(sha256)) throw invalid('sha256 must be 64 characters of lower-case hex');
}

function checkExpiresIn(expiresIn: number): void {
  if (!Number.isSafeInteger(expiresIn) || expiresIn < 1 || expiresIn > MAX_EXPIRES_IN) {
    throw invalid(`expiresIn must be whole seconds from 1 to ${MAX_EXPIRES_IN}, got ${expiresIn}`);
  }
}

/** @throws `INVALID`. */
export function checkPut(key: string, options: PutOptions): void {
  checkKey(key);
  checkContentType(options.contentType);
  if (options.sha256 !== undefined) checkSha256(options.sha256);
}

/** @throws `INVALID`. */
export function checkCopy(from: string, to: string): void {
  checkKey(from);
  checkKey(to);
  // S3 refuses it too: it would change nothing.
  if (from === to) throw invalid(`the object ${JSON.stringify(from)} cannot be copied onto itself`);
}

/** @throws `INVALID`. */
export function checkRange(range: ByteRange): void {
  const { start, end = start } = range;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw invalid(`a range runs from start ≥ 0 to end ≥ start in whole bytes, got ${start}–${range.end}`);
  }
}

/** A range that begins beyond the object's end. */
export const beyondEnd = (key: string, range: ByteRange, cause?: unknown): PortError =>
  new PortError('objects', 'INVALID', `the range of ${JSON.stringify(key)} begins at ${range.start}, beyond its end`, {
    cause,
  });

/** @throws `INVALID`. */
export function checkSignedGet(key: string, options: SignedGetOptions): void {
  checkKey(key);
  checkExpiresIn(options.expiresIn);
  const { downloadName, startsAt } = options;
  if (
    downloadName !== undefined &&
    (downloadName === '' || downloadName.length > 255 || !downloadName.isWellFormed())
  ) {
    throw invalid('downloadName must be well-formed text of 1 to 255 characters');
  }
  if (startsAt !== undefined && (!Number.isSafeInteger(startsAt) || startsAt < 0)) {
    throw invalid(`startsAt must be whole milliseconds since the epoch, got ${startsAt}`);
  }
}

/** @throws `INVALID`. */
export function checkSignedPost(options: SignedPostOptions): void {
  checkKey(options.key);
  // S3 would put the uploaded file's name in its place.
  if (/\$\{filename\}/.test(options.key)) throw invalid('the key of a form cannot hold the variable filename');
  checkContentType(options.contentType);
  checkSha256(options.sha256);
  checkExpiresIn(options.expiresIn);
  if (!Number.isSafeInteger(options.maxBytes) || options.maxBytes < 0 || options.maxBytes > MAX_OBJECT_BYTES) {
    throw invalid(`maxBytes must be whole bytes from 0 to ${MAX_OBJECT_BYTES}, got ${options.maxBytes}`);
  }
}
