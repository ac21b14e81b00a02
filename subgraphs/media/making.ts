import type { Objects } from '../../platform/objects/port.ts';
import type { LiveMedia } from './record.ts';
import { render } from './render.ts';
import type { RenditionSpec } from './renditions.ts';
import { contentTypeOf, renditionKey, revisionOf } from './renditions.ts';
import { standingOf } from './served.ts';
import type { MediaStore } from './store.ts';
import { createTurns } from './turns.ts';

/** The most bytes of an original that are taken into memory. */
const LARGEST_ORIGINAL = 256 * 1024 * 1024;
/** How long fetching an original, making a picture of it and storing that may take, in milliseconds. */
const LONGEST_MAKING_MS = 20_000;

/** Makes renditions, each once however many ask, and stores them. */
export interface RenditionMaker {
  /** How many are being made, or wait to be. */
  readonly size: number;
  /**
   * `undefined` where the asset came down meanwhile, or has other bytes or another focal point by now: what was made is of nothing that is shown.
   * @param original - where the original lies.
   */
  make(spec: RenditionSpec, media: LiveMedia, original: string): Promise<Buffer | undefined>;
}

/** What {@link createRenditionMaker} stands on. */
export interface RenditionMakerParts {
  readonly store: Pick<MediaStore, 'states'>;
  readonly objects: Objects;
  readonly now: () => number;
  /** How many are made at once; the others wait. */
  readonly concurrency: number;
}

/** Makes a {@link RenditionMaker}. */
export const createRenditionMaker = ({ store, objects, now, concurrency }: RenditionMakerParts): RenditionMaker => {
  const making = new Map<string, Promise<Buffer | undefined>>();
  const inTurn = createTurns(concurrency);

  const makeOnce = async (spec: RenditionSpec, media: LiveMedia, original: string): Promise<Buffer | undefined> => {
    // For all who wait for it, so no one's signal ends it; without a limit a store that trickles would hold a place for ever.
    const signal = AbortSignal.timeout(LONGEST_MAKING_MS);
    const { body, size } = await objects.get(original, { signal });
    if (size > LARGEST_ORIGINAL) {
      body.destroy();
      throw new RangeError(`${original} has ${size} bytes; renditions are made of at most ${LARGEST_ORIGINAL}`);
    }
    const bytes = await render(Buffer.concat(await body.toArray()), spec, media);
    const key = renditionKey(spec);
    // Two processes may make the same one at once; either's bytes will do.
    await objects.put(key, bytes, { contentType: contentTypeOf(spec.format), signal });
    // Whoever clears away what was made of an asset that came down meanwhile may have been here before it was stored.
    const [after] = await store.states([spec.id], { signal });
    const isStill = after?.live && standingOf(after, now()) === 'served' && revisionOf(after) === spec.revision;
    if (isStill) return bytes;
    await objects.delete(key, { signal });
    return undefined;
  };

  return {
    get size() {
      return making.size;
    },
    make: (spec, media, original) => {
      const key = renditionKey(spec);
      const known = making.get(key);
      if (known) return known;
      const work = inTurn(() => makeOnce(spec, media, original)).finally(() => making.delete(key));
      making.set(key, work);
      return work;
    },
  };
};
