import { z } from 'zod';
import type { Command, CommandHandler, Prepared, Refusal } from '../../../writes/command.ts';
import { checkInput, conflict } from '../../inputs.ts';
import { sound } from '../../item.ts';
import { authorOf } from '../../roles.ts';
import type { CollectionState } from '../collectionPlans.ts';
import { collectionOperations, nextCollectionVersion } from '../collectionPlans.ts';
import type { Collection, CollectionItem } from '../collectionRecord.ts';
import type { CollectionStore } from '../collectionStore.ts';
import { NAME_FREE } from '../names.ts';
import { SHAPE } from '../record.ts';
import type { ContentStore } from '../store.ts';
import type { CollectionInput } from './collectionFields.ts';
import { collectionInput } from './collectionFields.ts';
import { slugOf } from './fields.ts';
import type { Looking } from './looking.ts';
import { createLookingHandler } from './looking.ts';
import { isComing } from './references.ts';
import { mayPublish, mayWriteIn } from './rights.ts';

/** What commands of collections stand on. */
export interface CollectionParts {
  readonly store: ContentStore;
  readonly collections: CollectionStore;
}

/** What is to become of a collection. */
interface Seen {
  readonly given: CollectionInput;
  readonly due: string | undefined;
  readonly state: CollectionState;
  /** What its sender has seen. */
  readonly shown: Collection | undefined;
}

const notThere: Refusal = { code: 'NOT_FOUND', message: 'There is no such collection.', field: 'id' };
const notFound = (what: string, id: string, field: string): Refusal => ({
  code: 'NOT_FOUND',
  message: `There is no ${what} ${id}.`,
  field,
});

/** Both copies of a collection, for who saves. @throws BadItem */
export const collectionStateOf = async (
  id: string,
  collections: CollectionStore,
  signal: AbortSignal,
): Promise<CollectionState> => {
  const [copies] = await collections.copies([id], { signal });
  return { meta: sound(copies?.meta), work: sound(copies?.work) };
};

/** What is not there of all that a collection names, or is another's. */
const missing = async (
  { section, items }: CollectionInput,
  owner: string,
  beside: readonly Command[],
  store: ContentStore,
  signal: AbortSignal,
): Promise<Refusal[]> => {
  const sections = [
    ...(section ? [{ id: section, field: 'collection.section' }] : []),
    ...items.flatMap((each, at) =>
      each.section ? [{ id: each.section, field: `collection.items[${at}].section` }] : [],
    ),
  ].filter(({ id }) => !isComing('section', id, beside));
  const records = items
    .flatMap((each, at) => (each.content ? [{ id: each.content, field: `collection.items[${at}].content` }] : []))
    .filter(({ id }) => !isComing('content', id, beside));
  const [terms, copies] = await Promise.all([
    sections.length === 0
      ? []
      : store.terms(
          sections.map(({ id }) => ({ kind: 'section', id })),
          { consistent: true, signal },
        ),
    records.length === 0
      ? []
      : store.states(
          records.map(({ id }) => id),
          { signal },
        ),
  ]);
  return [
    ...sections.flatMap(({ id, field }, at) =>
      sound(terms[at])?.owner === owner ? [] : [notFound('section', id, field)],
    ),
    ...records.flatMap(({ id, field }, at) => {
      const { meta, work } = copies[at] ?? {};
      const there = meta?.live === true || work !== undefined;
      return there && (meta ?? work)?.owner === owner ? [] : [notFound('record', id, field)];
    }),
  ];
};

const itemOf = ({ content, section, url, title }: CollectionInput['items'][number]): CollectionItem => ({
  ...(content ? { content } : {}),
  ...(section ? { section } : {}),
  ...(url ? { url } : {}),
  ...(title ? { title } : {}),
});

const prepared = (
  collection: Collection,
  state: CollectionState,
  by: { readonly author: string; readonly at: string; readonly receipt: string },
): Prepared => ({
  version: collection.version,
  operations: collectionOperations(collection, state, by),
  lost: (failed) =>
    failed.some(({ name }) => name === NAME_FREE)
      ? {
          code: 'SLUG_TAKEN',
          message: `Another collection has the slug ${collection.slug}.`,
          field: 'collection.slug',
        }
      : undefined,
});

/** `saveCollection`: makes one, or says anew all that one says; now, or by itself at a time that is to come. */
export const createCollectionHandler = ({ store, collections }: CollectionParts): CommandHandler => {
  const look: Looking<Seen>['look'] = async ({ actor, subject, expects, input }, beside, signal) => {
    const checked = checkInput(collectionInput, input);
    const state: CollectionState =
      expects === 'absent'
        ? { meta: undefined, work: undefined }
        : await collectionStateOf(subject, collections, signal);
    const shown = state.work ?? state.meta;
    const there = expects === 'absent' || shown?.owner === actor.organisation;
    if (!there || 'faults' in checked) {
      const faults = 'faults' in checked ? checked.faults : [];
      const [first = notThere, ...others] = [...faults, ...(there ? [] : [notThere])];
      return { refused: [first, ...others] };
    }
    const given = checked.input.collection;
    const [refusal, ...others] = [
      ...mayPublish(actor),
      ...(shown ? mayWriteIn(actor, shown.section, 'id') : []),
      ...mayWriteIn(actor, given.section ?? undefined, 'collection.section'),
      ...(await missing(given, actor.organisation, beside, store, signal)),
    ];
    if (refusal) return { refused: [refusal, ...others] };
    return { seen: { given, due: checked.input.at ?? undefined, state, shown } };
  };

  return createLookingHandler({
    look,
    versionOf: ({ shown }) => shown?.version,
    plan: async ({ given, due, state, shown }, { command: { actor, subject }, at, receipt }) => {
      const collection: Collection = {
        v: SHAPE,
        id: subject,
        owner: actor.organisation,
        name: given.name,
        slug: given.slug ?? shown?.slug ?? slugOf(given.name),
        description: given.description ?? undefined,
        section: given.section ?? undefined,
        items: given.items.map(itemOf),
        version: nextCollectionVersion(state),
        versionCreated: at,
        due: due !== undefined && due > at ? due : undefined,
      };
      return prepared(collection, state, { author: authorOf(actor), at, receipt });
    },
  });
};

const dueInput = z.object({ due: z.iso.datetime({ precision: 3 }) });

/** A collection whose time has come is so for readers. */
export const createCollectionDueHandler = ({ collections }: Pick<CollectionParts, 'collections'>): CommandHandler => ({
  check: async ({ input, actor }) => {
    const checked = checkInput(dueInput, input);
    return 'faults' in checked ? checked.faults : mayPublish(actor);
  },
  prepare: async ({ command: { actor, subject, expects }, receipt, now, signal }) => {
    const state = await collectionStateOf(subject, collections, signal);
    const { work } = state;
    if (work?.owner !== actor.organisation || typeof expects !== 'number') return { refused: [notThere] };
    if (work.version !== expects) return { refused: [conflict(expects, work.version)] };
    const at = new Date(now).toISOString();
    const version = nextCollectionVersion(state);
    const collection: Collection = { ...work, version, versionCreated: at, due: undefined };
    return prepared(collection, state, { author: authorOf(actor), at, receipt });
  },
});
