import { recordsFeed } from './recordsFeed.ts';
import { recordsLimits } from './recordsLimits.ts';
import { recordsReads } from './recordsReads.ts';
import type { RecordsContract } from './recordsSubject.ts';
import { recordsWrites } from './recordsWrites.ts';

/** What the records port promises (`platform/records/port.ts`), sentence by sentence. */
export function recordsContract(contract: RecordsContract): void {
  recordsReads(contract);
  recordsWrites(contract);
  recordsLimits(contract);
  recordsFeed(contract);
}
