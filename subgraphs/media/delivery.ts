import type { Readable } from 'node:stream';
import { PortError } from '../../platform/errors.ts';
import type { Objects } from '../../platform/objects/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import { sound } from '../item.ts';
import type { LiveMedia } from './record.ts';
import { render } from './render.ts';
import type { RenditionAddresses, RenditionSpec } from './renditions.ts';
import { contentTypeOf, renditionKey, revisionOf } from './renditions.ts';
import type { MediaStore } from './store.ts';
import { createTurns } from './turns.ts';

/** What the delivery is asked: below its mount, as the host's HTTP server has it. */
export interface DeliveryRequest {
  readonly method: string;
  /** Percent-encoded as it came. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
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
  readonly log: Log;
  readonly now: () => number;
  /** How many pictures are made at once; the others wait. Default 2. */
  readonly concurrency?: number;
}

/** The most bytes of an original that are taken into memory. */
const LARGEST_ORIGINAL = 256 * 1024 * 1024;
/** Requests that may wait for a picture to be made; beyond it the answer is 503. */
const LONGEST_QUEUE = 200;
/** How long record and storage are asked whether there is such a picture, in milliseconds. */
const LONGEST_LOOK_UP_MS = 2_000;
/** How long fetching an original, making a picture of it and storing that may take, in milliseconds. */
const LONGEST_MAKING_MS = 20_000;
const DAY_SECONDS = 86_400;

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

/** What everybody's right to a picture needs, whoever asks: an address holds no viewer, so the rest of the record predicate was asked where it was given. */
const isServed = (media: LiveMedia, now: number): boolean =>
  media.type === 'IMAGE' &&
  media.status === 'READY' &&
  media.pubStatus === 'USABLE' &&
  Date.parse(media.published) <= now &&
  (media.expires === undefined || Date.parse(media.expires) > now);

/** A day, and never beyond the asset's expiry. */
const cacheControlOf = ({ expires }: LiveMedia, now: number): string => {
  const left = expires === undefined ? DAY_SECONDS : Math.floor((Date.parse(expires) - now) / 1_000);
  return `public, max-age=${Math.min(DAY_SECONDS, left)}`;
};

/** A rendition to be made, and from what. */
interface Wanted {
  readonly spec: RenditionSpec;
  readonly media: LiveMedia;
  /** Where it will lie. */
  readonly key: string;
  /** Where the original lies. */
  readonly original: string;
}

/**
 * Serves renditions: from object storage where they were made before, else made now, stored, and served from storage ever after.
 * An address that was not made here is 404, and so is one whose asset is no longer live, withheld or expired: the asset is looked up each time, so that what
 * is taken down is gone at once.
 */
export const createRenditionDelivery = (options: DeliveryOptions) => {
  const { store, objects, addresses, log, now, concurrency = 2 } = options;
  const making = new Map<string, Promise<Buffer>>();
  const inTurn = createTurns(concurrency);

  const make = async ({ spec, media, key, original }: Wanted): Promise<Buffer> => {
    // For all who wait for it, so no one's signal ends it; without a limit a store that trickles would hold a place for ever.
    const signal = AbortSignal.timeout(LONGEST_MAKING_MS);
    const { body, size } = await objects.get(original, { signal });
    if (size > LARGEST_ORIGINAL) {
      body.destroy();
      throw new RangeError(`${original} has ${size} bytes; renditions are made of at most ${LARGEST_ORIGINAL}`);
    }
    const bytes = await render(Buffer.concat(await body.toArray()), spec, media);
    // Two processes may make the same one at once; either's bytes will do.
    await objects.put(key, bytes, { contentType: contentTypeOf(spec.format), signal });
    return bytes;
  };

  const made = (wanted: Wanted): Promise<Buffer> => {
    const known = making.get(wanted.key);
    if (known) return known;
    const work = inTurn(() => make(wanted)).finally(() => making.delete(wanted.key));
    making.set(wanted.key, work);
    return work;
  };

  const answer = async ({ method, path, query, signal }: DeliveryRequest): Promise<DeliveryResponse> => {
    if (method !== 'GET' && method !== 'HEAD')
      return plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
    const spec = addresses.read(path, query);
    const soon = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_LOOK_UP_MS)]);
    const found = spec ? await store.metas([spec.id], { signal: soon }) : [];
    const [media] = found.map(sound);
    const at = now();
    if (!spec || !media?.live || !media.objectKey || !isServed(media, at) || revisionOf(media) !== spec.revision)
      return plain(404, 'There is no such picture.');
    const key = renditionKey(spec);
    const headers = {
      'content-type': contentTypeOf(spec.format),
      'cache-control': cacheControlOf(media, at),
      'x-content-type-options': 'nosniff',
      etag: `"${spec.revision}-${spec.crop}-${spec.width}-${spec.format}"`,
    };
    const stored = await objects.head(key, { signal: soon });
    if (!stored && making.size >= LONGEST_QUEUE)
      return plain(503, 'Too many pictures are being made; try again.', { 'retry-after': '2' });
    if (!stored) {
      const bytes = await made({ spec, media, key, original: media.objectKey });
      return {
        status: 200,
        headers: { ...headers, 'content-length': String(bytes.byteLength) },
        body: method === 'HEAD' ? undefined : bytes,
      };
    }
    return {
      status: 200,
      headers: { ...headers, 'content-length': String(stored.size) },
      body: method === 'HEAD' ? undefined : (await objects.get(key, { signal })).body,
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
