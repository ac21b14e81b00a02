import type { Config, Secrets } from '../platform/config.ts';
import type { Log } from '../platform/telemetry.ts';
import type { Addresses } from './addresses.ts';
import { addressesOf } from './addresses.ts';
import type { DataFolder } from './dataFolder.ts';
import { openDataFolder } from './dataFolder.ts';
import { createLog } from './log.ts';

/** What a process has of its installation before any backend is opened, with the log and the clock of its own. */
export interface Installation extends Addresses {
  readonly config: Config;
  /** Where the embedded adapters keep what they hold. */
  readonly folder: DataFolder;
  /** The configured ones; those of the folder where none are. */
  readonly secrets: Secrets;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Opens the installation that a configuration names.
 * @param options - `fresh`: removes first what the folder holds. `log` and `now`: default the process's own.
 * @throws {@link OperatorError} where the data folder cannot be used.
 */
export const openInstallation = (
  config: Config,
  options: { readonly fresh?: boolean; readonly log?: Log; readonly now?: () => number } = {},
): Installation => {
  const { fresh = false, log = createLog(config.logLevel), now = Date.now } = options;
  const folder = openDataFolder(config.dataDir, { fresh });
  return { ...addressesOf(config), config, folder, secrets: config.secrets ?? folder.secrets(), log, now };
};
