/**
 * What can be asked, and which fields its answer tells of: who may filter by a field knows it. An element is shown only where all that it tells is shown,
 * of those types that are shown at all.
 */
export const oracles: Readonly<Record<string, readonly string[]>> = {
  'Query.contentBySlug': ['Content.slug'],
  'Query.contentByAltId': ['Content.altIds'],
  'Query.collection(slug:)': ['Collection.slug'],
  'Section.content': ['Content.section'],
  'Tag.content': ['Content.tags'],
  'Contributor.content': ['Content.contributors'],
  'LatestContentFilter.section': ['Content.section'],
  'LatestContentFilter.owner': ['Content.owner'],
  'WorkingCopyFilter.section': ['Content.section'],
  // What a view hides by its name is not to be had in a batch either.
  'WriteCommandInput.createContent': ['Mutation.createContent'],
  'WriteCommandInput.updateContent': ['Mutation.updateContent'],
  'WriteCommandInput.publishContent': ['Mutation.publishContent'],
  'WriteCommandInput.withdrawContent': ['Mutation.withdrawContent'],
  'WriteCommandInput.deleteContent': ['Mutation.deleteContent'],
  'WriteCommandInput.killContent': ['Mutation.killContent'],
  'WriteCommandInput.restoreRevision': ['Mutation.restoreRevision'],
  'WriteCommandInput.saveSection': ['Mutation.saveSection'],
  'WriteCommandInput.saveTag': ['Mutation.saveTag'],
  'WriteCommandInput.saveContributor': ['Mutation.saveContributor'],
  'WriteCommandInput.saveCollection': ['Mutation.saveCollection'],
  'SearchFilter.types': ['Content.type', 'MediaAsset.type'],
  'SearchFilter.owners': ['Content.owner', 'MediaAsset.owner'],
  'SearchFilter.sections': ['Content.section'],
  'SearchFilter.tags': ['Content.tags'],
  'SearchFilter.contributors': ['Content.contributors'],
  'SearchFilter.languages': ['Content.language'],
  'SearchFilter.publishedFrom': ['Content.published'],
  'SearchFilter.publishedBefore': ['Content.published'],
  'SearchSort.NEWEST': ['Content.published'],
  'SearchSort.OLDEST': ['Content.published'],
  'FacetField.TYPE': ['Content.type', 'MediaAsset.type'],
  'FacetField.OWNER': ['Content.owner', 'MediaAsset.owner'],
  'FacetField.SECTION': ['Content.section'],
  'FacetField.TAG': ['Content.tags'],
  'FacetField.CONTRIBUTOR': ['Content.contributors'],
  'FacetField.LANGUAGE': ['Content.language'],
};

/** Fields that answer with an enum value only where it was asked for. */
export const echoes: ReadonlySet<string> = new Set(['Facet.field']);

/** Unions of which a type can be hidden, since their resolvers leave out what is of it. */
export const sieved: ReadonlySet<string> = new Set(['SearchNode']);
