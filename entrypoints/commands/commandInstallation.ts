import { loadConfig } from '../../platform/config.ts';
import type { Installation } from '../installation.ts';
import { openInstallation } from '../installation.ts';
import { createLog } from '../log.ts';

/**
 * The installation that the environment names, for a command: it logs what went wrong and no more, since what it does it says.
 * @throws {@link OperatorError}
 */
export const commandInstallation = (env: Readonly<Record<string, string | undefined>>): Installation => {
  const config = loadConfig(env);
  return openInstallation(config, { log: createLog(config.logLevel === 'info' ? 'warn' : config.logLevel) });
};
