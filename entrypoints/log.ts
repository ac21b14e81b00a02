import { pino } from 'pino';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/telemetry.ts';

/** One JSON line a message on standard error, so that standard output stays the command's own. Headers that carry credentials are never logged by anybody; should one slip in, it is removed here. */
export const createLog = (level: Config['logLevel']): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['*["x-api-key"]', '*.authorization', '*.key', '*.secret', '*.token'], censor: '[removed]' },
    },
    pino.destination({ fd: 2, sync: true }),
  );
