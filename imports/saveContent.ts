import { PortError } from '../platform/errors.ts';
import type { Content } from '../subgraphs/content/record.ts';
import type { ContentToSave, ContentWriter, Pointing } from '../subgraphs/content/save.ts';
import type { ContentStore, StoredState } from '../subgraphs/content/store.ts';

/** What became of a record. `taken`: names that it goes without, since other records hold them, in words. */
export type SaveResult =
  | { readonly became: 'created' | 'updated' | 'unchanged'; readonly taken: readonly string[] }
  | { readonly became: 'editedHere' }
  | { readonly became: 'older' }
  | { readonly became: 'refused'; readonly reason: string };

/** What saving works with. */
export interface SaveContext {
  readonly store: ContentStore;
  readonly writer: ContentWriter;
  /** Whether nothing is written. */
  readonly dryRun: boolean;
  /** Whether the run that is gone on with may have saved these records already. */
  readonly replay: boolean;
}

const MAX_STALE = 3;

/** More names than a record has are never taken off it. */
const MAX_ATTEMPTS = 40;

const isStored = ({ content, as }: ContentToSave, { meta, work }: StoredState): boolean => {
  const live = meta?.live === true ? meta : undefined;
  const [stored, beside] = as === 'live' ? [live, work] : [work, live];
  return beside === undefined && stored?.source?.sourceHash === content.source?.sourceHash;
};

/** Whether what is stored was changed at its source later than what would be saved: an export that lay around never takes a record back. */
const isOlder = ({ content }: ContentToSave, { meta, work }: StoredState): boolean => {
  const { since } = content.workflow;
  const stored = [meta?.live === true ? meta : undefined, work].flatMap((record) =>
    record?.source?.system === content.source?.system ? (record?.workflow.since ?? []) : [],
  );
  return since !== undefined && stored.some((time) => time > since);
};

/** What was deleted here stays deleted, whatever its source still has. */
const isEditedHere = ({ meta, work }: StoredState): boolean =>
  (meta?.live === true && meta.editedHere) ||
  (meta?.live === false && meta.deleted !== undefined) ||
  work?.editedHere === true;

/** A record without a name that another holds, with that name in words. `undefined`: it is the slug, which it cannot be without. */
const withoutName = (
  content: Content,
  pointing: Pointing,
): { readonly content: Content; readonly name: string } | undefined => {
  switch (pointing.kind) {
    case 'slug': {
      if (pointing.slug === content.slug) return undefined;
      const formerSlugs = content.formerSlugs.filter((slug) => slug !== pointing.slug);
      return { content: { ...content, formerSlugs }, name: `former slug ${pointing.slug}` };
    }
    case 'alt': {
      const { role, value } = pointing;
      const altIds = content.altIds.filter((altId) => altId.role !== role || altId.value !== value);
      return { content: { ...content, altIds }, name: `${role} ${value}` };
    }
    case 'path': {
      const { site, path } = pointing;
      const paths = content.paths.filter((one) => one.site !== site || one.path !== path);
      return { content: { ...content, paths }, name: `address ${site}${path}` };
    }
  }
};

/** Saves, going without names that others hold: of the slug, the next of `slugs` is tried. */
const saveUnderFreeNames = async (
  next: ContentToSave,
  slugs: readonly string[],
  state: StoredState,
  { store, writer }: SaveContext,
): Promise<Exclude<SaveResult, { became: 'editedHere' | 'older' }>> => {
  const taken: string[] = [];
  const left = [...slugs];
  let { content } = next;
  let previous = state;
  let stale = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const outcome = await writer.save({ ...next, content }, previous);
    if (outcome.outcome === 'saved') {
      return { became: state.meta === undefined && state.work === undefined ? 'created' : 'updated', taken };
    }
    if (outcome.outcome === 'stale') {
      stale += 1;
      if (stale === MAX_STALE) break;
      const [now] = await store.states([content.id]);
      if (now === undefined || isEditedHere(now)) break;
      previous = now;
      continue;
    }
    const rid = withoutName(content, outcome.pointing);
    if (rid !== undefined) {
      taken.push(rid.name);
      content = rid.content;
      continue;
    }
    const slug = left.shift();
    if (slug === undefined)
      return { became: 'refused', reason: `other records hold its slug ${content.slug} and all that were made of it` };
    taken.push(`slug ${content.slug}, which became ${slug}`);
    content = { ...content, slug };
  }
  return { became: 'refused', reason: 'it was changed here at the same time, again and again' };
};

/**
 * Saves a record as its source has it now, unless it is stored so already, in a later version, or somebody edited it here. One that was live and is no longer is
 * taken down first. `slugs` are tried in order where another record holds its slug.
 */
export const saveContent = async (
  next: ContentToSave,
  slugs: readonly string[],
  state: StoredState,
  context: SaveContext,
): Promise<SaveResult> => {
  const { store, writer, dryRun, replay } = context;
  const { content, as, author, at } = next;
  const isNew = state.meta === undefined && state.work === undefined;
  if (isEditedHere(state)) return { became: 'editedHere' };
  if (isStored(next, state)) {
    const stored = as === 'live' && state.meta?.live === true ? state.meta : state.work;
    // What the run itself saved before it was broken off counts as what it was then.
    if (!replay || stored?.source?.runId !== content.source?.runId) return { became: 'unchanged', taken: [] };
    return { became: stored?.version === 1 ? 'created' : 'updated', taken: [] };
  }
  if (isOlder(next, state)) return { became: 'older' };
  if (dryRun) return { became: isNew ? 'created' : 'updated', taken: [] };
  try {
    let previous = state;
    if (as === 'workingCopy' && state.meta?.live === true) {
      await writer.takeDown(content.id, state, { author, at, sourceHash: content.source?.sourceHash });
      const [now] = await store.states([content.id]);
      previous = now ?? previous;
    }
    return await saveUnderFreeNames(next, slugs, previous, context);
  } catch (error) {
    // A record that the store will never have is one record's fault, and no reason to stop.
    if (error instanceof TypeError) return { became: 'refused', reason: error.message };
    if (error instanceof PortError && (error.code === 'TOO_LARGE' || error.code === 'INVALID')) {
      return { became: 'refused', reason: error.message };
    }
    throw error;
  }
};

/** Takes a record down that its source threw away. `created` and `unchanged` never come of it. */
export const withdrawContent = async (
  id: string,
  by: { readonly author: string; readonly at: string },
  state: StoredState,
  { writer, dryRun }: SaveContext,
): Promise<'takenDown' | 'editedHere' | 'notLive'> => {
  if (state.meta?.live !== true) return 'notLive';
  if (isEditedHere(state)) return 'editedHere';
  if (!dryRun) await writer.takeDown(id, state, by);
  return 'takenDown';
};
