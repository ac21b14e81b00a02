import DataLoader from 'dataloader';
import { AnswerError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Read } from '../item.ts';
import { BadItem, sound } from '../item.ts';
import type { RequestScope } from '../subgraph.ts';
import { predicateFor } from '../visibleTo.ts';
import type { Pointing } from './pointing.ts';
import { pointerPk } from './pointing.ts';
import type { Body, LiveContent, Meta, Pointer, Term } from './record.ts';
import type { BodyPart, ContentStore, WholeContent } from './store.ts';
import type { TermReference } from './termStore.ts';

/** One request's reads: what is asked for together is read together, and each thing once. A bad item fails for itself alone. */
export interface Loaders {
  /** What lies under a record's key, seen by nobody yet: only for {@link Loaders.visible} and for what has gone. */
  readonly meta: DataLoader<string, Meta | undefined>;
  /** The text of a record that this viewer sees. */
  readonly body: (content: LiveContent) => Promise<Body | null>;
  readonly term: (kind: Term['kind'], id: string) => Promise<Term | undefined>;
  /** Those that there are, in the order asked; a bad item is left out and logged, as {@link Loaders.sound} does. */
  readonly terms: (kind: Term['kind'], ids: readonly string[]) => Promise<readonly Term[]>;
  /** `undefined` too for a name that no key could hold. */
  readonly pointer: (pointing: Pointing) => Promise<Pointer | undefined>;
  readonly translations: DataLoader<string, readonly string[]>;
  /** The record where it is live and this viewer may see it; the only way from an id to a record. */
  readonly visible: (id: string) => Promise<LiveContent | null>;
  /** What {@link Loaders.visible} decides by. */
  readonly maySee: (meta: Meta | undefined) => meta is LiveContent;
  /** Waits for all; leaves out, and logs once, each that failed as a bad item. */
  readonly sound: <T>(loads: readonly Promise<T>[]) => Promise<T[]>;
}

/** Parts of a pointer's key that stand there as they came; longer ones name nothing. */
const LONGEST_NAME = 255;

/** How long texts are waited for, in milliseconds: less than a subgraph has for its whole answer, so that while object storage hangs only they are missing. */
const TEXT_MS = 1_200;

/** Aborts a read of texts when the request does, or when they have been waited for long enough. */
export const textSignal = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(TEXT_MS)]);

const termKey = ({ kind, id }: TermReference): string => `${kind} ${id}`;

/** Whether a key could hold a name. */
export const couldExist = (pointing: Pointing): boolean => {
  const raw = pointing.kind === 'path' ? [pointing.site] : [pointing.subsidiary];
  if (pointing.kind === 'slug') raw.push(pointing.language);
  return raw.every((part) => part.length <= LONGEST_NAME && part.isWellFormed());
};

/** Loaders for one request. */
export const createLoaders = (store: ContentStore, scope: RequestScope): Loaders => {
  const { signal, log } = scope;
  const predicate = predicateFor(scope.viewer, scope.now);
  const maySee = (found: Meta | undefined): found is LiveContent => {
    const live = found?.live ? found : undefined;
    return live !== undefined && predicate(live);
  };
  const meta = new DataLoader<string, Meta | undefined>((ids) => store.metas(ids, { signal }));
  const part = new DataLoader<string, BodyPart | undefined>((ids) => store.bodies(ids, { signal: textSignal(signal) }));
  const whole = new DataLoader<string, WholeContent | undefined>((ids) =>
    store.whole(ids, { signal: textSignal(signal) }),
  );
  /** Whole lists are loaded, since a page asks for some dozens of terms, and a promise for each would cost more than reading them. */
  const known = new Map<string, Read<Term>>();
  const termLists = new DataLoader<readonly TermReference[], readonly Read<Term>[], string>(
    async (lists) => {
      const missing = new Map<string, TermReference>();
      for (const list of lists)
        for (const each of list) if (!known.has(termKey(each))) missing.set(termKey(each), each);
      const read = missing.size === 0 ? [] : await store.terms([...missing.values()], { signal });
      for (const [at, key] of [...missing.keys()].entries()) known.set(key, read[at]);
      return lists.map((list) => list.map((each) => known.get(termKey(each))));
    },
    { cacheKeyFn: (list) => list.map(termKey).join() },
  );
  const pointer = new DataLoader<Pointing, Pointer | undefined, string>(
    (pointings) => store.pointers(pointings, { signal }),
    { cacheKeyFn: pointerPk },
  );
  const reported = new WeakSet<BadItem>();
  const report = (reason: BadItem): void => {
    if (reported.has(reason)) return;
    reported.add(reason);
    log.error({ id: scope.id, err: reason }, 'a bad item was left out of an answer');
  };
  return {
    meta,
    /*
     * Record and text are two items, read one after the other: a save in between makes a pair that never was, and the viewer's right to the record is
     * none to the text of a later version. Such a pair is read again, consistently, and judged again.
     */
    body: async ({ id, version }) => {
      const found = await part.load(id);
      if (found?.version === version) return found.body;
      const now = await whole.load(id);
      if (!now || !maySee(now.meta)) return null;
      if (now.part && now.part.version !== now.meta.version)
        throw new AnswerError('UNAVAILABLE', 'This text is being changed right now; try again.');
      return now.part?.body ?? null;
    },
    term: async (kind, id) => {
      const [term] = ID_PATTERN.test(id) ? await termLists.load([{ kind, id }]) : [];
      return sound(term);
    },
    terms: async (kind, ids) => {
      const asked = ids.filter((id) => ID_PATTERN.test(id)).map((id) => ({ kind, id }));
      const terms: Term[] = [];
      for (const term of asked.length === 0 ? [] : await termLists.load(asked))
        if (term instanceof BadItem) report(term);
        else if (term) terms.push(term);
      return terms;
    },
    pointer: async (pointing) => (couldExist(pointing) ? pointer.load(pointing) : undefined),
    translations: new DataLoader((groups) => store.translations(groups, { signal })),
    maySee,
    visible: async (id) => {
      const found = ID_PATTERN.test(id) ? await meta.load(id) : undefined;
      return maySee(found) ? found : null;
    },
    sound: async (loads) => {
      const settled = await Promise.allSettled(loads);
      return settled.flatMap((result) => {
        if (result.status === 'fulfilled') return [result.value];
        const reason: unknown = result.reason;
        if (!(reason instanceof BadItem)) throw reason;
        report(reason);
        return [];
      });
    },
  };
};
