import type { Search } from '../../platform/search/port.ts';
import type { NamedRecord } from './namedRecord.ts';

/** How the document of a record leaves an index. Nobody follows the feed into one that is not living: its deletion is written there. */
export const documentLeaves =
  (search: Search, document: string): NamedRecord['leavesIndex'] =>
  async ({ name, current }, signal) => {
    const [held] = await search.held([document], { of: name, signal });
    if (held?.values === undefined) return true;
    if (current) return false;
    await search.index([{ ...held, fields: undefined }], { into: name, again: true, signal });
    return false;
  };
