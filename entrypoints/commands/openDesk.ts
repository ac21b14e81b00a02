import { createApiKeys } from '../../gateway/identity/apiKey.ts';
import { createDirectoryChanges } from '../../platform/directory/changes.ts';
import { createRegister } from '../../platform/directory/register.ts';
import { createDirectory } from '../../platform/directory.ts';
import { randomId } from '../../platform/ids.ts';
import { builtInViews } from '../../platform/views.ts';
import { createCollectionStore } from '../../subgraphs/content/collectionStore.ts';
import { openRecordsAlone } from '../backends.ts';
import { edgeCache } from '../edgePurging.ts';
import { openCdnTags } from '../keptAnswers.ts';
import { openServices } from '../openServices.ts';
import { mayKeepAnswers } from '../purging.ts';
import { wait } from '../writing.ts';
import { commandInstallation } from './commandInstallation.ts';
import type { Archive, Desk } from './desk.ts';
import { operatorOf } from './operator.ts';
import { settleCommand } from './settleCommand.ts';

/** A desk on the configured backends: records at once, all others when something asks for the archive. */
export const openDesk = async (
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Desk & AsyncDisposable> => {
  const installation = commandInstallation(env);
  const { config, secrets, now } = installation;
  await using opened = new AsyncDisposableStack();
  const records = opened.use(await openRecordsAlone(installation)).records;
  const directory = createDirectory({ records, now, views: builtInViews });
  const by = await operatorOf(config);
  const cdnTags = openCdnTags(config);

  const openArchive: Desk['archive'] = async (options) => {
    const { backends, services } = held.use(await openServices(installation, options));
    return {
      records: backends.records,
      objects: backends.objects,
      search: backends.search,
      describers: services.describers,
      contentStore: services.contentStore,
      mediaStore: services.mediaStore,
      collections: createCollectionStore(backends),
      sharedCache: backends.cache.shared ? backends.cache : undefined,
      processesKeep: !backends.cache.shared && mayKeepAnswers(config, 'allInOne'),
      edge: backends.edge && cdnTags && edgeCache(backends.edge, cdnTags),
      deadLetters: services.writes.deadLetters,
      settle: (command) => settleCommand(command, { writes: services.writes, now, newId: randomId, wait, signal }),
      log: installation.log,
      receipts: services.writes.receipts,
      indexed: (until = signal) => services.consume('catchUp', until),
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
    archive: (options) => (archive ??= openArchive(options)),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
};
