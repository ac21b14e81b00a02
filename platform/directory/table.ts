import { z } from 'zod';
import type { Item, Key, NamedCondition, Operation, Records, TableDefinition } from '../records/port.ts';
import type { Client, KeyRecord, Licence } from './items.ts';
import { SHAPE_VERSION } from './items.ts';

/** Subsidiaries, partners, applications, keys, clients, packages and licences, and what was changed of them by whom. */
export const directoryTable: TableDefinition = { name: 'directory', indexes: [], feed: true };

const table = directoryTable.name;
const key = (pk: string, sk: string): Key => ({ table, pk, sk });

/** The partition of all organisations. */
export const ORGANISATIONS = 'ORG';
export const organisationKey = (id: string): Key => key(ORGANISATIONS, id);
export const applicationKey = (organisation: string, id: string): Key => key(`APP#${organisation}`, id);
export const packageKey = (owner: string, name: string): Key => key(`PKG#${owner}`, name);
export const licenceKey = ({ licensee, package: of, id }: Licence): Key => key(`LIC#${licensee}`, `${of}#${id}`);
export const clientKey = (id: string): Key => key(`CLIENT#${id}`, 'META');
/** Lists the clients of a subsidiary: clients themselves lie each in a partition of its own, where tokens find them. */
export const clientLinksPk = (subsidiary: string): string => `CLIENTS#${subsidiary}`;
export const keyKey = (id: string): Key => key(`KEY#${id}`, 'META');
/** Lists the keys of an organisation: keys themselves lie each in a partition of its own, where requests find them. */
export const keyLinkKey = (organisation: string, id: string): Key => key(`KEYS#${organisation}`, id);
/** What was chosen by hand for a package. */
export const choiceKey = (packageId: string, record: string): Key => key(`HAND#${packageId}`, record);
/** How far the application of a package's rule has come. */
export const applyingKey = (packageId: string): Key => key(`APPLY#${packageId}`, 'STATE');
/** How far an operator's long work has come. */
export const progressKey = (name: string): Key => key(`PROGRESS#${name}`, 'STATE');
/** By month, so that no partition grows for ever. */
export const auditKey = (at: string, id: string): Key => key(`AUDIT#${at.slice(0, 7)}`, `${at}#${id}`);

const jsonObject = z.record(z.string(), z.json());

/** A value as JSON has it: what is undefined, at whatever depth, is not there. */
export const plain = (value: object): z.infer<typeof jsonObject> => jsonObject.parse(JSON.parse(JSON.stringify(value)));

/** Writes an item of the directory; `version` counts its changes. */
export const put = (at: Key, value: object, when?: NamedCondition, version = 1): Operation => {
  const item: Item = { ...plain(value), pk: at.pk, sk: at.sk, v: SHAPE_VERSION, version };
  return { kind: 'put', table, item, when };
};

export const isNew = (name: string): NamedCondition => ({ name: `${name} is new`, condition: { kind: 'absent' } });

/** The transaction's condition that an item is there. */
export const mustExist = (at: Key, name: string): Operation => ({
  kind: 'check',
  key: at,
  when: { name, condition: { kind: 'exists' } },
});

/** The writes that make a key: itself and its place in its organisation's list. */
export const makeKey = (value: KeyRecord): Operation[] => [
  put(keyKey(value.id), value, isNew('key')),
  put(keyLinkKey(value.organisation, value.id), { id: value.id }),
];

/** The writes that make a client: itself, under `when`, and its place in its subsidiary's list. */
export const makeClient = (value: Client, when?: NamedCondition): Operation[] => [
  put(clientKey(value.id), value, when),
  put(key(clientLinksPk(value.subsidiary), value.id), { id: value.id }),
];

const PAGE = 1_000;

/** All items of a partition, in order. */
export const readPartition = async (
  records: Records,
  pk: string,
  { consistent = false, signal }: { readonly consistent?: boolean; readonly signal?: AbortSignal } = {},
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await records.query({ table, pk, limit: PAGE, after, consistent }, { signal });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
};
