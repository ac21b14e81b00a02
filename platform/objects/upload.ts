import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { PortError } from '../errors.ts';
import type { FileStore } from './fileStore.ts';
import { type ObjectRequest, type ObjectResponse, refusal } from './http.ts';
import { encodeKey } from './key.ts';
import type { Links } from './links.ts';
import type { ObjectHead } from './port.ts';

/** S3's bound of all fields before the file, in bytes. */
const MAX_FIELD_BYTES = 20_480;
const MAX_FIELDS = 20;

/** What is read and thrown away of a refused upload, so that its client sees the refusal; beyond it the connection ends. 16 MiB. */
const MAX_DRAIN_BYTES = 16 * 1_024 ** 2;

/** What of a form came before its file. */
interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Readable;
  /** Whether the file broke off. */
  readonly broken: () => boolean;
}

/** Accepts signed forms (multipart/form-data) and refuses what their policy does not allow, with S3's status. The file is streamed, never held. */
export function createUpload(
  store: FileStore,
  links: Links,
  onUploaded: (head: ObjectHead) => Promise<void> = async () => {},
): (request: ObjectRequest) => Promise<ObjectResponse> {
  return async (request) => {
    const parser = parserOf(request.headers);
    if (parser === undefined) {
      return refusal(412, 'PreconditionFailed', 'A POST must be of the enclosure-type multipart/form-data.');
    }
    const form = await formOf(request.body, parser);
    const answer = 'status' in form ? form : await accept(form, request.signal);
    request.body.unpipe(parser);
    const drained = await drain(request.body);
    return drained ? answer : { ...answer, headers: { ...answer.headers, connection: 'close' } };
  };

  async function accept({ fields, file, broken }: Form, signal: AbortSignal | undefined): Promise<ObjectResponse> {
    const policy = links.openPost(fields);
    if ('refused' in policy) return refusal(403, policy.refused, policy.message);
    const { key, contentType, sha256, maxBytes } = policy;
    try {
      const head = await store.put(key, file, { contentType, sha256, signal }, maxBytes);
      await onUploaded(head);
      return { status: 204, headers: { etag: head.etag, location: `/${encodeKey(key)}` }, body: undefined };
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      if (error.code === 'TOO_LARGE') {
        return refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
      }
      if (error.code === 'INVALID') {
        return refusal(400, 'XAmzContentChecksumMismatch', 'The SHA-256 you specified did not match what we received.');
      }
      if (broken()) return cutOff;
      throw error;
    }
  }
}

const cutOff = refusal(400, 'IncompleteBody', 'The form ended before its file did.');

function parserOf(headers: Readonly<Record<string, string>>): BusboyInstance | undefined {
  const contentType = headers['content-type'] ?? '';
  if (!/^multipart\/form-data *;/i.test(contentType)) return undefined;
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (name) => name === 'file',
      limits: { fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES, files: 1, headerPairs: 20, headerSize: 8_192 },
    });
  } catch {
    return undefined;
  }
}

/** Reads the fields up to the file, or says why there is no form. The file is being parsed as it is read. */
function formOf(body: Readable, parser: BusboyInstance): Promise<Form | ObjectResponse> {
  return new Promise((resolve) => {
    const fields = new Map<string, string>();
    let bytes = 0;
    let current: BusboyFileStream | undefined;

    parser.on('field', (name, value, _nameTruncated, truncated) => {
      if (current !== undefined) return;
      bytes += name.length + value.length;
      const lower = name.toLowerCase();
      if (truncated || bytes > MAX_FIELD_BYTES) {
        resolve(refusal(400, 'MaxPostPreDataLengthExceeded', 'The fields before the file are too large.'));
      } else if (fields.has(lower)) {
        resolve(refusal(400, 'InvalidArgument', 'A field is given twice.'));
      } else {
        fields.set(lower, value);
      }
    });
    parser.on('fieldsLimit', () => resolve(refusal(400, 'MalformedPOSTRequest', 'The form has too many fields.')));
    parser.on('file', (_name, file) => {
      current = file;
      let broken = false;
      file.on('error', () => {
        broken = true;
      });
      resolve({ fields, file, broken: () => broken });
    });
    const end = (code: string, message: string) => {
      resolve(refusal(400, code, message));
      current?.destroy(new Error(message));
    };
    parser.on('error', () => end('MalformedPOSTRequest', 'The body is no well-formed multipart/form-data.'));
    parser.on('finish', () => resolve(refusal(400, 'InvalidArgument', 'A POST requires exactly one file.')));
    body.once('error', () => end('IncompleteBody', 'The body broke off.'));
    body.once('close', () => {
      if (!body.readableEnded) end('IncompleteBody', 'The body broke off.');
    });
    body.pipe(parser);
  });
}

/** Reads what is left and throws it away; false where that is too much. */
async function drain(body: Readable): Promise<boolean> {
  if (body.readableEnded || body.destroyed) return true;
  return new Promise((resolve) => {
    let bytes = 0;
    body.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > MAX_DRAIN_BYTES) {
        body.pause();
        resolve(false);
      }
    });
    body.once('end', () => resolve(true));
    body.once('close', () => resolve(true));
    body.resume();
  });
}
