import type { Level } from './answer.ts';

/** What happened since the start, and what is held now. */
export interface LevelCounts {
  /** Answers by where they came from; those of `executions` beside. */
  readonly hits: { readonly [level in Exclude<Level, 'execution'>]: number };
  readonly executions: number;
  /** Fills, by what they came to: those of Redis where it is there, else those of this process. */
  readonly stored: number;
  readonly fenced: number;
  readonly skipped: number;
  /** Purges heard. */
  readonly purges: number;
  /** Values that were not what was written. */
  readonly foreign: number;
  /** Held in this process. */
  readonly bytes: number;
  readonly entries: number;
}
