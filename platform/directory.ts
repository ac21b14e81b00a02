import { z } from 'zod';
import type { Application, Client, KeyRecord, Licence, Organisation, Package } from './directory/items.ts';
import {
  applicationShape,
  checkInput,
  clientShape,
  keyShape,
  licenceShape,
  organisationShape,
  packageShape,
  parseItem,
} from './directory/items.ts';
import { entitlementOf } from './directory/licences.ts';
import {
  applicationKey,
  clientKey,
  directoryTable,
  keyKey,
  licenceKey,
  makeClient,
  makeKey,
  mustExist,
  ORGANISATIONS,
  organisationKey,
  packageKey,
  put,
  readPartition,
} from './directory/table.ts';
import type { Views } from './directory/views.ts';
import { createViews } from './directory/views.ts';
import type { Records } from './records/port.ts';
import { createRemembered } from './remembered.ts';
import type { View, Viewer } from './viewer.ts';
import { noToken } from './viewer.ts';

export type { Application, Client, KeyRecord, Licence, Organisation, Package } from './directory/items.ts';
export { MalformedDirectoryItem } from './directory/items.ts';
export { directoryTable, ORGANISATIONS } from './directory/table.ts';
export type { DefinedView, Views } from './directory/views.ts';

/** A viewer, and the moment (milliseconds since the epoch) at which a licence changes what it may see; it must be made anew then. */
export interface ViewerTerm {
  readonly viewer: Viewer;
  readonly until: number;
}

/** The organisations as they were at a moment. */
export interface KnownOrganisations {
  /** Ordered by name. */
  readonly list: readonly Organisation[];
  readonly byId: ReadonlyMap<string, Organisation>;
  /** When their reading began, in milliseconds since the epoch: it was consistent. */
  readonly readAt: number;
}

/** Who there is, what they own and license, and their keys. What is read is at most 30 s old, organisations 10 s; keys are read as they are. */
export interface Directory {
  organisation(id: string): Promise<Organisation | undefined>;
  organisations(): Promise<KnownOrganisations>;
  /** The packages of a subsidiary that are not retired, ordered by name; read as they are. */
  packages(owner: string): Promise<readonly Package[]>;
  /** Read as it is, consistently. */
  key(id: string): Promise<KeyRecord | undefined>;
  /** The client of a user pool by the `client_id` of its tokens; retired ones too. */
  client(id: string): Promise<Client | undefined>;
  /** `undefined` where the key's organisation, application or view is no longer there, or retired. */
  viewerOf(key: KeyRecord, now: number): Promise<ViewerTerm | undefined>;
  readonly views: Views;
  /** Makes or replaces. */
  saveOrganisation(organisation: Organisation): Promise<void>;
  /** Makes or replaces. @throws `ConditionFailed` where its organisation is not there. */
  saveApplication(application: Application): Promise<void>;
  /** Makes or replaces. @throws `ConditionFailed` where its subsidiary is not there. */
  saveClient(client: Client): Promise<void>;
  /** Makes or replaces. @throws `ConditionFailed` where its owner is not there. */
  savePackage(owned: Package): Promise<void>;
  /** Makes or replaces. @throws `ConditionFailed` where its licensee or package is not there. */
  saveLicence(licence: Licence): Promise<void>;
  /** Makes a key, never replaces one. @throws `TypeError` for an unknown view; `ConditionFailed` where its application is not there or its id is taken. */
  createKey(key: KeyRecord): Promise<void>;
  /** The key answers 401 within 30 s in every process. @throws `ConditionFailed` where there is none. */
  revokeKey(id: string): Promise<void>;
}

/** What {@link createDirectory} stands on. */
export interface DirectoryOptions {
  readonly records: Records;
  readonly now: () => number;
  /** The built-in ones by name, beside those that operators define. */
  readonly views: ReadonlyMap<string, View>;
}

const REMEMBERED_MS = 30_000;
/**
 * Much shorter, since an answer that is kept counts as old as what it tells of them: after a purge of anything in it, none that tells of them is kept until they are read anew. As
 * long as storage may lag behind a purge, which keeps answers out anyway.
 */
const ORGANISATIONS_REMEMBERED_MS = 3_000;
const REMEMBERED_KEYS = 10_000;

const collator = new Intl.Collator('en');
const byName = (a: Organisation, b: Organisation): number => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);

/** The directory over its table of `records`. */
export const createDirectory = ({ records, now, views: builtIn }: DirectoryOptions): Directory => {
  const views = createViews({ records, table: directoryTable.name, now, builtIn });
  const partition = (pk: string, consistent = false) => readPartition(records, pk, { consistent });
  const remember = <T>(load: (key: string) => Promise<T>, ttlMs = REMEMBERED_MS) =>
    createRemembered({ max: REMEMBERED_KEYS, ttlMs, now, load });

  const everyone = remember<KnownOrganisations>(async () => {
    // As they are, so that what is known since after a change knows of it.
    const readAt = now();
    const items = await partition(ORGANISATIONS, true);
    const list = items.map((item) => Object.freeze(parseItem(organisationShape, item))).sort(byName);
    return Object.freeze({ list: Object.freeze(list), byId: new Map(list.map((each) => [each.id, each])), readAt });
  }, ORGANISATIONS_REMEMBERED_MS);
  const application = remember(async (path) => {
    const [organisation = '', id = ''] = path.split('/');
    const [owner, item] = await records.getMany([organisationKey(organisation), applicationKey(organisation, id)]);
    return owner && item
      ? { organisation: parseItem(organisationShape, owner), application: parseItem(applicationShape, item) }
      : undefined;
  });
  const client = remember(async (id) => {
    const [item] = await records.getMany([clientKey(id)]);
    return item && parseItem(clientShape, item);
  });
  const licences = remember(async (licensee) =>
    (await partition(`LIC#${licensee}`)).map((item) => parseItem(licenceShape, item)),
  );

  return {
    views,
    organisation: async (id) => (await everyone.get('')).byId.get(id),
    organisations: () => everyone.get(''),
    packages: async (owner) =>
      (await partition(`PKG#${owner}`)).map((item) => parseItem(packageShape, item)).filter((each) => !each.retired),
    key: async (id) => {
      const [item] = await records.getMany([keyKey(id)], { consistent: true });
      return item && parseItem(keyShape, item);
    },
    client: (id) => client.get(id),
    viewerOf: async (of, at) => {
      const [view, found, held] = await Promise.all([
        views.named(of.view),
        application.get(`${of.organisation}/${of.application}`),
        licences.get(of.organisation),
      ]);
      if (!view || !found || found.organisation.retired || found.application.retired) return undefined;
      const { packages, until } = entitlementOf(held, found.application.channel, at);
      const viewer: Viewer = Object.freeze({
        organisation: found.organisation.id,
        organisationKind: found.organisation.kind,
        application: found.application.id,
        channel: found.application.channel,
        view,
        packages,
        territory: found.application.territory,
        grants: Object.freeze([...of.grants].sort()),
        scoring: of.scoring ?? 'relevance',
        ...noToken,
      });
      return { viewer, until };
    },
    saveOrganisation: async (organisation) => {
      const value = checkInput('organisation', organisationShape, organisation);
      await records.transact([put(organisationKey(value.id), value)]);
      everyone.forget('');
    },
    saveApplication: async (input) => {
      const value = checkInput('application', applicationShape, input);
      await records.transact([
        mustExist(organisationKey(value.organisation), 'organisation exists'),
        put(applicationKey(value.organisation, value.id), value),
      ]);
      application.forget(`${value.organisation}/${value.id}`);
    },
    saveClient: async (input) => {
      const value = checkInput('client', clientShape, input);
      await records.transact([mustExist(organisationKey(value.subsidiary), 'subsidiary exists'), ...makeClient(value)]);
      client.forget(value.id);
    },
    savePackage: async (input) => {
      const value = checkInput('package', packageShape, input);
      await records.transact([
        mustExist(organisationKey(value.owner), 'owner exists'),
        put(packageKey(value.owner, value.name), value),
      ]);
    },
    saveLicence: async (input) => {
      const value = checkInput('licence', licenceShape, input);
      const [owner = '', name = ''] = value.package.split('/');
      await records.transact([
        mustExist(organisationKey(value.licensee), 'licensee exists'),
        mustExist(packageKey(owner, name), 'package exists'),
        put(licenceKey(value), value),
      ]);
      licences.forget(value.licensee);
    },
    createKey: async (input) => {
      const value = checkInput('key', keyShape, input);
      const known = (await views.list()).map(({ view }) => view.name);
      if (!known.includes(value.view)) throw new TypeError(`there is no view \`${value.view}\`: ${known.join(', ')}`);
      await records.transact([
        mustExist(applicationKey(value.organisation, value.application), 'application exists'),
        ...views.useOf(value.view),
        ...makeKey(value),
      ]);
    },
    revokeKey: async (id) => {
      z.string()
        .regex(/^[a-z2-7]{24}$/, 'must be the id of a key')
        .parse(id);
      await records.transact([
        {
          kind: 'update',
          key: keyKey(id),
          set: { state: 'revoked' },
          when: { name: 'key exists', condition: { kind: 'exists' } },
        },
      ]);
    },
  };
};
