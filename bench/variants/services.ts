import type { Backends } from '../../entrypoints/backends.ts';
import { openBackends } from '../../entrypoints/backends.ts';
import { openDataFolder } from '../../entrypoints/dataFolder.ts';
import type { Services } from '../../entrypoints/services.ts';
import { createServices, MEDIA_MOUNT } from '../../entrypoints/services.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import { createApiKeys } from '../../gateway/identity/apiKey.ts';
import { loadConfig } from '../../platform/config.ts';
import { silentLog } from '../../platform/telemetry.ts';

/** The same services over the same files, whichever variant serves them. */
export interface OpenServices extends AsyncDisposable {
  readonly backends: Backends;
  readonly services: Services;
  readonly apiKeys: ApiKeys;
}

/** Addresses of media are the same in every variant, whatever port it has. */
const MEDIA_URL = 'https://media.example';

/** Opens a seeded folder. */
export const openServices = async (dataDir: string): Promise<OpenServices> => {
  const folder = openDataFolder(dataDir);
  const secrets = folder.secrets();
  const parts = { secrets, log: silentLog, now: Date.now };
  const backends = await openBackends({
    ...parts,
    config: loadConfig({}),
    folder,
    mediaUrl: `${MEDIA_URL}${MEDIA_MOUNT}`,
  });
  const services = createServices({ ...parts, backends, mediaUrl: MEDIA_URL });
  return {
    backends,
    services,
    apiKeys: createApiKeys({ secret: secrets.key, directory: services.directory, now: Date.now }),
    [Symbol.asyncDispose]: () => backends[Symbol.asyncDispose](),
  };
};

/** The supergraph, as every gateway of the bench reads it. */
export const supergraphFile = new URL('../../schema/supergraph.graphql', import.meta.url);
