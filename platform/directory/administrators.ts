import type { Operation, Records } from '../records/port.ts';
import type { Client } from './items.ts';
import { clientKind } from './kinds.ts';
import { storedOf } from './stored.ts';
import { clientKey, clientLinksPk, readPartition } from './table.ts';

/** Whether a client's own tokens are an administrator's. */
const isAdministrator = ({ roles, retired }: Client): boolean => !retired && roles.includes('administrator');

/** Whether a change takes an administrator away. */
export const endsAdministrator = (before: Client, after: Client): boolean =>
  isAdministrator(before) && !isAdministrator(after);

/**
 * Holds while another client of the same subsidiary is an administrator; `undefined` where none is. For the transaction that takes one away, so that of two
 * at once one is refused and never both are taken. People are no part of it: their groups are known to their user pool alone.
 */
export const anotherAdministrator = async (
  records: Records,
  { id, subsidiary }: Client,
): Promise<Operation | undefined> => {
  const links = await readPartition(records, clientLinksPk(subsidiary), { consistent: true });
  const keys = links.filter(({ sk }) => sk !== id).map(({ sk }) => clientKey(sk));
  const items = await records.getMany(keys, { consistent: true });
  for (const [index, key] of keys.entries()) {
    const item = items[index];
    const other = item && storedOf(clientKind, item);
    if (other?.value.subsidiary === subsidiary && isAdministrator(other.value))
      return { kind: 'check', key, when: other.unchanged };
  }
  return undefined;
};
