import type { CdnTags } from '../gateway/cache/cdnTags.ts';
import { createCdnTags } from '../gateway/cache/cdnTags.ts';
import { createAnswerCodec } from '../gateway/cache/codec.ts';
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
  return createLevels({
    cache: backends.cache,
    codec: createAnswerCodec(),
    maxBytes: config.cacheMemoryBytes,
    now,
    log,
    // What a CDN is told to purge by.
    readsTags: config.cdnTagSecret !== undefined,
  });
};

/**
 * Makes what tells the log of the cache: what it counted since the process began (`LevelCounts`), where that is more than when it last told.
 * @param levels - nothing is told without them.
 */
export const createCountsLog = (levels: Pick<Levels<KeptAnswer>, 'counts'> | undefined, log: Log): (() => void) => {
  let told = JSON.stringify(levels?.counts);
  return () => {
    const counted = JSON.stringify(levels?.counts);
    if (!levels || counted === told) return;
    told = counted;
    log.info({ ...levels.counts }, 'kept answers so far');
  };
};

/** The names by which a CDN purges, where there is one that does. */
export const openCdnTags = ({ cdnTagSecret }: Config): CdnTags | undefined =>
  cdnTagSecret === undefined ? undefined : createCdnTags(cdnTagSecret);
