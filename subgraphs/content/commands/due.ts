import type { Item, Records } from '../../../platform/records/port.ts';
import type { DueCommand, DueSource, DueUnreadable } from '../../../writes/due.ts';
import { dueActor } from '../../../writes/due.ts';
import { createDueItems } from '../../../writes/dueIndex.ts';
import { BadItem } from '../../item.ts';
import type { CollectionCopies, CollectionStore } from '../collectionStore.ts';
import { collectionOfPk, contentDeskTable, EXPIRES_SK, idOfPk } from '../keys.ts';
import type { ContentStore, Copies } from '../store.ts';

/** What an entry of the index comes to, held against the record as it is: it may have changed since, or be unreadable. */
const commandOf = (
  id: string,
  sk: string,
  { meta, work }: Copies,
  moment: string,
): DueCommand['command'] | BadItem | undefined => {
  if (work instanceof BadItem) return work;
  if (meta instanceof BadItem) return meta;
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

const subjectOf = ({ pk }: Item): string => idOfPk(pk) ?? collectionOfPk(pk) ?? pk;

/** {@link commandOf} for what a collection is to be next. */
const collectionCommandOf = (
  id: string,
  { work }: CollectionCopies,
  moment: string,
): DueCommand['command'] | BadItem | undefined => {
  if (work instanceof BadItem) return work;
  if (work?.due === undefined || work.due > moment) return undefined;
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
      const commandFor = ({ pk, sk }: Item): DueCommand['command'] | BadItem | undefined => {
        const [id, collection] = [idOfPk(pk), collectionOfPk(pk)];
        const [copy, order] = [copies.get(id), next.get(collection)];
        if (id !== undefined && copy) return commandOf(id, sk, copy, moment);
        return collection !== undefined && order ? collectionCommandOf(collection, order, moment) : undefined;
      };
      return items.flatMap((item): (DueCommand | DueUnreadable)[] => {
        const command = commandFor(item);
        const forget = (): Promise<void> => dueItems.forget(item);
        if (command instanceof BadItem) return [{ subject: subjectOf(item), fault: command, forget }];
        return command ? [{ command, forget }] : [];
      });
    },
  };
};
