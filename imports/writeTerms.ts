import type { Term } from '../subgraphs/content/record.ts';
import type { ContentWriter, OwnTombstone, SavedBy, TermLost, TermToSave } from '../subgraphs/content/save.ts';
import { TERMS_AT_ONCE } from '../subgraphs/content/save.ts';
import type { UnsavedTerm } from './normaliseTerms.ts';

/** What is stored of a term. */
export type StoredTerm = Term | OwnTombstone | undefined;

/** What became of a term. `taken`: the slug that it goes without, since another has it, and the one that it has, in words. */
export type TermResult =
  | { readonly became: 'created' | 'updated' | 'unchanged'; readonly taken?: string | undefined }
  | { readonly became: 'editedHere' };

/** A term that is to be saved over what is stored. */
export interface PendingTerm {
  readonly term: UnsavedTerm;
  readonly stored: StoredTerm;
}

/** What writing terms works with. */
export interface TermWriting {
  readonly writer: ContentWriter;
  /** What is stored now. */
  readonly read: (terms: readonly UnsavedTerm[]) => Promise<readonly StoredTerm[]>;
  /** What is put behind a slug that another has. */
  readonly label: string;
  readonly by: SavedBy;
}

/** So many characters of its id tell a term from all that have its slug. */
const TELLING = 8;
/** How often those are looked at again that others change, or whose slugs others take, at the same time. */
const ATTEMPTS = 20;

/** What a term is. */
export const termKey = ({ kind, id }: Pick<Term, 'kind' | 'id'>): string => `${kind} ${id}`;

/** What somebody changed here, or deleted, stays so, whatever its source still says. */
export const isEditedHere = (stored: StoredTerm): boolean =>
  stored !== undefined && ('live' in stored || stored.editedHere === true);

/** A term on its way, with the slugs that it may have, in their order. */
interface Trying extends PendingTerm {
  readonly slugs: readonly string[];
}

const withoutSlug = (trying: Trying): Trying => {
  const [, ...slugs] = trying.slugs;
  return slugs.length > 0 ? { ...trying, slugs } : trying;
};

/** Of two that want one slug the first has it. */
const apart = (terms: readonly Trying[]): Trying[] => {
  const taken = new Set<string>();
  const slugOf = ({ term: { kind }, slugs: [slug = ''] }: Trying): string => `${kind} ${slug}`;
  return terms.map((each) => {
    let other = each;
    while (taken.has(slugOf(other)) && other.slugs.length > 1) other = withoutSlug(other);
    taken.add(slugOf(other));
    return other;
  });
};

const saveOf = ({ term, stored, slugs: [slug = term.slug] }: Trying): TermToSave => {
  const before = stored === undefined || 'live' in stored ? undefined : stored;
  return { term: { ...term, slug, version: (before?.version ?? 0) + 1 }, before };
};

const resultOf = ({ term, stored, slugs: [slug] }: Trying): TermResult => ({
  became: stored === undefined ? 'created' : 'updated',
  ...(slug === term.slug ? {} : { taken: `slug ${term.slug}, which became ${slug}` }),
});

/** Saves as many as go into one transaction. */
const writeSome = async (
  terms: readonly PendingTerm[],
  { writer, read, label, by }: TermWriting,
): Promise<Map<string, TermResult>> => {
  const results = new Map<string, TermResult>();

  /** Those that are to be saved yet: under another slug, over what is stored now, or as they were. */
  const left = async (trying: readonly Trying[], lost: readonly (TermLost | undefined)[]): Promise<Trying[]> => {
    const stale = trying.filter((_, at) => lost[at] === 'stale').map(({ term }) => term);
    const found = await read(stale);
    const now = new Map(stale.map((term, at) => [term, found[at]]));
    return trying.flatMap((each, at) => {
      if (lost[at] === 'taken') return [withoutSlug(each)];
      if (lost[at] !== 'stale') return [each];
      const stored = now.get(each.term);
      if (!isEditedHere(stored)) return [{ ...each, stored }];
      results.set(termKey(each.term), { became: 'editedHere' });
      return [];
    });
  };

  let trying = apart(
    terms.map((each) => {
      const { slug, id } = each.term;
      return { ...each, slugs: [slug, `${slug}-${label}`, `${slug}-${id.slice(0, TELLING)}`] };
    }),
  );
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const lost = await writer.saveTerms(trying.map(saveOf), by);
    if (lost.every((each) => each === undefined)) {
      for (const each of trying) results.set(termKey(each.term), resultOf(each));
      return results;
    }
    trying = apart(await left(trying, lost));
  }
  const ids = trying.map(({ term }) => term.id).join(', ');
  throw new Error(`these terms were changed here again and again while they were imported: ${ids}`);
};

/**
 * Saves terms, each once, unless somebody changed or deleted it here meanwhile. One whose slug another has gets one with `label` behind it.
 * @throws where that is so again and again.
 */
export const writeTerms = async (
  terms: readonly PendingTerm[],
  writing: TermWriting,
): Promise<ReadonlyMap<string, TermResult>> => {
  const results = new Map<string, TermResult>();
  for (let at = 0; at < terms.length; at += TERMS_AT_ONCE)
    for (const [key, result] of await writeSome(terms.slice(at, at + TERMS_AT_ONCE), writing)) results.set(key, result);
  return results;
};
