import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackends } from '../../entrypoints/backends.ts';
import { openInstallation } from '../../entrypoints/installation.ts';
import { loadConfig } from '../../platform/config.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { cleanUp, configurationOver, pointSdkAt, secrets, serversIn } from './realBackends.ts';

/** A configuration of backends that nobody else uses: what is made under it goes with it. */
export interface OwnBackends extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

const remove = async (env: OwnBackends['env']): Promise<void> => {
  await using backends = await openBackends(openInstallation(loadConfig(env), { log: silentLog }));
  await cleanUp(env, backends);
};

/** Embedded ones, or where an environment is given those over the servers that it names. */
export const openOwnBackends = async (servers: NodeJS.ProcessEnv | undefined): Promise<OwnBackends> => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'masthead-own-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const env = servers ? configurationOver(serversIn(servers), folder) : { ...secrets, DATA_DIR: folder };
  stack.use(pointSdkAt(env));
  if (servers) stack.defer(() => remove(env));
  const held = stack.move();
  return { env, [Symbol.asyncDispose]: () => held.disposeAsync() };
};
