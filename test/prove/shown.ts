/*
 * What each view shows, as a person has written it down. Nothing here is read from the schema's own tags: a field whose tag changes there is another here, and is found.
 */

/** The visibility of every element; what stands in brackets are arguments, with their own tag behind `!` where it is not the field's. */
const TAGS = `
AltId provenance: role value
AltIdInput editorial: role value
BlockEdit editorial: REPLACE INSERT REMOVE
BlockInput editorial: paragraph heading list quote picture gallery embed table html post
BlockPatch editorial: edit at block
Body public: blocks html text wordCount
Collection editorial: version due
Collection public: id name slug description section owner items(first)
CollectionInput editorial: name slug description section items
CollectionItem public: title content section url
CollectionItemInput editorial: content section url title
Content editorial: version versionCreated workflow revisions(first,after) extensions
Content provenance: altIds source
Content public: id type owner section tags contributors byline headline alternativeHeadline standfirst body language translations slug canonicalUrl seo leadMedia media published firstPublished updated expires correction pubStatus related(first)
Content rights: rights
ContentConnection public: edges pageInfo
ContentEdge public: cursor node
ContentInput editorial: type headline language slug body section tags contributors byline alternativeHeadline standfirst canonicalUrl seo leadMedia expires usageTerms copyrightHolder copyrightNotice excludedTerritories altIds extensions
ContentPatch editorial: type headline language slug body blocks section tags contributors byline alternativeHeadline standfirst canonicalUrl seo leadMedia expires usageTerms copyrightHolder copyrightNotice excludedTerritories altIds extensions
ContentType public: ARTICLE LIVEBLOG GALLERY VIDEO AUDIO PAGE
Contributor editorial: version
Contributor public: id name slug biography owner content(first,after)
ContributorInput editorial: name slug biography
CreateContentInput editorial: content
Crop public: ORIGINAL SQUARE LANDSCAPE PORTRAIT WIDE
DeleteContentInput editorial: id expectedVersion
DeleteMediaInput editorial: id expectedVersion
EmbedBlock public: url provider caption
EmbedInput editorial: url provider caption
Facet public: field values
FacetField public: KIND TYPE OWNER SECTION TAG CONTRIBUTOR LANGUAGE
FacetValue public: value count section tag contributor owner
FocalPoint public: x y
FocalPointInput editorial: x y
FormField editorial: name value
GalleryBlock public: pictures caption
GalleryInput editorial: pictures caption
Grant public: READ WRITE EXPLORE PREVIEW REGISTER NARROW APQ PERSISTED_ONLY
HeadingBlock public: level html
HeadingInput editorial: level html
Highlight public: field text html
HtmlBlock public: html
ImageFormat public: AVIF WEBP JPEG
KillContentInput editorial: id reason
LatestContentFilter public: section owner
LicensedPackage public: id delayMinutes
ListBlock public: ordered items
ListInput editorial: ordered items
MediaAsset editorial: version rejection
MediaAsset provenance: source
MediaAsset public: id type status owner altText caption creditText contentType width height duration sizeInBytes checksum focalPoint placeholder original renditions(crop,widths,format)
MediaAsset rights: rights
MediaPatch editorial: altText caption creditText language focalPoint expires withheld usageTerms copyrightHolder copyrightNotice excludedTerritories
MediaStatus public: AWAITING_UPLOAD PROCESSING READY REJECTED MISSING
MediaType public: IMAGE VIDEO AUDIO DOCUMENT
MediaUpload editorial: receipt id url fields expiresAt
Mutation editorial: createContent(idempotencyKey,content,onBehalfOf) updateContent(idempotencyKey,id,expectedVersion,patch,onBehalfOf) publishContent(idempotencyKey,id,expectedVersion,at,correction,onBehalfOf) withdrawContent(idempotencyKey,id,expectedVersion,onBehalfOf) deleteContent(idempotencyKey,id,expectedVersion,onBehalfOf) killContent(idempotencyKey,id,reason,onBehalfOf) restoreRevision(idempotencyKey,id,expectedVersion,revision,onBehalfOf) saveSection(idempotencyKey,id,expectedVersion,section,onBehalfOf) saveTag(idempotencyKey,id,expectedVersion,tag,onBehalfOf) saveContributor(idempotencyKey,id,expectedVersion,contributor,onBehalfOf) saveCollection(idempotencyKey,id,expectedVersion,collection,at,onBehalfOf) writeBatch(commands,atomic)
Mutation editorial: requestMediaUpload(idempotencyKey,filename,contentType,sizeInBytes,checksum,details,onBehalfOf) updateMedia(idempotencyKey,id,expectedVersion,patch,onBehalfOf) deleteMedia(idempotencyKey,id,expectedVersion,onBehalfOf)
PageInfo public: hasNextPage hasPreviousPage startCursor endCursor
ParagraphBlock public: html
PictureBlock public: media caption credit
PictureInput editorial: media caption credit
PostBlock public: id published title blocks
PostInput editorial: id published title blocks
PubStatus public: USABLE WITHHELD CANCELED
Query editorial: writeReceipt(id,waitMs) writeReceipts(filter,first,after) workingCopies(filter,first,after)
Query provenance: contentByAltId(subsidiary,role,value)
Query public: viewer content(id,minVersion!editorial,preview!editorial) contentBySlug(subsidiary,slug,language,preview!editorial) route(site,path,preview!editorial) latestContent(filter,first,after) section(id) contributor(id) tag(id) collection(id,slug,preview!editorial) subsidiary(id) subsidiaries mediaAsset(id) search(query,filter,sort,first,after) suggest(prefix,first)
PublishContentInput editorial: id expectedVersion at correction
QuoteBlock public: html citation
QuoteInput editorial: html citation
Rendition public: url width height contentType
RestoreRevisionInput editorial: id expectedVersion revision
Revision editorial: version created author live headline
RevisionConnection editorial: edges pageInfo
RevisionEdge editorial: cursor node
Rights rights: usageTerms copyrightHolder copyrightNotice packages excludedTerritories
Route public: kind status content location
RouteKind public: CONTENT REDIRECT GONE
SaveCollectionInput editorial: id expectedVersion collection at
SaveContributorInput editorial: id expectedVersion contributor
SaveSectionInput editorial: id expectedVersion section
SaveTagInput editorial: id expectedVersion tag
SearchConnection public: edges facets(fields,first) totalCount pageInfo
SearchEdge public: cursor node highlights
SearchFilter public: kinds types owners sections tags contributors languages publishedFrom publishedBefore
SearchKind public: CONTENT MEDIA
SearchSort public: RELEVANCE NEWEST OLDEST
Section editorial: version
Section public: id name slug description parent owner content(first,after)
SectionInput editorial: name slug description parent
Seo public: title description
SeoInput editorial: title description
SignedLink public: url expiresAt
SourceProvenance provenance: system dataCentre site externalId editUrl exportFile byteRange runId sourceHash repairs
Subsidiary public: id name site language
Suggestion public: text count
TableBlock public: head rows caption
TableInput editorial: head rows caption
Tag editorial: version
Tag public: id name slug description owner content(first,after)
TagInput editorial: name slug description
UpdateContentInput editorial: id expectedVersion patch
UpdateMediaInput editorial: id expectedVersion patch
Viewer public: id name partner application channel territory view packages grants
WithdrawContentInput editorial: id expectedVersion
Workflow editorial: state sourceStatus since reason
WorkingCopy editorial: state due saved version liveVersion content
WorkingCopyConnection editorial: edges pageInfo
WorkingCopyEdge editorial: cursor node
WorkingCopyFilter editorial: state section
WorkingCopyState editorial: DRAFT SCHEDULED CORRECTION
WriteCommandInput editorial: idempotencyKey onBehalfOf as createContent updateContent publishContent withdrawContent deleteContent killContent restoreRevision saveSection saveTag saveContributor saveCollection updateMedia deleteMedia
WriteError editorial: code message field
WriteErrorCode editorial: VERSION_CONFLICT IDEMPOTENCY_CONFLICT SLUG_TAKEN NOT_FOUND INVALID FORBIDDEN
WriteReceipt editorial: id state mutation subject version error errors acceptedAt appliedAt
WriteReceiptConnection editorial: edges pageInfo
WriteReceiptEdge editorial: cursor node
WriteReceiptFilter editorial: state subject
WriteState editorial: QUEUED APPLIED REJECTED PARKED`;

const elements = new Map<string, string>();
for (const [, type = '', tag = '', names = ''] of TAGS.matchAll(/^(\w+) (\w+): (.*)$/gm))
  for (const [, name = '', inner = ''] of names.matchAll(/(\w+)(?:\(([^)]*)\))?/g)) {
    elements.set(`${type}.${name}`, tag);
    for (const [, argument = '', own = tag] of inner.matchAll(/(\w+)(?:!(\w+))?/g))
      elements.set(`${type}.${name}(${argument}:)`, own);
  }

/** Every element of the graph, with its tag. */
export const tags: ReadonlyMap<string, string> = elements;

const BLOCKS =
  'ParagraphBlock HeadingBlock ListBlock QuoteBlock PictureBlock GalleryBlock EmbedBlock TableBlock PostBlock HtmlBlock Block';

/** What goes with what a view hides by name: what would tell of it, and the types to which nothing leads without it. */
export const hideable: Readonly<Record<string, string>> = {
  'Content.headline': '',
  'Content.standfirst': '',
  'Content.byline': '',
  'Content.correction': '',
  'Content.canonicalUrl': '',
  'Content.expires': '',
  'Content.seo': 'Seo',
  'Content.slug': 'Query.contentBySlug',
  'Content.body': `Body ${BLOCKS}`,
  'Body.text': '',
  'Content.section':
    'Section.content LatestContentFilter.section WorkingCopyFilter.section SearchFilter.sections FacetField.SECTION',
  'Content.tags': 'Tag.content SearchFilter.tags FacetField.TAG',
  'Content.contributors': 'Contributor.content SearchFilter.contributors FacetField.CONTRIBUTOR',
  'Content.published': 'SearchFilter.publishedFrom SearchFilter.publishedBefore SearchSort.NEWEST SearchSort.OLDEST',
  'Content.language': 'SearchFilter.languages FacetField.LANGUAGE',
  'Content.leadMedia': '',
  'Content.related': '',
  'Tag.name': '',
  'Contributor.name': '',
  'MediaAsset.caption': '',
  'MediaAsset.creditText': '',
  'MediaAsset.original': 'SignedLink',
  'MediaAsset.checksum': '',
  'SearchConnection.facets': 'Facet FacetValue FacetField',
  'SearchEdge.highlights': 'Highlight',
  'Query.suggest': 'Suggestion',
  'Query.route': 'Route RouteKind',
  'Content.workflow': 'Workflow',
  'Content.revisions': 'RevisionConnection RevisionEdge Revision',
  'Rights.packages': '',
  'SourceProvenance.externalId': '',
};

/** A view as an operator would define it. */
export interface PlainView {
  readonly name: string;
  readonly tags: readonly string[];
  readonly hidden: readonly string[];
}

/** Types all of whose elements have one tag: a view without it does not have them. */
const TYPES_OF: Readonly<Record<string, readonly string[]>> = {
  rights: ['Rights'],
  editorial: [
    'Workflow',
    'RevisionConnection',
    'RevisionEdge',
    'Revision',
    'JSON',
    'AltIdInput',
    'BlockEdit',
    'BlockInput',
    'BlockPatch',
    'ContentInput',
    'ContentPatch',
    'EmbedInput',
    'GalleryInput',
    'HeadingInput',
    'ListInput',
    'Mutation',
    'PictureInput',
    'PostInput',
    'QuoteInput',
    'SeoInput',
    'TableInput',
    'WriteError',
    'WriteErrorCode',
    'WriteReceipt',
    'WriteReceiptConnection',
    'WriteReceiptEdge',
    'WriteReceiptFilter',
    'WriteState',
  ],
  provenance: ['AltId', 'SourceProvenance'],
};

/** Whether a view shows an element, by its coordinate, or a type, by its name. */
export const showing = (view: PlainView): ((coordinate: string) => boolean) => {
  const gone = new Set(
    view.hidden.flatMap((hidden) => [hidden, ...(hideable[hidden] ?? '').split(' ').filter(Boolean)]),
  );
  for (const [tag, types] of Object.entries(TYPES_OF))
    if (!view.tags.includes(tag)) for (const type of types) gone.add(type);
  return (coordinate) => {
    const [field = ''] = coordinate.split('(');
    const [type = ''] = coordinate.split('.');
    if (gone.has(type) || gone.has(field) || gone.has(coordinate)) return false;
    return type === coordinate || view.tags.includes(elements.get(coordinate) ?? 'none');
  };
};
