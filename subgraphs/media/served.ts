import type { LiveMedia, MediaMeta } from './record.ts';

/** Whether an address of an asset's renditions leads anywhere: `served` to everybody, `gone` where the asset was taken from all who read, `absent` where it never led there. */
export type Standing = 'served' | 'gone' | 'absent';

const isOver = ({ pubStatus, expires }: LiveMedia, now: number): boolean =>
  pubStatus !== 'USABLE' || (expires !== undefined && Date.parse(expires) <= now);

/**
 * What everybody's right to a picture needs, whoever asks: an address holds no viewer, so the rest of the record predicate was asked where it was given.
 * @param now - milliseconds since the epoch.
 */
export const standingOf = (meta: MediaMeta | undefined, now: number): Standing => {
  if (!meta) return 'absent';
  if (!meta.live || isOver(meta, now)) return 'gone';
  const { type, status, objectKey, published } = meta;
  const isThere = type === 'IMAGE' && status === 'READY' && objectKey !== undefined;
  return isThere && Date.parse(published) <= now ? 'served' : 'absent';
};
