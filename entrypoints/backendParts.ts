import type { Config, Secrets } from '../platform/config.ts';
import type { Log } from '../platform/telemetry.ts';
import type { DataFolder } from './dataFolder.ts';

/** What opening backends needs beside the configuration. */
export interface BackendParts {
  readonly config: Config;
  /** Where the embedded adapters keep what they hold. */
  readonly folder: DataFolder;
  readonly secrets: Secrets;
  /** The address under which clients reach media, without a slash at its end. */
  readonly mediaUrl: string;
  readonly log: Log;
  readonly now: () => number;
  /** Embedded records alone: see `SqliteRecordsOptions.atOnce`. */
  readonly atOnce?: boolean | undefined;
}

/** What ends a client together with its port. */
export type Closing = Pick<AsyncDisposableStack, 'defer'>;
