import type { Records } from '../../../platform/records/port.ts';
import type { DueCommand, DueSource, DueUnreadable } from '../../../writes/due.ts';
import { dueActor } from '../../../writes/due.ts';
import { createDueItems } from '../../../writes/dueIndex.ts';
import { idOfMediaPk, mediaDeskTable } from '../keys.ts';
import type { MediaStore } from '../store.ts';

/** Assets that have expired. */
export const createMediaDue = ({
  records,
  store,
}: {
  readonly records: Records;
  readonly store: Pick<MediaStore, 'metas'>;
}): DueSource => {
  const due = createDueItems(records, mediaDeskTable.name);
  return {
    find: async (now, limit, signal) => {
      const moment = new Date(now).toISOString();
      const items = await due.find(moment, limit, signal);
      const ids = items.map(({ pk }) => idOfMediaPk(pk) ?? '');
      const metas = await store.metas(ids, { consistent: true, signal });
      return items.flatMap((item, index): (DueCommand | DueUnreadable)[] => {
        const asset = metas[index];
        const forget = (): Promise<void> => due.forget(item);
        if (asset instanceof Error) return [{ subject: ids[index] ?? '', fault: asset, forget }];
        // It may have changed since.
        if (!asset?.live) return [];
        const { id, owner, version, expires } = asset;
        if (expires === undefined || expires > moment) return [];
        const command = { kind: 'expireMedia', subject: id, expects: version, input: { expires } };
        return [{ command: { ...command, actor: dueActor(owner) }, forget }];
      });
    },
  };
};
