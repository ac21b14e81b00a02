import type { Item, Records } from '../../../platform/records/port.ts';
import type { DueCommand, DueSource } from '../../../writes/due.ts';
import { dueActor } from '../../../writes/due.ts';
import { createDueItems } from '../../../writes/dueIndex.ts';
import { BadItem } from '../../item.ts';
import type { CollectionCopies, CollectionStore } from '../collectionStore.ts';
import { collectionOfPk, contentDeskTable, EXPIRES_SK, idOfPk } from '../keys.ts';
import type { ContentStore, Copies } from '../store.ts';

/** What an entry of the index comes to, held against the record as it is: it may have changed since. One that cannot be read holds up no other. */
const commandOf = (
  id: string,
  sk: string,
  { meta, work }: Copies,
  moment: string,
): DueCommand['command'] | undefined => {
  if (work instanceof BadItem || meta instanceof BadItem) return undefined;
  if (sk === 'WORK' && work?.due !== undefined && work.due <= moment) {
    const { owner, version, due } = work;
    return { kind: 'publishDue', subject: id, expects: version, input: { due }, actor: dueActor(owner) };
  }
  if (sk === EXPIRES_SK && meta?.live && meta.expires !== undefined && meta.expires <= moment) {
    const { owner, version, expires } = meta;
    return { kind: 'expireContent', subject: id, expects: version, input: { expires }, actor: dueActor(owner) };
  }
  return undefined;
};

/** {@link commandOf} for what a collection is to be next. */
const collectionCommandOf = (
  id: string,
  { work }: CollectionCopies,
  moment: string,
): DueCommand['command'] | undefined => {
  if (!work || work instanceof BadItem || work.due === undefined || work.due > moment) return undefined;
  const { owner, version, due } = work;
  return { kind: 'publishCollection', subject: id, expects: version, input: { due }, actor: dueActor(owner) };
};

/** Working copies and collections that are to go live, and live records that are to come down. */
export const createContentDue = ({
  records,
  store,
  collections,
}: {
  readonly records: Records;
  readonly store: ContentStore;
  readonly collections: CollectionStore;
}): DueSource => {
  const dueItems = createDueItems(records, contentDeskTable.name);

  return {
    find: async (now, limit, signal) => {
      const moment = new Date(now).toISOString();
      const items = await dueItems.find(moment, limit, signal);
      const ids = [...new Set(items.flatMap(({ pk }) => idOfPk(pk) ?? []))];
      const copies = new Map((await store.copies(ids, { signal })).map((copy, index) => [ids[index], copy]));
      const ordered = [...new Set(items.flatMap(({ pk }) => collectionOfPk(pk) ?? []))];
      const next = new Map(
        (await collections.copies(ordered, { signal })).map((copy, index) => [ordered[index], copy]),
      );
      const commandFor = ({ pk, sk }: Item): DueCommand['command'] | undefined => {
        const [id, collection] = [idOfPk(pk), collectionOfPk(pk)];
        const [copy, order] = [copies.get(id), next.get(collection)];
        if (id !== undefined && copy) return commandOf(id, sk, copy, moment);
        return collection !== undefined && order ? collectionCommandOf(collection, order, moment) : undefined;
      };
      return items.flatMap((item): DueCommand[] => {
        const command = commandFor(item);
        return command ? [{ command, forget: () => dueItems.forget(item) }] : [];
      });
    },
  };
};
