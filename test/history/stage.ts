import type { Backends } from '../../entrypoints/backends.ts';
import { openBackends } from '../../entrypoints/backends.ts';
import { openDataFolder } from '../../entrypoints/dataFolder.ts';
import { addressesOf, createServices, MEDIA_MOUNT } from '../../entrypoints/services.ts';
import { loadConfig } from '../../platform/config.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { EndingParts } from './ending.ts';

/** For which it is written: so many that none comes to its bound of unfinished commands. */
export const ORGANISATIONS = ['courier', 'blatt', 'journal', 'gazette', 'tribune'] as const;

/** Backends that hold nothing but the directory, as those see them who only look. */
export interface Stage extends EndingParts, AsyncDisposable {
  readonly backends: Backends;
  /** The environment of processes over them: this configuration, and nothing of the one in which they are begun. */
  readonly env: Readonly<Record<string, string>>;
}

/** Opens the backends of an environment, in which none but the writers of a history write. */
export const openStage = async (env: Readonly<Record<string, string>>): Promise<Stage> => {
  const config = loadConfig(env);
  const folder = openDataFolder(config.dataDir);
  const secrets = config.secrets ?? folder.secrets();
  const { mediaUrl } = addressesOf(config);
  const backends = await openBackends({
    config,
    folder,
    secrets,
    mediaUrl: `${mediaUrl}${MEDIA_MOUNT}`,
    log: silentLog,
    now: Date.now,
  });
  const services = createServices({ backends, secrets, mediaUrl, log: silentLog, now: Date.now });
  for (const id of ORGANISATIONS)
    await services.directory.saveOrganisation({ id, kind: 'subsidiary', name: id, language: 'en' });
  // What one process has compiled, the next one need not.
  const compiled = { NODE_COMPILE_CACHE: folder.at('compiled') };
  return {
    env: { ...env, ...compiled },
    backends,
    services,
    [Symbol.asyncDispose]: () => backends[Symbol.asyncDispose](),
  };
};
