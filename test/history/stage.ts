import type { Backends } from '../../entrypoints/backends.ts';
import { openInstallation } from '../../entrypoints/installation.ts';
import { openServices } from '../../entrypoints/openServices.ts';
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
  const installation = openInstallation(loadConfig(env), { log: silentLog });
  const { backends, services } = await openServices(installation);
  for (const id of ORGANISATIONS)
    await services.directory.saveOrganisation({ id, kind: 'subsidiary', name: id, language: 'en' });
  // What one process has compiled, the next one need not.
  const compiled = { NODE_COMPILE_CACHE: installation.folder.at('compiled') };
  return {
    env: { ...env, ...compiled },
    backends,
    services,
    [Symbol.asyncDispose]: () => backends[Symbol.asyncDispose](),
  };
};
