import { loadConfig } from '../../platform/config.ts';
import { createLog } from '../log.ts';
import type { Place } from '../place.ts';
import { openPlace } from '../place.ts';

/**
 * The place that the environment names, for a command: it logs what went wrong and no more, since what it does it says.
 * @throws {@link OperatorError}
 */
export const commandPlace = (env: Readonly<Record<string, string | undefined>>): Place => {
  const config = loadConfig(env);
  return openPlace(config, { log: createLog(config.logLevel === 'info' ? 'warn' : config.logLevel) });
};
