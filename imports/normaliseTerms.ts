import { hash } from 'node:crypto';
import type { Term } from '../subgraphs/content/record.ts';
import { SHAPE } from '../subgraphs/content/record.ts';
import type { RawContributor, RawTerm, RawTermReference } from './rawRecord.ts';
import type { Settings } from './settings.ts';

/** A term without what only the store knows. */
export type UnsavedTerm = Omit<Term, 'version'>;

const withHash = (term: Omit<UnsavedTerm, 'sourceHash' | 'v'>): UnsavedTerm => ({
  v: SHAPE,
  ...term,
  sourceHash: hash('sha256', JSON.stringify(term), 'hex'),
});

/** A section or tag as its own element describes it; `undefined` for other taxonomies, which records keep in their extensions. */
export const normaliseTerm = (raw: RawTerm, { owner, ids }: Settings): UnsavedTerm | undefined => {
  const described = raw.description === undefined ? {} : { description: raw.description };
  if (raw.taxonomy === 'category') {
    const parent = raw.parent === undefined ? {} : { parent: ids.section(raw.parent) };
    return withHash({
      id: ids.section(raw.slug),
      kind: 'section',
      owner,
      name: raw.name,
      slug: raw.slug,
      ...described,
      ...parent,
    });
  }
  if (raw.taxonomy !== 'post_tag') return undefined;
  return withHash({ id: ids.tag(raw.slug), kind: 'tag', owner, name: raw.name, slug: raw.slug, ...described });
};

/** Somebody who writes. */
export const normaliseContributor = (raw: RawContributor, { owner, ids }: Settings): UnsavedTerm =>
  withHash({
    id: ids.contributor(raw.externalId),
    kind: 'contributor',
    owner,
    name: raw.name,
    slug: raw.slug,
    ...(raw.biography === undefined ? {} : { description: raw.biography }),
  });

/** A term as a record names it, for one that no element describes. Its hash is that of no element, so that one that comes later replaces it. */
export const namedTerm = (
  kind: 'section' | 'tag',
  { slug, name }: RawTermReference,
  { owner, ids }: Settings,
): UnsavedTerm => ({ v: SHAPE, id: kind === 'section' ? ids.section(slug) : ids.tag(slug), kind, owner, name, slug });

/** A contributor of whom a record says no more than the name. */
export const namedContributor = (externalId: string, name: string, { owner, ids }: Settings): UnsavedTerm => ({
  v: SHAPE,
  id: ids.contributor(externalId),
  kind: 'contributor',
  owner,
  name,
  slug: externalId,
});
