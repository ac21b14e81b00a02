import type { Viewer } from '../../platform/viewer.ts';
import { predicateFor } from '../visibleTo.ts';
import { addressOf, isPresentAddress } from './keys.ts';
import type { Loaders } from './loaders.ts';
import type { ShownContent, Tombstone } from './record.ts';

/** What lies, or lay, at an address. */
export type FoundRoute =
  | { readonly kind: 'CONTENT'; readonly content: ShownContent }
  | { readonly kind: 'REDIRECT'; readonly content: ShownContent; readonly location: string }
  | { readonly kind: 'GONE' };

/** A record that is gone is known to those for whom it was there when it was taken down; that it had expired is no reason to forget it. */
const mayKnowOf = (viewer: Viewer, tombstone: Tombstone): boolean =>
  predicateFor(viewer, Date.parse(tombstone.versionCreated))(tombstone);

/** What an address answers that leads to a record: the record, or where that lies now. */
export const routeTo = (content: ShownContent, site: string, path: string): FoundRoute => {
  const { canonicalUrl } = content;
  return canonicalUrl === undefined || !addressOf(canonicalUrl) || isPresentAddress(canonicalUrl, site, path)
    ? { kind: 'CONTENT', content }
    : { kind: 'REDIRECT', content, location: canonicalUrl };
};

/** Follows an old address: to its record, to where that lies now, or to the answer that it is gone. What a viewer may not see never lay anywhere. */
export const findRoute = async (
  site: string,
  path: string,
  viewer: Viewer,
  loaders: Loaders,
): Promise<FoundRoute | null> => {
  const pointer = await loaders.pointer({ kind: 'path', site, path });
  const meta = pointer && (await loaders.meta.load(pointer.id));
  if (!meta) return null;
  if (!meta.live) return mayKnowOf(viewer, meta) ? { kind: 'GONE' } : null;
  return loaders.maySee(meta) ? routeTo(meta, site, path) : null;
};
