import type { Readable } from 'node:stream';
import { PortError } from '../../platform/errors.ts';
import { isLook } from '../../platform/methods.ts';
import { failedCondition, rangeWanted } from '../../platform/objects/conditions.ts';
import type { ObjectHead, Objects } from '../../platform/objects/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import { sound } from '../item.ts';
import { createRenditionMaker } from './making.ts';
import type { LiveMedia } from './record.ts';
import type { RenditionAddresses, RenditionSpec } from './renditions.ts';
import { contentTypeOf, renditionKey, revisionOf } from './renditions.ts';
import { standingOf } from './served.ts';
import type { MediaStore } from './store.ts';

/** What the delivery is asked: below its mount, as the host's HTTP server has it. */
export interface DeliveryRequest {
  readonly method: string;
  /** Percent-encoded as it came. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What it answers. */
export interface DeliveryResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable | Uint8Array | undefined;
}

/** What {@link createRenditionDelivery} stands on. */
export interface DeliveryOptions {
  readonly store: MediaStore;
  readonly objects: Objects;
  readonly addresses: RenditionAddresses;
  /** The header by which a CDN knows what to purge when an asset changes, where there is one. */
  readonly tagHeader?: ((id: string) => Readonly<Record<string, string>>) | undefined;
  readonly log: Log;
  readonly now: () => number;
  /** How many pictures are made at once; the others wait. Default 2. */
  readonly concurrency?: number;
}

/** Requests that may wait for a picture to be made; beyond it the answer is 503. */
const LONGEST_QUEUE = 200;
/** How long record and storage are asked whether there is such a picture, in milliseconds. */
const LONGEST_LOOK_UP_MS = 2_000;
const DAY_SECONDS = 86_400;
/** How long it is believed that an address leads on, in seconds. */
const MOVED_SECONDS = 60;

const plain = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): DeliveryResponse => ({
  status,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body: Buffer.from(`${text}\n`),
});

/** A day, and never beyond the asset's expiry. */
const cacheControlOf = ({ expires }: LiveMedia, now: number): string => {
  const left = expires === undefined ? DAY_SECONDS : Math.floor((Date.parse(expires) - now) / 1_000);
  return `public, max-age=${Math.min(DAY_SECONDS, left)}`;
};

/** By which a client's copy is known: an address names one picture for ever. */
const etagOf = ({ revision, crop, width, format }: RenditionSpec): string => `"${revision}-${crop}-${width}-${format}"`;

const nothingThere = (): DeliveryResponse => plain(404, 'There is no such picture.');
const gone = (): DeliveryResponse => plain(410, 'This picture is no longer shown.');

/**
 * Serves renditions: from object storage where they were made before, else made now, stored, and served from storage ever after.
 * An address that was not made here is 404; one whose asset is deleted, withheld or expired is 410: the asset is looked up each time, so that what is taken down is gone
 * at once. One of other bytes, or another focal point, than the asset has by now leads on to what it has: addresses stay good as long as the asset is shown.
 */
export const createRenditionDelivery = (options: DeliveryOptions) => {
  const { store, objects, addresses, tagHeader, log, now, concurrency = 2 } = options;
  const maker = createRenditionMaker({ store, objects, now, concurrency });

  const movedTo = (media: LiveMedia, { crop, width, format }: RenditionSpec): DeliveryResponse => {
    const [address] = addresses.of(media, crop, [width], format);
    if (!address) return nothingThere();
    return plain(302, 'The picture has changed.', {
      location: address.url,
      'cache-control': `public, max-age=${MOVED_SECONDS}`,
      ...tagHeader?.(media.id),
    });
  };

  const headersOf = (spec: RenditionSpec, media: LiveMedia, at: number): Record<string, string> => ({
    'content-type': contentTypeOf(spec.format),
    'cache-control': cacheControlOf(media, at),
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    etag: etagOf(spec),
    ...tagHeader?.(media.id),
  });

  /** As much of a stored rendition as was asked for. */
  const fromStorage = async (
    { method, headers: asked, signal }: DeliveryRequest,
    stored: ObjectHead,
    headers: Readonly<Record<string, string>>,
  ): Promise<DeliveryResponse> => {
    const { key, size } = stored;
    const range = rangeWanted(asked, { etag: headers.etag ?? '', size });
    if (range === 'unsatisfiable')
      return plain(416, 'The picture has no such bytes.', { 'content-range': `bytes */${size}` });
    const length = range ? range.end - range.start + 1 : size;
    return {
      status: range ? 206 : 200,
      headers: {
        ...headers,
        'content-length': String(length),
        ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
      },
      body: method === 'HEAD' ? undefined : (await objects.get(key, { range, signal })).body,
    };
  };

  const answer = async (request: DeliveryRequest): Promise<DeliveryResponse> => {
    const { method, path, query, headers: asked, signal } = request;
    if (!isLook(method)) return plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
    const spec = addresses.read(path, query);
    if (!spec) return nothingThere();
    const soon = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_LOOK_UP_MS)]);
    const [media] = (await store.metas([spec.id], { signal: soon })).map(sound);
    const at = now();
    const standing = standingOf(media, at);
    if (standing === 'gone') return gone();
    if (standing === 'absent' || !media?.live || media.objectKey === undefined) return nothingThere();
    if (revisionOf(media) !== spec.revision) return movedTo(media, spec);
    const headers = headersOf(spec, media, at);
    const condition = failedCondition(asked, { etag: etagOf(spec), lastModified: Number.POSITIVE_INFINITY });
    if (condition === 304) return { status: 304, headers, body: undefined };
    if (condition === 412) return plain(412, 'It is another picture that you have.');
    const stored = await objects.head(renditionKey(spec), { signal: soon });
    if (stored) return fromStorage(request, stored, headers);
    if (maker.size >= LONGEST_QUEUE)
      return plain(503, 'Too many pictures are being made; try again.', { 'retry-after': '2' });
    const bytes = await maker.make(spec, media, media.objectKey);
    // Whoever asks again is told what has become of it; nobody keeps what is no longer shown.
    if (!bytes) return plain(503, 'The picture has changed while it was made; ask again.', { 'retry-after': '1' });
    return {
      status: 200,
      headers: { ...headers, 'content-length': String(bytes.byteLength) },
      body: method === 'HEAD' ? undefined : bytes,
    };
  };

  return {
    async handle(request: DeliveryRequest): Promise<DeliveryResponse> {
      try {
        return await answer(request);
      } catch (error) {
        const away = error instanceof PortError && error.retryable;
        log.error({ err: error, path: request.path }, 'a rendition could not be served');
        return away
          ? plain(503, 'The picture is unavailable right now; try again.', { 'retry-after': '2' })
          : plain(500, 'The picture cannot be made.');
      }
    },
  };
};
