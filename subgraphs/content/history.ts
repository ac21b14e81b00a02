import type { CallOptions } from '../../platform/records/port.ts';
import type { KeptVersion, SavedVersion } from '../history.ts';
import { changesOf, digestsOf, sourceIn } from '../history.ts';
import type { Saved } from './record.ts';
import type { ContentStore } from './store.ts';

/** Texts in memory at once. */
const TOGETHER = 10;

/** What every step changes of itself. */
const saidIn = ({ content: { workflow: _, ...content }, body }: Saved) =>
  digestsOf({ ...content, body: body.blocks, extensions: body.extensions });

/** The versions of a record, newest first, `size` at most; what of them cannot be read counts as not kept. */
export const contentHistory = async (
  store: ContentStore,
  id: string,
  size: number,
  options?: CallOptions,
): Promise<SavedVersion[]> => {
  const revisions = await store.revisions(id, { size: size + 1 }, options);
  const kept: KeptVersion[] = [];
  for (let at = 0; at < revisions.length; at += TOGETHER) {
    const some = revisions.slice(at, at + TOGETHER);
    const saved = await store.saved(
      some.map(({ version }) => ({ id, version })),
      options,
    );
    for (const [index, { version, created, author, live, receipt, reason }] of some.entries()) {
      const found = saved[index];
      const copy = found instanceof Error ? undefined : found;
      kept.push({
        version: { version, at: created, author, live, receipt, reason, source: copy && sourceIn(copy.content) },
        digests: copy && saidIn(copy),
      });
    }
  }
  return changesOf(kept, size);
};
