import type { Log } from '../../platform/telemetry.ts';

/** A log that keeps what was said, without the facts beside it. */
export const logged = (): { readonly log: Log; readonly lines: string[] } => {
  const lines: string[] = [];
  const say = (_: object, line: string): void => void lines.push(line);
  return { log: { debug: say, info: say, warn: say, error: say }, lines };
};
