import type { Key, Records } from '../records/port.ts';
import type { Application, Client, KeyRecord, Licence, Organisation, Package } from './items.ts';
import { isAlive, parseItem } from './items.ts';
import type { Kind } from './kinds.ts';
import { applicationKind, clientKind, keyKind, licenceKind, organisationKind, packageKind } from './kinds.ts';
import {
  applicationKey,
  clientKey,
  clientLinksPk,
  keyKey,
  organisationKey,
  packageKey,
  readPartition,
} from './table.ts';

/** The directory as operators read it: all of it, what is retired, revoked and ended too, as it is at this moment. Lists are ordered by id. */
export interface Register {
  organisations(): Promise<readonly Organisation[]>;
  organisation(id: string): Promise<Organisation | undefined>;
  applications(organisation: string): Promise<readonly Application[]>;
  application(organisation: string, id: string): Promise<Application | undefined>;
  packages(owner: string): Promise<readonly Package[]>;
  package(owner: string, name: string): Promise<Package | undefined>;
  keys(organisation: string): Promise<readonly KeyRecord[]>;
  /** Those that work now. */
  liveKeys(organisation: string, now: number): Promise<readonly KeyRecord[]>;
  key(id: string): Promise<KeyRecord | undefined>;
  clients(subsidiary: string): Promise<readonly Client[]>;
  client(id: string): Promise<Client | undefined>;
  /** What an organisation licenses. */
  licences(licensee: string): Promise<readonly Licence[]>;
  /** To whom a package (`owner/name`) is licensed: looks at every organisation. */
  licencesOf(packageId: string): Promise<readonly Licence[]>;
}

/** {@link Register} over the table of `records`. */
export const createRegister = (records: Records): Register => {
  const all = async <T>(kind: Kind<T>, pk: string): Promise<readonly T[]> =>
    (await readPartition(records, pk, { consistent: true })).map((item) => parseItem(kind.shape, item));
  const many = async <T>(kind: Kind<T>, keys: readonly Key[]): Promise<readonly T[]> =>
    (await records.getMany(keys, { consistent: true })).flatMap((item) => (item ? [parseItem(kind.shape, item)] : []));
  const one = async <T>(kind: Kind<T>, key: Key): Promise<T | undefined> => (await many(kind, [key]))[0];

  /** Things that lie each in a partition of its own, by the list of them in `pk`. */
  const linked = async <T>(kind: Kind<T>, pk: string, keyOf: (id: string) => Key): Promise<readonly T[]> => {
    const links = await readPartition(records, pk, { consistent: true });
    return many(
      kind,
      links.map(({ sk }) => keyOf(sk)),
    );
  };

  const keys = (organisation: string): Promise<readonly KeyRecord[]> => linked(keyKind, `KEYS#${organisation}`, keyKey);
  const organisations = (): Promise<readonly Organisation[]> => all(organisationKind, 'ORG');
  const licences = (licensee: string): Promise<readonly Licence[]> => all(licenceKind, `LIC#${licensee}`);
  return {
    organisations,
    organisation: (id) => one(organisationKind, organisationKey(id)),
    applications: (organisation) => all(applicationKind, `APP#${organisation}`),
    application: (organisation, id) => one(applicationKind, applicationKey(organisation, id)),
    packages: (owner) => all(packageKind, `PKG#${owner}`),
    package: (owner, name) => one(packageKind, packageKey(owner, name)),
    keys,
    liveKeys: async (organisation, now) => (await keys(organisation)).filter((key) => isAlive(key, now)),
    key: (id) => one(keyKind, keyKey(id)),
    clients: async (subsidiary) =>
      (await linked(clientKind, clientLinksPk(subsidiary), clientKey)).filter((each) => each.subsidiary === subsidiary),
    client: (id) => one(clientKind, clientKey(id)),
    licences,
    licencesOf: async (packageId) => {
      const found: Licence[] = [];
      for (const { id } of await organisations())
        found.push(...(await licences(id)).filter((licence) => licence.package === packageId));
      return found;
    },
  };
};
