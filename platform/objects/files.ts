import { PortError } from '../errors.ts';
import { isLook } from '../methods.ts';
import { type Log, silentLog } from '../telemetry.ts';
import { invalid } from './checks.ts';
import { withCors } from './cors.ts';
import { createDownload } from './download.ts';
import { createFileStore, type FileStoreOptions } from './fileStore.ts';
import { type ObjectRequest, type ObjectResponse, refusal } from './http.ts';
import { createLinks } from './links.ts';
import type { ObjectHead, Objects } from './port.ts';
import { createUpload } from './upload.ts';

export interface FileObjectsOptions extends FileStoreOptions {
  /** Where the host serves `handle`, as clients reach it: `http://localhost:4000/media`. */
  readonly baseUrl: string;
  /** Signs links and forms. At least 16 bytes; whoever has it can read and write everything. */
  readonly secret: Uint8Array | string;
  /** Told of each object that came by a signed form, before its sender is: where it rejects, the answer is that of a store that is away, and the object stays. */
  readonly onUploaded?: ((head: ObjectHead) => Promise<void>) | undefined;
  /** Origins of pages that may read the answers in a browser, each as it sends it. Default none. */
  readonly origins?: readonly string[] | undefined;
  readonly log?: Log | undefined;
}

/** Objects as files, whose signed links its host serves through {@link FileObjects.handle}. */
export interface FileObjects extends Objects {
  /**
   * Answers a request below `baseUrl`: GET and HEAD of signed links (one range, `If-Match`, `If-None-Match`, `If-Modified-Since`, `If-Range`),
   * POST of signed forms. What can carry a script (HTML, SVG, PDF, XML, anything unknown) is served as a download of plain bytes. Refuses as S3
   * does: 403 unsigned, altered, late; 400 too large or other bytes; 404; 405; 416. Never rejects: a fault is logged and answered 500, a
   * backend that is away 503. A refused upload is read on to 16 MiB; past that the answer has `connection: close`. The host bounds the time of
   * a request.
   */
  handle(request: ObjectRequest): Promise<ObjectResponse>;
}

/**
 * The embedded store. Objects lie below `root`, whole or not at all, after a crash too.
 *
 * @throws `INVALID` naming the option that is wrong.
 */
export function createFileObjects(options: FileObjectsOptions): FileObjects {
  const { now, log = silentLog } = options;
  const store = createFileStore(options);
  const links = createLinks({ baseUrl: checkBaseUrl(options.baseUrl), secret: checkSecret(options.secret), now });
  const download = createDownload(store, links);
  const upload = createUpload(store, links, options.onUploaded);

  async function answer(request: ObjectRequest): Promise<ObjectResponse> {
    if (isLook(request.method)) return download(request);
    if (request.method === 'POST' && (request.path === '' || request.path === '/')) return upload(request);
    return refusal(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      allow: 'GET, HEAD, POST',
    });
  }

  const answerPages = withCors(answer, options.origins ?? []);
  return {
    ...store,
    signedGet: async (key, get) => links.get(key, get),
    signedPost: async (post) => links.post(post),
    async handle(request) {
      try {
        const response = await answerPages(request);
        return request.method === 'HEAD' ? { ...response, body: undefined } : response;
      } catch (error) {
        log.error({ error, port: 'objects' }, 'an object could not be served');
        const away = error instanceof PortError && error.retryable;
        return away
          ? refusal(503, 'ServiceUnavailable', 'Please try again.', { 'retry-after': '1' })
          : refusal(500, 'InternalError', 'We encountered an internal error.');
      }
    },
  };
}

function checkBaseUrl(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw invalid(`baseUrl: an http or https address without query, got ${JSON.stringify(baseUrl)}`);
  }
  return url.href.replace(/\/+$/, '');
}

function checkSecret(secret: Uint8Array | string): Uint8Array | string {
  if (Buffer.byteLength(secret) < 16) throw invalid('secret: at least 16 bytes');
  return secret;
}
