import type { WorkingCopy } from './record.ts';

/** A working copy beside the version that readers see. */
export interface ListedCopy {
  readonly work: WorkingCopy;
  readonly liveVersion: number | undefined;
}
