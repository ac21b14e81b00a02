import { openInstallation } from '../../entrypoints/installation.ts';
import type { OpenServices } from '../../entrypoints/openServices.ts';
import { openServices } from '../../entrypoints/openServices.ts';
import { loadConfig } from '../../platform/config.ts';
import { silentLog } from '../../platform/telemetry.ts';

/** Addresses of media are the same in every variant, whatever port it has. */
const MEDIA_URL = 'https://media.example';

/** Opens a seeded folder: the same services over the same files, whichever variant serves them. */
export const openSeeded = (dataDir: string): Promise<OpenServices> =>
  openServices(openInstallation(loadConfig({ DATA_DIR: dataDir, MEDIA_URL }), { log: silentLog }));

/** The supergraph, as every gateway of the bench reads it. */
export const supergraphFile = new URL('../../schema/supergraph.graphql', import.meta.url);
