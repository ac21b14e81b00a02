import type { CallOptions } from '../../platform/records/port.ts';
import type { Placed } from '../connection.ts';
import type { Revision } from './record.ts';
import type { ContentStore } from './store.ts';

/** A page of versions, one longer than asked for where there is more. */
export interface RevisionPage {
  readonly entries: readonly Placed<Revision>[];
  /** The version at which reading ended without filling the page: so many in a row were never live. */
  readonly stoppedAt: number | undefined;
}

/** Versions read at once, and how often, until a page is full. */
const ROUND = 100;
const MAX_ROUNDS = 10;

/** The versions of a record that readers saw, newest first, from `below` (exclusive) on. Drafts between them are their editors' alone. */
export const liveRevisions = async (
  store: ContentStore,
  id: string,
  page: { readonly size: number; readonly below: number | undefined },
  options: CallOptions,
): Promise<RevisionPage> => {
  const entries: Placed<Revision>[] = [];
  let below = page.below;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = await store.revisions(id, { size: ROUND, below }, options);
    for (const node of found) if (node.live) entries.push({ node, position: [node.version] });
    if (entries.length > page.size || found.length < ROUND)
      return { entries: entries.slice(0, page.size + 1), stoppedAt: undefined };
    below = found.at(-1)?.version;
  }
  return { entries, stoppedAt: below };
};
