import type { Item, Records } from '../../../platform/records/port.ts';
import { ConditionFailed } from '../../../platform/records/port.ts';
import type { DueCommand, DueSource } from '../../../writes/due.ts';
import { dueActor } from '../../../writes/due.ts';
import { DUE, EXPIRES_SK, idOfMediaPk, mediaDeskTable } from '../keys.ts';
import type { MediaStore } from '../store.ts';

/** Assets that have expired. */
export const createMediaDue = ({
  records,
  store,
}: {
  readonly records: Records;
  readonly store: Pick<MediaStore, 'metas'>;
}): DueSource => {
  /** Takes an item out of the index, unless it has been written anew. */
  const forget = async ({ pk, dsk }: Item): Promise<void> => {
    const key = { table: mediaDeskTable.name, pk, sk: EXPIRES_SK };
    const value = typeof dsk === 'string' ? dsk : '';
    const same = { name: 'stillDue', condition: { kind: 'equals', attribute: 'dsk', value } } as const;
    try {
      await records.transact([{ kind: 'update', key, remove: ['dpk', 'dsk'], when: same }]);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  };

  return {
    find: async (now, limit, signal) => {
      const moment = new Date(now).toISOString();
      const { items } = await records.query(
        // What follows a moment in a key sorts before '~'.
        { table: mediaDeskTable.name, index: 'due', pk: DUE, to: `${moment}~`, limit },
        { signal },
      );
      const ids = items.map(({ pk }) => idOfMediaPk(pk) ?? '');
      const metas = await store.metas(ids, { consistent: true, signal });
      return items.flatMap((item, index): DueCommand[] => {
        const asset = metas[index];
        // One that cannot be read, or has changed since, holds up no other.
        if (!asset || asset instanceof Error || !asset.live) return [];
        const { id, owner, version, expires } = asset;
        if (expires === undefined || expires > moment) return [];
        const command = { kind: 'expireMedia', subject: id, expects: version, input: { expires } };
        return [{ command: { ...command, actor: dueActor(owner) }, forget: () => forget(item) }];
      });
    },
  };
};
