import { isDeepStrictEqual } from 'node:util';
import type { Key, Operation, Records } from '../records/port.ts';
import { ConditionFailed } from '../records/port.ts';
import { anotherAdministrator, endsAdministrator } from './administrators.ts';
import type { AuditRecord } from './audit.ts';
import { auditOperation } from './audit.ts';
import type { Application, Client, KeyRecord, Licence, Organisation, Package } from './items.ts';
import { checkInput, isAlive } from './items.ts';
import type { Kind } from './kinds.ts';
import { applicationKind, clientKind, keyKind, licenceKind, organisationKind, packageKind } from './kinds.ts';
import { DirectoryRefusal } from './refusal.ts';
import type { Stored } from './stored.ts';
import { storedOf } from './stored.ts';
import {
  applicationKey,
  choiceKey,
  clientKey,
  isNew,
  keyKey,
  makeClient,
  makeKey,
  organisationKey,
  packageKey,
  plain,
  put,
} from './table.ts';
import type { Views } from './views.ts';

/*
 * Each change is one transaction: the thing under its new version, what it stands on held as it was read, and the audit record.
 *
 *   read ──► check ──► put (version as read)  +  check (parents as read)  +  audit record (new)
 *
 * Of two changes at once one wins, and the other is told so.
 */

/** What may be changed of a thing; an absent value stays, `undefined` takes an optional one away. */
type Edit<T> = (before: T) => T;

/** Changes of the directory that operators make. What is read of it elsewhere follows within a minute. All throw {@link DirectoryRefusal}, and nothing is changed then. */
export interface DirectoryChanges {
  addOrganisation(organisation: Organisation): Promise<Organisation>;
  changeOrganisation(id: string, edit: Edit<Organisation>, action?: string): Promise<Organisation>;
  addApplication(application: Application): Promise<Application>;
  changeApplication(organisation: string, id: string, edit: Edit<Application>, action?: string): Promise<Application>;
  addPackage(owned: Package): Promise<Package>;
  changePackage(owner: string, name: string, edit: Edit<Package>, action?: string): Promise<Package>;
  /** A record is in, out, or (`undefined`) again where its package's rule puts it. */
  choose(packageId: string, record: string, choice: boolean | undefined): Promise<void>;
  addLicence(licence: Licence): Promise<Licence>;
  changeLicence(licence: Licence, edit: Edit<Licence>, action?: string): Promise<Licence>;
  addKey(key: KeyRecord): Promise<KeyRecord>;
  changeKey(id: string, edit: Edit<KeyRecord>, action?: string): Promise<KeyRecord>;
  /**
   * Puts a new key in the place of another, with all that it may do; both work until `oldEnds` (ISO 8601).
   * Refuses a key that does not work, or was rotated already.
   */
  rotateKey(id: string, next: Pick<KeyRecord, 'id' | 'hash'>, oldEnds: string): Promise<KeyRecord>;
  addClient(client: Client): Promise<Client>;
  /** Takes the last administrator among a subsidiary's clients away only where `force` says so. */
  changeClient(
    id: string,
    edit: Edit<Client>,
    options?: { readonly action?: string; readonly force?: boolean },
  ): Promise<Client>;
  /** Notes what was done that changes records and not the directory itself. */
  note(record: Omit<AuditRecord, 'at' | 'by'>): Promise<void>;
  /** The audit record of a change that is made elsewhere, to be written with it. */
  audited(record: Omit<AuditRecord, 'at' | 'by'>): Operation;
}

/** What {@link createDirectoryChanges} stands on. */
export interface ChangesOptions {
  readonly records: Records;
  readonly now: () => number;
  readonly newId: () => string;
  /** Who makes the changes, for their audit records. */
  readonly by: string;
  readonly views: Pick<Views, 'list' | 'useOf'>;
}

/** {@link DirectoryChanges} over the directory's table. */
export const createDirectoryChanges = ({ records, now, newId, by, views }: ChangesOptions): DirectoryChanges => {
  const load = async <T>(kind: Kind<T>, key: Key, name: string): Promise<Stored<T>> => {
    const [item] = await records.getMany([key], { consistent: true });
    if (!item) throw new DirectoryRefusal('NOT_FOUND', `there is no ${kind.noun} \`${name}\``);
    return storedOf(kind, item);
  };
  /** For what is to stand on another thing: it is there, takes something new, and stays so until the transaction. */
  const standing = async <T extends { readonly retired?: string | undefined }>(
    kind: Kind<T>,
    key: Key,
    name: string,
  ): Promise<{ readonly value: T; readonly check: Operation }> => {
    const { value, unchanged } = await load(kind, key, name);
    if (value.retired)
      throw new DirectoryRefusal('RETIRED', `the ${kind.noun} \`${name}\` is retired: restore it first`);
    return { value, check: { kind: 'check', key, when: unchanged } };
  };
  const checked = <T>(kind: Kind<T>, value: T): T => {
    try {
      return checkInput(kind.noun, kind.shape, value);
    } catch (error) {
      throw new DirectoryRefusal('INVALID', error instanceof Error ? error.message : String(error), { cause: error });
    }
  };
  const audit = (record: Omit<AuditRecord, 'at' | 'by'>): Operation =>
    auditOperation({ ...record, by, at: new Date(now()).toISOString() }, newId());
  const entry = <T extends object>(kind: Kind<T>, action: string, before: T | undefined, after: T): Operation =>
    audit({
      action,
      noun: kind.noun,
      subject: kind.nameOf(after),
      organisation: kind.ownerOf(after),
      before: before === undefined ? null : plain(kind.shown(before)),
      after: plain(kind.shown(after)),
    });

  const commit = async (operations: readonly Operation[], what: string): Promise<void> => {
    try {
      await records.transact(operations);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const taken = error.failed.some(({ name }) => name.endsWith(' is new'));
      throw taken
        ? new DirectoryRefusal('TAKEN', `the ${what} is there already`, { cause: error })
        : new DirectoryRefusal(
            'CHANGED',
            `the ${what} was changed by somebody else at the same moment: look at it again`,
            {
              cause: error,
            },
          );
    }
  };
  const add = async <T extends object>(kind: Kind<T>, input: T, checks: readonly Operation[]): Promise<T> => {
    const value = checked(kind, input);
    const write = put(kind.keyOf(value), value, isNew(kind.noun));
    await commit([write, ...checks, entry(kind, 'add', undefined, value)], `${kind.noun} \`${kind.nameOf(value)}\``);
    return value;
  };
  const alter = async <T extends object>(
    kind: Kind<T>,
    key: Key,
    name: string,
    edit: Edit<T>,
    action: string,
    /** What must hold besides. */
    also: (before: T, after: T) => Promise<readonly Operation[]> = () => Promise.resolve([]),
  ) => {
    const { value: before, unchanged, version } = await load(kind, key, name);
    const after = checked(kind, edit(before));
    if (isDeepStrictEqual(after, before)) return before;
    await commit(
      [put(key, after, unchanged, version + 1), ...(await also(before, after)), entry(kind, action, before, after)],
      `${kind.noun} \`${name}\``,
    );
    return after;
  };
  const organisation = (id: string) => standing(organisationKind, organisationKey(id), id);
  const ofPackage = (packageId: string) => {
    const [owner = '', name = ''] = packageId.split('/');
    return standing(packageKind, packageKey(owner, name), packageId);
  };
  /** What a transaction that gives a view to a key must hold. */
  const useOf = async (view: string): Promise<readonly Operation[]> => {
    const known = (await views.list()).map(({ view: { name } }) => name);
    if (!known.includes(view))
      throw new DirectoryRefusal('NOT_FOUND', `there is no view \`${view}\`: there are ${known.join(', ')}`);
    return views.useOf(view);
  };

  return {
    addOrganisation: (value) => add(organisationKind, value, []),
    changeOrganisation: (id, edit, action = 'change') => alter(organisationKind, organisationKey(id), id, edit, action),
    addApplication: async (value) => {
      const { check } = await organisation(value.organisation);
      return add(applicationKind, value, [check]);
    },
    changeApplication: (owner, id, edit, action = 'change') =>
      alter(applicationKind, applicationKey(owner, id), `${owner}/${id}`, edit, action),
    addPackage: async (value) => {
      const owner = await organisation(value.owner);
      if (owner.value.kind !== 'subsidiary')
        throw new DirectoryRefusal('INVALID', `${value.owner} is a partner, which owns no content and no packages`);
      return add(packageKind, value, [owner.check]);
    },
    changePackage: (owner, name, edit, action = 'change') =>
      alter(packageKind, packageKey(owner, name), `${owner}/${name}`, edit, action),
    choose: async (packageId, record, choice) => {
      const { check, value } = await ofPackage(packageId);
      const key = choiceKey(packageId, record);
      const [item] = await records.getMany([key], { consistent: true });
      const before = typeof item?.in === 'boolean' ? item.in : undefined;
      if (before === choice) return;
      const image = (chosen: boolean | undefined) =>
        chosen === undefined ? null : { [record]: chosen ? 'in' : 'out' };
      await commit(
        [
          choice === undefined ? { kind: 'delete', key } : put(key, { record, in: choice }),
          check,
          audit({
            action: choice === undefined ? 'release' : choice ? 'put' : 'take',
            noun: packageKind.noun,
            subject: packageId,
            organisation: value.owner,
            before: image(before),
            after: image(choice),
          }),
        ],
        `package \`${packageId}\``,
      );
    },
    addLicence: async (value) => {
      const [licensee, owned] = await Promise.all([organisation(value.licensee), ofPackage(value.package)]);
      if (owned.value.owner === value.licensee)
        throw new DirectoryRefusal(
          'INVALID',
          `${value.licensee} owns \`${value.package}\` and needs no licence for it`,
        );
      return add(licenceKind, value, [licensee.check, owned.check]);
    },
    changeLicence: (licence, edit, action = 'change') =>
      alter(licenceKind, licenceKind.keyOf(licence), licenceKind.nameOf(licence), edit, action),
    addKey: async (value) => {
      const use = await useOf(value.view);
      const owner = await organisation(value.organisation);
      const application = await standing(
        applicationKind,
        applicationKey(value.organisation, value.application),
        `${value.organisation}/${value.application}`,
      );
      const key = checked(keyKind, value);
      await commit(
        [...makeKey(key), ...use, owner.check, application.check, entry(keyKind, 'add', undefined, key)],
        `key \`${key.id}\``,
      );
      return key;
    },
    changeKey: (id, edit, action = 'change') =>
      alter(keyKind, keyKey(id), id, edit, action, async (before, after) =>
        after.view === before.view ? [] : useOf(after.view),
      ),
    rotateKey: async (id, { id: nextId, hash }, oldEnds) => {
      const { value: old, unchanged, version } = await load(keyKind, keyKey(id), id);
      if (old.replacedBy)
        throw new DirectoryRefusal('IN_USE', `the key \`${id}\` was rotated already: rotate \`${old.replacedBy}\``);
      if (!isAlive(old, now()))
        throw new DirectoryRefusal('RETIRED', `the key \`${id}\` no longer works: add a new one`);
      const next = checked(keyKind, { ...old, id: nextId, hash });
      const expires = old.expires !== undefined && old.expires < oldEnds ? old.expires : oldEnds;
      const ending = checked(keyKind, { ...old, expires, replacedBy: nextId });
      await commit(
        [
          ...makeKey(next),
          ...views.useOf(next.view),
          put(keyKey(id), ending, unchanged, version + 1),
          entry(keyKind, 'add', undefined, next),
          entry(keyKind, 'rotate', old, ending),
        ],
        `key \`${id}\``,
      );
      return next;
    },
    addClient: async (value) => {
      const owner = await organisation(value.subsidiary);
      if (owner.value.kind !== 'subsidiary')
        throw new DirectoryRefusal('INVALID', `${value.subsidiary} is a partner: tokens speak for subsidiaries alone`);
      const client = checked(clientKind, value);
      await commit(
        [...makeClient(client, isNew(clientKind.noun)), owner.check, entry(clientKind, 'add', undefined, client)],
        `client \`${client.id}\``,
      );
      return client;
    },
    changeClient: (id, edit, { action = 'change', force = false } = {}) =>
      alter(clientKind, clientKey(id), id, edit, action, async (before, after) => {
        if (force || !endsAdministrator(before, after)) return [];
        const another = await anotherAdministrator(records, before);
        if (!another)
          throw new DirectoryRefusal(
            'LAST',
            `\`${id}\` is the last administrator among the clients of ${before.subsidiary}: give the role to another first, or say it again with --force`,
          );
        return [another];
      }),
    note: (record) => commit([audit(record)], 'audit record'),
    audited: audit,
  };
};
