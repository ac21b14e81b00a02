import { AnswerError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Placed } from '../connection.ts';
import { connectionOf, pageSize } from '../connection.ts';
import { BadItem } from '../item.ts';
import type { Context } from './context.ts';
import { orderKey } from './keys.ts';
import type { ListedCopy } from './listedCopy.ts';
import { isWithin } from './sections.ts';
import type { Copies } from './store.ts';
import type {
  QueryResolvers,
  ResolversTypes,
  WorkingCopyFilter,
  WorkingCopyResolvers,
  WorkingCopyState,
} from './types.generated.ts';

/** Places read at once, and how often, until a page is full. */
const ROUND = 100;
const MOST_ROUNDS = 5;

const stateOf = ({ work, liveVersion }: ListedCopy): WorkingCopyState => {
  if (work.due !== undefined) return 'SCHEDULED';
  return liveVersion === undefined ? 'DRAFT' : 'CORRECTION';
};

const idIn = (place: string): string => place.slice(place.indexOf('#') + 1);

/** What lies at a place, where it is the viewer's to see. What was killed is nobody's work any more. */
const listed = (place: string, found: Copies | undefined, { scope }: Context): ListedCopy | undefined => {
  const { meta, work } = found ?? {};
  for (const each of [meta, work])
    if (each instanceof BadItem) scope.log.error({ id: scope.id, err: each }, 'a bad item was left out of an answer');
  if (!work || work instanceof BadItem || meta instanceof BadItem) return undefined;
  // An index may lag: a place that the copy has left behind would show it twice.
  if (orderKey(work.versionCreated, work.id) !== place || work.owner !== scope.viewer.organisation) return undefined;
  if (!isWithin(scope.viewer, work.section) || (meta?.live === false && meta.killed)) return undefined;
  return { work, liveVersion: meta?.live ? meta.version : undefined };
};

const fits = (copy: ListedCopy, { state, section }: WorkingCopyFilter): boolean =>
  (!state || stateOf(copy) === state) && (!section || copy.work.section === section);

/** A page, one longer than asked for where there is more, and where reading ended without filling it. */
const read = async (
  page: { readonly size: number; readonly beyond: string | undefined; readonly filter: WorkingCopyFilter },
  context: Context,
): Promise<{ readonly entries: readonly Placed<ListedCopy>[]; readonly stoppedAt: string | undefined }> => {
  const { store, scope } = context;
  const { signal } = scope;
  const entries: Placed<ListedCopy>[] = [];
  let beyond = page.beyond;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const places = await store.workPlaces(scope.viewer.organisation, { size: ROUND, beyond }, { signal });
    const found = places.length === 0 ? [] : await store.copies(places.map(idIn), { signal });
    for (const [index, place] of places.entries()) {
      const copy = listed(place, found[index], context);
      if (copy && fits(copy, page.filter)) entries.push({ node: copy, position: [place] });
    }
    if (entries.length > page.size || places.length < ROUND)
      return { entries: entries.slice(0, page.size + 1), stoppedAt: undefined };
    beyond = places.at(-1);
  }
  return { entries, stoppedAt: beyond };
};

type Connection = Awaited<ResolversTypes['WorkingCopyConnection']>;

/** The working copies of a subsidiary, for its editors. */
export const workingCopyQueries: Pick<QueryResolvers, 'workingCopies'> = {
  workingCopies: async (_, { filter, first, after }, context): Promise<Connection> => {
    context.previews.check();
    const { state, section } = filter ?? {};
    if (section && !ID_PATTERN.test(section))
      throw new AnswerError('BAD_REQUEST', '`section` is no id: 26 letters and digits.');
    const size = pageSize(first, 20);
    const binding = `workingCopies ${JSON.stringify([state ?? null, section ?? null])}`;
    const [place] = after ? context.cursors.decode(binding, after) : [];
    const beyond = typeof place === 'string' ? place : undefined;
    const { entries, stoppedAt } = await read({ size, beyond, filter: { state, section } }, context);
    return connectionOf(entries, {
      size,
      after,
      binding,
      cursors: context.cursors,
      stoppedAt: stoppedAt === undefined ? undefined : [stoppedAt],
    });
  },
};

/** What a listed working copy shows. */
export const workingCopyFields: WorkingCopyResolvers = {
  state: stateOf,
  due: ({ work }) => work.due ?? null,
  saved: ({ work }) => work.versionCreated,
  version: ({ work }) => work.version,
  liveVersion: ({ liveVersion }) => liveVersion ?? null,
  content: ({ work }) => work,
};
