import { recordId } from '../platform/ids.ts';

/** The ids of one site's records here, by what its source calls them: the same source always yields the same ids. */
export interface Ids {
  /** Articles, pages and attachments: they share one sequence of numbers in their source. */
  post(externalId: string): string;
  section(slug: string): string;
  tag(slug: string): string;
  contributor(externalId: string): string;
  /** What ties translations of one record. */
  translations(group: string): string;
}

/** Terms, pictures and recent articles are named again and again; this many ids are kept. */
const MEMORY = 50_000;

/** {@link Ids} of a site. */
export const createIds = (origin: {
  readonly system: string;
  readonly dataCentre: string;
  readonly site: string;
}): Ids => {
  const known = new Map<string, string>();
  const idOf = (type: string, externalId: string): string => recordId({ ...origin, type, externalId, language: '' });
  const remembered = (type: string, externalId: string): string => {
    const key = `${type} ${externalId}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const id = idOf(type, externalId);
    if (known.size >= MEMORY) known.clear();
    known.set(key, id);
    return id;
  };
  return {
    post: (externalId) => remembered('post', externalId),
    section: (slug) => remembered('category', slug),
    tag: (slug) => remembered('tag', slug),
    contributor: (externalId) => remembered('author', externalId),
    translations: (group) => idOf('translations', group),
  };
};
