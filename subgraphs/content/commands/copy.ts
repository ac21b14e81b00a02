import { BadItem } from '../../item.ts';
import type { Body, Content } from '../record.ts';
import { contentSchema } from '../record.ts';
import type { ContentStore, StoredState } from '../store.ts';

/** What a record says in the copy that its editors work on. */
export interface Copy {
  readonly content: Content;
  readonly body: Body;
}

/** The version of the copy that editors work on: the working copy, or where there is none the live version. */
export const copyVersion = ({ meta, work }: StoredState): number | undefined =>
  work?.version ?? (meta?.live ? meta.version : undefined);

/** The section in which a record stands, to those who edit it. */
export const copySection = ({ meta, work }: StoredState): string | undefined =>
  work ? work.section : meta?.live ? meta.section : undefined;

const copyIn = ({ meta, work }: StoredState) => {
  const copy = work ?? (meta?.live ? meta : undefined);
  if (!copy) throw new BadItem('there is no copy of a record that is not there');
  // What belongs to storage alone is no part of what a record says.
  return { version: copy.version, content: contentSchema.parse(copy) };
};

/** The copy that editors work on, with its text. @throws {@link BadItem} where its text is not there. */
export const copyOf = async (state: StoredState, store: ContentStore, signal: AbortSignal): Promise<Copy> => {
  const { version, content } = copyIn(state);
  const { id } = content;
  const { work } = state;
  const [found] = work ? await store.snapshots([{ id, version }], { signal }) : await store.whole([id], { signal });
  if (found instanceof Error) throw found;
  const body = found && ('blocks' in found ? found : found.part?.body);
  if (!body) throw new BadItem(`the copy of ${id} has no text of version ${version}`);
  return { content, body };
};

/** {@link copyOf}, without its text where that cannot be read: what has to go from readers does so all the same. */
export const copyAsFound = async (state: StoredState, store: ContentStore, signal: AbortSignal): Promise<Copy> => {
  try {
    return await copyOf(state, store, signal);
  } catch (error) {
    if (!(error instanceof BadItem)) throw error;
    return { content: copyIn(state).content, body: { blocks: [] } };
  }
};
