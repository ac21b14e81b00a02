import type { RequestScope } from '../subgraph.ts';
import { partitionTag } from '../tags.ts';
import { noteTurn } from '../touched.ts';
import { turnFor } from '../visibleTo.ts';
import { contentPk, ownNamePk, termPk, translationsPk } from './keys.ts';
import { pointerPk } from './pointing.ts';
import type { ContentStore } from './store.ts';

/**
 * A request's own way to the store: it notes what is read, found or not, and when that changes by itself. Texts and versions lie in a record's partition, which
 * is noted with the record, and change with it. The desk stands in no change feed, and who reads consistently asks past every cache: such answers are not kept.
 */
export const noteReads = (store: ContentStore, { viewer, now, touched }: RequestScope): ContentStore => {
  const turn = turnFor(viewer, now);
  const note = (pk: string): void => touched.tag(partitionTag(pk));
  const onDesk = (): void => touched.neverKeep('it was asked of working copies');
  // Each by its name, so that a way to read that is new must say what it notes.
  return {
    bodies: (...asked) => store.bodies(...asked),
    whole: (...asked) => store.whole(...asked),
    revisions: (...asked) => store.revisions(...asked),
    metas: async (ids, options) => {
      if (options?.consistent) touched.neverKeep('a version was asked for, which is read past every cache');
      for (const id of ids) note(contentPk(id));
      const metas = await store.metas(ids, options);
      for (const meta of metas) if (meta && !(meta instanceof Error) && meta.live) noteTurn(turn(meta), touched);
      return metas;
    },
    terms: (references, options) => {
      for (const { kind, id } of references) note(termPk(kind, id));
      return store.terms(references, options);
    },
    termStates: (references, options) => {
      onDesk();
      return store.termStates(references, options);
    },
    namePointers: (names, options) => {
      for (const name of names) note(ownNamePk(name));
      return store.namePointers(names, options);
    },
    pointers: (pointings, options) => {
      for (const pointing of pointings) note(pointerPk(pointing));
      return store.pointers(pointings, options);
    },
    translations: (groups, options) => {
      for (const group of groups) note(translationsPk(group));
      return store.translations(groups, options);
    },
    workPlaces: (owner, page, options) => {
      onDesk();
      return store.workPlaces(owner, page, options);
    },
    copies: (ids, options) => {
      onDesk();
      return store.copies(ids, options);
    },
    snapshots: (versions, options) => {
      onDesk();
      return store.snapshots(versions, options);
    },
    saved: (versions, options) => {
      onDesk();
      return store.saved(versions, options);
    },
    draftPointers: (owner, pointings, options) => {
      onDesk();
      return store.draftPointers(owner, pointings, options);
    },
    states: (ids, options) => {
      onDesk();
      return store.states(ids, options);
    },
  };
};
