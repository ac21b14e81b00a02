import type { Item, NamedCondition, TableDefinition } from '../../platform/records/port.ts';

/** The tables of every subject: one with all that a table may have, one without anything, and one for the consumers' positions. */
export const recordsTables: readonly TableDefinition[] = [
  {
    name: 'things',
    feed: true,
    indexes: [
      { name: 'lists', pk: 'listPk', sk: 'listSk', projection: 'keys' },
      { name: 'days', pk: 'day', sk: 'minute', projection: 'all' },
    ],
  },
  { name: 'plain', feed: false, indexes: [] },
  { name: 'places', feed: false, indexes: [] },
];

/** Attributes of an item beside its key. */
export type Attributes = Omit<Item, 'pk' | 'sk'>;

/** An operation that puts an item. */
export function put(table: string, pk: string, sk: string, attributes: Attributes = {}, when?: NamedCondition) {
  return { kind: 'put', table, item: { ...attributes, pk, sk }, when } as const;
}
