import type { ZodType } from 'zod';
import type { Key } from '../records/port.ts';
import type { Application, Client, KeyRecord, Licence, Organisation, Package } from './items.ts';
import { applicationShape, clientShape, keyShape, licenceShape, organisationShape, packageShape } from './items.ts';
import { applicationKey, clientKey, keyKey, licenceKey, organisationKey, packageKey } from './table.ts';

/** A kind of thing in the directory. */
export interface Kind<T> {
  /** As messages call it. */
  readonly noun: string;
  readonly shape: ZodType<T>;
  readonly keyOf: (value: T) => Key;
  /** What an operator calls one by. */
  readonly nameOf: (value: T) => string;
  /** Whose it is: an organisation's id. */
  readonly ownerOf: (value: T) => string;
  /** What its audit records show of it. */
  readonly shown: (value: T) => object;
}

export const organisationKind: Kind<Organisation> = {
  noun: 'organisation',
  shape: organisationShape,
  keyOf: ({ id }) => organisationKey(id),
  nameOf: ({ id }) => id,
  ownerOf: ({ id }) => id,
  shown: (value) => value,
};

export const applicationKind: Kind<Application> = {
  noun: 'application',
  shape: applicationShape,
  keyOf: ({ organisation, id }) => applicationKey(organisation, id),
  nameOf: ({ organisation, id }) => `${organisation}/${id}`,
  ownerOf: ({ organisation }) => organisation,
  shown: (value) => value,
};

export const packageKind: Kind<Package> = {
  noun: 'package',
  shape: packageShape,
  keyOf: ({ owner, name }) => packageKey(owner, name),
  nameOf: ({ owner, name }) => `${owner}/${name}`,
  ownerOf: ({ owner }) => owner,
  shown: (value) => value,
};

export const licenceKind: Kind<Licence> = {
  noun: 'licence',
  shape: licenceShape,
  keyOf: licenceKey,
  nameOf: ({ licensee, id }) => `${licensee}/${id}`,
  ownerOf: ({ licensee }) => licensee,
  shown: (value) => value,
};

export const clientKind: Kind<Client> = {
  noun: 'client',
  shape: clientShape,
  keyOf: ({ id }) => clientKey(id),
  nameOf: ({ id }) => id,
  ownerOf: ({ subsidiary }) => subsidiary,
  shown: (value) => value,
};

export const keyKind: Kind<KeyRecord> = {
  noun: 'key',
  shape: keyShape,
  keyOf: ({ id }) => keyKey(id),
  nameOf: ({ id }) => id,
  ownerOf: ({ organisation }) => organisation,
  // Not even the digest of a secret leaves its key.
  shown: ({ hash: _, ...rest }) => rest,
};
