import type { Viewer } from '../../platform/viewer.ts';
import { normalPath } from './keys.ts';
import type { Loaders } from './loaders.ts';
import type { LiveContent, Meta } from './record.ts';

/** What lies, or lay, at an address. */
export type FoundRoute =
  | { readonly kind: 'CONTENT'; readonly content: LiveContent }
  | { readonly kind: 'REDIRECT'; readonly content: LiveContent; readonly location: string }
  | { readonly kind: 'GONE' };

const addressOf = (canonicalUrl: string | undefined): { site: string; path: string } | undefined => {
  if (canonicalUrl === undefined || !URL.canParse(canonicalUrl)) return undefined;
  const { hostname, pathname, search } = new URL(canonicalUrl);
  return { site: hostname, path: normalPath(pathname + search) };
};

/** A record that is gone is known to those for whom it was there. */
const mayKnowOf = (viewer: Viewer, { owner, packages }: Meta): boolean =>
  (viewer.organisationKind === 'subsidiary' && owner === viewer.organisation) ||
  viewer.packages.some(({ id }) => packages.includes(id));

/** Follows an old address: to its record, to where that lies now, or to the answer that it is gone. What a viewer may not see never lay anywhere. */
export const findRoute = async (
  site: string,
  path: string,
  viewer: Viewer,
  loaders: Loaders,
): Promise<FoundRoute | null> => {
  const pointer = await loaders.pointer.load({ kind: 'path', site, path });
  const meta = pointer && (await loaders.meta.load(pointer.id));
  if (!meta) return null;
  if (!meta.live) return mayKnowOf(viewer, meta) ? { kind: 'GONE' } : null;
  if (!loaders.maySee(meta)) return null;
  const now = addressOf(meta.canonicalUrl);
  if (!now || !meta.canonicalUrl || (now.site === site.toLowerCase() && now.path === normalPath(path)))
    return { kind: 'CONTENT', content: meta };
  return { kind: 'REDIRECT', content: meta, location: meta.canonicalUrl };
};
