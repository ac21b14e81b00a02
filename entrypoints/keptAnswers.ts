import type { CdnTags } from '../gateway/cache/cdnTags.ts';
import { createCdnTags } from '../gateway/cache/cdnTags.ts';
import { answerCodec } from '../gateway/cache/codec.ts';
import type { KeptAnswer } from '../gateway/cache/entry.ts';
import type { Levels } from '../platform/cache/levels.ts';
import { createLevels } from '../platform/cache/levels.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/telemetry.ts';
import type { Backends } from './backends.ts';
import { mayKeepAnswers } from './purging.ts';

/** Where a process that answers requests keeps its answers; `undefined` where nobody would purge them. */
export const openKeptAnswers = (parts: {
  readonly config: Config;
  readonly host: Parameters<typeof mayKeepAnswers>[1];
  readonly backends: Pick<Backends, 'cache'>;
  readonly log: Log;
  readonly now: () => number;
}): Levels<KeptAnswer> | undefined => {
  const { config, host, backends, log, now } = parts;
  if (!mayKeepAnswers(config, host)) return undefined;
  return createLevels({ cache: backends.cache, codec: answerCodec, maxBytes: config.cacheMemoryBytes, now, log });
};

/** The names by which a CDN purges, where there is one that does. */
export const openCdnTags = ({ cdnTagSecret }: Config): CdnTags | undefined =>
  cdnTagSecret === undefined ? undefined : createCdnTags(cdnTagSecret);
