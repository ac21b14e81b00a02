import { PortError } from '../errors.ts';
import { failedCondition, rangeWanted } from './conditions.ts';
import { attachment } from './disposition.ts';
import type { FileStore } from './fileStore.ts';
import { type ObjectRequest, type ObjectResponse, refusal } from './http.ts';
import { keyFault } from './key.ts';
import type { Links } from './links.ts';
import type { ObjectHead } from './port.ts';

/** What a browser may show on this host: no type that can carry a script. Everything else is a download of plain bytes. */
const INLINE =
  /^(?:image\/(?:avif|bmp|gif|heic|heif|jpeg|png|tiff|webp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)(?:;|$)/i;

/** Serves signed links: GET and HEAD, one range, conditions. Answers and refusals have S3's status. */
export function createDownload(store: FileStore, links: Links): (request: ObjectRequest) => Promise<ObjectResponse> {
  return async ({ method, path, query, headers, signal }) => {
    const key = keyOf(path);
    if (key === undefined) return refusal(400, 'InvalidURI', 'The path is no key.');
    const link = links.openGet(key, new URLSearchParams(query));
    if ('refused' in link) return refusal(403, link.refused, link.message);

    const head = await store.head(key, { signal });
    if (head === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');

    const about = headersOf(head, link.downloadName);
    const condition = failedCondition(headers, head);
    if (condition === 304) return { status: 304, headers: about, body: undefined };
    if (condition === 412) {
      return refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    }
    const wanted = rangeWanted(headers, head);
    if (wanted === 'unsatisfiable') {
      return refusal(416, 'InvalidRange', 'The requested range is not satisfiable', {
        'content-range': `bytes */${head.size}`,
      });
    }

    const length = wanted === undefined ? head.size : wanted.end - wanted.start + 1;
    const answer = {
      status: wanted === undefined ? 200 : 206,
      headers: {
        ...about,
        'content-length': String(length),
        ...(wanted && { 'content-range': `bytes ${wanted.start}-${wanted.end}/${head.size}` }),
      },
    };
    if (method === 'HEAD') return { ...answer, body: undefined };
    const found = await store.get(key, { range: wanted, signal });
    if (found.etag !== head.etag) {
      found.body.destroy();
      throw new PortError('objects', 'UNAVAILABLE', `${JSON.stringify(key)} was replaced while it was looked up`);
    }
    return { ...answer, body: found.body };
  };
}

function keyOf(path: string): string | undefined {
  try {
    const key = decodeURIComponent(path.replace(/^\//, ''));
    return keyFault(key) === undefined ? key : undefined;
  } catch {
    return undefined;
  }
}

function headersOf(head: ObjectHead, downloadName: string | undefined): Record<string, string> {
  const inline = INLINE.test(head.contentType);
  const disposition = downloadName === undefined ? (inline ? undefined : 'attachment') : attachment(downloadName);
  return {
    'content-type': inline ? head.contentType : 'application/octet-stream',
    ...(disposition !== undefined && { 'content-disposition': disposition }),
    ...(!inline && { 'content-security-policy': 'sandbox' }),
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    // The bytes under a key may be replaced, and not everyone may have the link.
    'cache-control': 'private, no-cache',
    etag: head.etag,
    'last-modified': new Date(head.lastModified).toUTCString(),
  };
}
