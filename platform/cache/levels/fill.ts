import type { Log } from '../../telemetry.ts';
import { checkFill } from '../checks.ts';
import type { Cache, FillOutcome } from '../port.ts';
import type { Codec, Encoded, Held, Storable } from './answer.ts';
import type { Known, Near } from './near.ts';
import { nameOf } from './near.ts';

/** What a fill goes through. */
export interface FillerParts<V> {
  readonly codec: Codec<V>;
  readonly near: Near<V>;
  /** Where processes share their answers. */
  readonly far: Pick<Cache, 'fill'> | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Writes an answer down, and puts it in the levels: in this process as it will be read again, so that a hit sends the same bytes wherever it comes from.
 * Answers what it came to in the farthest level, and never rejects. `taken` is called, once at least, as soon as this process holds the answer or will not.
 */
export const createFiller = <V>({ codec, near, far, now, log }: FillerParts<V>) => {
  const fillFar = async (
    cache: Pick<Cache, 'fill'>,
    key: string,
    { bytes, forms }: Encoded,
    held: Held<V>,
  ): Promise<FillOutcome> => {
    const { startedAt, tags, expiresAt } = held;
    const ttlMs = expiresAt - now();
    return ttlMs > 0 ? await cache.fill(key, bytes, { forms, startedAt, tags, ttlMs }) : 'skipped';
  };

  return async (key: string, made: Storable<V>, { held, since }: Known<V>, taken: () => void): Promise<FillOutcome> => {
    const takeNear = (bytes: Uint8Array, form?: string): FillOutcome => {
      const value = codec.decode(bytes);
      if (value === undefined) throw new TypeError('What the codec wrote it cannot read');
      return near.take(nameOf(key, form), { held: { ...held, value }, since }, bytes.byteLength, made.staleMs ?? 0);
    };
    try {
      checkFill(key, made);
      const encoded = await codec.encode(made.value);
      for (const [form, bytes] of Object.entries(encoded.forms ?? {})) takeNear(bytes, form);
      const outcome = takeNear(encoded.bytes);
      taken();
      return far === undefined ? outcome : await fillFar(far, key, encoded, held);
    } catch (error) {
      log.error({ key, error: String(error) }, 'An answer could not be put in the cache.');
      return 'skipped';
    } finally {
      taken();
    }
  };
};
