import { createApiKeys } from '../../gateway/identity/apiKey.ts';
import type { Config, Secrets } from '../../platform/config.ts';
import { loadConfig } from '../../platform/config.ts';
import { createDirectoryChanges } from '../../platform/directory/changes.ts';
import { createRegister } from '../../platform/directory/register.ts';
import { createDirectory } from '../../platform/directory.ts';
import { randomId } from '../../platform/ids.ts';
import { builtInViews } from '../../platform/views.ts';
import type { BackendParts } from '../backendParts.ts';
import type { Backends } from '../backends.ts';
import { openBackends, openRecordsAlone } from '../backends.ts';
import { openDataFolder } from '../dataFolder.ts';
import { edgeCache } from '../edgePurging.ts';
import { openCdnTags } from '../keptAnswers.ts';
import { createLog } from '../log.ts';
import { mayKeepAnswers } from '../purging.ts';
import type { Services } from '../services.ts';
import { addressesOf, createServices, MEDIA_MOUNT } from '../services.ts';
import { wait } from '../writing.ts';
import type { Archive, Desk } from './desk.ts';
import { operatorOf } from './operator.ts';
import { settleCommand } from './settleCommand.ts';

/** Reads the environment. @throws `OperatorError` */
export const placeOf = (env: Readonly<Record<string, string | undefined>>): BackendParts => {
  const config: Config = loadConfig(env);
  const folder = openDataFolder(config.dataDir);
  const secrets: Secrets = config.secrets ?? folder.secrets();
  return {
    config,
    folder,
    secrets,
    mediaUrl: `${addressesOf(config).mediaUrl}${MEDIA_MOUNT}`,
    log: createLog(config.logLevel === 'info' ? 'warn' : config.logLevel),
    now: Date.now,
  };
};

/** What stands on the backends of a place. */
export const servicesOf = ({ config, secrets, log, now }: BackendParts, backends: Backends): Services =>
  createServices({ backends, secrets, mediaUrl: addressesOf(config).mediaUrl, log, now });

/** A desk on the configured backends: records at once, all others when something asks for the archive. */
export const openDesk = async (
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Desk & AsyncDisposable> => {
  const place = placeOf(env);
  const { config, secrets, now } = place;
  await using opened = new AsyncDisposableStack();
  const records = opened.use(await openRecordsAlone(place)).records;
  const directory = createDirectory({ records, now, views: builtInViews });
  const by = await operatorOf(config);
  const cdnTags = openCdnTags(config);

  const openArchive = async (anyIndex: boolean): Promise<Archive> => {
    const backends = held.use(await openBackends(place, { anyIndex }));
    const services = servicesOf(place, backends);
    return {
      records: backends.records,
      objects: backends.objects,
      search: backends.search,
      describers: services.describers,
      contentStore: services.contentStore,
      mediaStore: services.mediaStore,
      sharedCache: backends.cache.shared ? backends.cache : undefined,
      processesKeep: !backends.cache.shared && mayKeepAnswers(config, 'allInOne'),
      edge: backends.edge && cdnTags && edgeCache(backends.edge, cdnTags),
      deadLetters: services.writes.deadLetters,
      settle: (command) => settleCommand(command, { writes: services.writes, now, newId: randomId, wait, signal }),
      log: place.log,
      receipts: services.writes.receipts,
      indexed: () => services.consume('catchUp', signal),
    };
  };
  let archive: Promise<Archive> | undefined;
  const held = opened.move();
  return {
    records,
    directory,
    register: createRegister(records),
    by,
    changes: createDirectoryChanges({ records, now, newId: randomId, by, views: directory.views }),
    issuer: (store) => createApiKeys({ secret: secrets.key, directory: { ...directory, createKey: store }, now }),
    cdnTags: config.edge === 'none' ? cdnTags : undefined,
    now,
    wait,
    newId: randomId,
    archive: ({ anyIndex = false } = {}) => (archive ??= openArchive(anyIndex)),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
};
