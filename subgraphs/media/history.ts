import type { CallOptions } from '../../platform/records/port.ts';
import type { SavedVersion } from '../history.ts';
import { changesOf, digestsOf, sourceIn } from '../history.ts';
import type { MediaStore } from './store.ts';

/** What is storage's own, and no part of what an asset says. */
const OWN: ReadonlySet<string> = new Set(['pk', 'sk', 'v', 'version', 'versionCreated', 'author', 'live', 'receipt']);

/** The versions of an asset, newest first, `size` at most. */
export const mediaHistory = async (
  store: MediaStore,
  id: string,
  size: number,
  options?: CallOptions,
): Promise<SavedVersion[]> => {
  const revisions = await store.revisions(id, size + 1, options);
  return changesOf(
    revisions.map((revision) => {
      const { version, versionCreated: at, author, live, receipt } = revision;
      const said = Object.fromEntries(Object.entries(revision).filter(([name]) => !OWN.has(name)));
      return {
        version: { version, at, author, live, receipt, source: sourceIn(revision) },
        digests: digestsOf(said),
      };
    }),
    size,
  );
};
