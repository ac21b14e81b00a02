// Made by `npm run codegen` from schema/search.graphql and schema/shared.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { FoundPage } from './page.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in time: ISO 8601 in UTC with milliseconds, `2026-11-02T08:30:00.000Z`. */
  DateTime: { input: string; output: string; }
};

/** Something found. */
export type SearchNode = Content | MediaAsset;

/** What is looked for. */
export type SearchKind =
  /** Articles, galleries, live blogs and pages. */
  | 'CONTENT'
  /** Pictures, films, recordings and documents. */
  | 'MEDIA';

/** In which order hits come. */
export type SearchSort =
  /** The best first; without words to look for, the newest. */
  | 'RELEVANCE'
  /** The newest first. */
  | 'NEWEST'
  /** The oldest first. */
  | 'OLDEST';

/** By what hits are counted. */
export type FacetField =
  /** Content or media. */
  | 'KIND'
  /** ARTICLE, GALLERY, IMAGE and so on. */
  | 'TYPE'
  /** The subsidiary. */
  | 'OWNER'
  /** The section. */
  | 'SECTION'
  /** The tags. */
  | 'TAG'
  /** The contributors. */
  | 'CONTRIBUTOR'
  /** The language. */
  | 'LANGUAGE';

/** Which hits are wanted: of each given list one must fit; all given fields together. */
export type SearchFilter = {
  /** Content, media or both. */
  readonly kinds?: InputMaybe<ReadonlyArray<SearchKind>>;
  /** Types of content or media, such as `ARTICLE` or `IMAGE`. */
  readonly types?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Subsidiaries. */
  readonly owners?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Sections. */
  readonly sections?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Tags. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Contributors. */
  readonly contributors?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Languages, BCP 47. */
  readonly languages?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Published at this moment or later. */
  readonly publishedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Published before this moment. */
  readonly publishedBefore?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A page of hits. */
export type SearchConnection = {
  /** The page's hits in order. */
  readonly edges: ReadonlyArray<SearchEdge>;
  /** Counts among all hits, not of the page alone. */
  readonly facets?: Maybe<ReadonlyArray<Facet>>;
  /** How many hits there are in all. */
  readonly totalCount: Scalars['Int']['output'];
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
};


/** A page of hits. */
export type SearchConnectionFacetsArgs = {
  fields?: ReadonlyArray<FacetField>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** One hit. */
export type SearchEdge = {
  /** This hit's place in the list. */
  readonly cursor: Scalars['String']['output'];
  /** What was found; null where it has gone since. */
  readonly node?: Maybe<SearchNode>;
  /** Where in it the words were found. */
  readonly highlights: ReadonlyArray<Highlight>;
};

/** A piece of a text with the words that were looked for. */
export type Highlight = {
  /** The field it stands in, such as `headline`. */
  readonly field: Scalars['String']['output'];
  /** The piece as plain text. */
  readonly text: Scalars['String']['output'];
  /** The piece as HTML, the words in `<mark>`. */
  readonly html: Scalars['String']['output'];
};

/** Counts of a field's values. */
export type Facet = {
  /** The field. */
  readonly field: FacetField;
  /** Its values, most frequent first. */
  readonly values: ReadonlyArray<FacetValue>;
};

/** A value and how many hits have it. */
export type FacetValue = {
  /** The value: an id for sections, tags, contributors and owners. */
  readonly value: Scalars['String']['output'];
  /** How many hits have it. */
  readonly count: Scalars['Int']['output'];
  /** The section that the value names. */
  readonly section?: Maybe<Section>;
  /** The tag that the value names. */
  readonly tag?: Maybe<Tag>;
  /** The contributor that the value names. */
  readonly contributor?: Maybe<Contributor>;
  /** The subsidiary that the value names. */
  readonly owner?: Maybe<Subsidiary>;
};

/** A completion of what was typed. */
export type Suggestion = {
  /** A headline or name in which one of the words begins so. */
  readonly text: Scalars['String']['output'];
  /** In how many records it stands that you may see. */
  readonly count: Scalars['Int']['output'];
};

/** An article, gallery, live blog or page; the content subgraph knows it. */
export type Content = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** What is like it: by shared tags, section and contributors, the newest first among equals. */
  readonly related?: Maybe<ReadonlyArray<Maybe<Content>>>;
};


/** An article, gallery, live blog or page; the content subgraph knows it. */
export type ContentRelatedArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A picture, film, recording or document; the media subgraph knows it. */
export type MediaAsset = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
};

/** A part of a newspaper; the content subgraph knows it. */
export type Section = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
};

/** A newspaper or other house of the group; the content subgraph knows it. */
export type Subsidiary = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
};

/** A subject that content is about. */
export type Tag = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** What is about it, newest first, as far as you may see it. */
  readonly content?: Maybe<ContentConnection>;
};


/** A subject that content is about. */
export type TagContentArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Somebody who writes, photographs or draws. */
export type Contributor = {
  /** Their id. */
  readonly id: Scalars['ID']['output'];
  /** What they made, newest first, as far as you may see it. */
  readonly content?: Maybe<ContentConnection>;
};


/** Somebody who writes, photographs or draws. */
export type ContributorContentArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Where reading begins. */
export type Query = {
  /** Finds content and media by their words and properties, among what you may see. */
  readonly search?: Maybe<SearchConnection>;
  /** Completes what a reader types, from headlines and names among what you may see. */
  readonly suggest?: Maybe<ReadonlyArray<Suggestion>>;
};


/** Where reading begins. */
export type QuerySearchArgs = {
  query?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SearchFilter>;
  sort?: InputMaybe<SearchSort>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Where reading begins. */
export type QuerySuggestArgs = {
  prefix: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Where a page of a list stands among the others, as in the Relay cursor connections specification. */
export type PageInfo = {
  /** Whether there is more after `endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before `startCursor`: true on every page but the first. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first edge; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** Give it as `after` for the next page: the cursor of the page's last edge, or of where reading ended before the page was full; null where there is neither. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** A page of a list of articles and other content. */
export type ContentConnection = {
  /** The page's entries in the list's order. */
  readonly edges: ReadonlyArray<ContentEdge>;
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
};

/** Who may keep a cached value. */
export type Caching__Scope =
  | 'PUBLIC'
  | 'PRIVATE';

/** One entry of a list of content. */
export type ContentEdge = {
  /** This entry's place in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The entry itself; null where it has gone since. */
  readonly node?: Maybe<Content>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Content: Content;
  Tag: Tag;
  Contributor: Contributor;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Content:
    ( { __typename: 'Content' }
    & GraphQLRecursivePick<FederationTypes['Content'], {"id":true}> );
  Tag:
    ( { __typename: 'Tag' }
    & GraphQLRecursivePick<FederationTypes['Tag'], {"id":true}> );
  Contributor:
    ( { __typename: 'Contributor' }
    & GraphQLRecursivePick<FederationTypes['Contributor'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  SearchNode:
    | ( Content )
    | ( MediaAsset )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  SearchNode: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SearchNode']>;
  SearchKind: SearchKind;
  SearchSort: SearchSort;
  FacetField: FacetField;
  SearchFilter: SearchFilter;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  SearchConnection: ResolverTypeWrapper<FoundPage>;
  SearchEdge: ResolverTypeWrapper<Omit<SearchEdge, 'node'> & { node?: Maybe<ResolversTypes['SearchNode']> }>;
  Highlight: ResolverTypeWrapper<Highlight>;
  Facet: ResolverTypeWrapper<Facet>;
  FacetValue: ResolverTypeWrapper<FacetValue>;
  Suggestion: ResolverTypeWrapper<Suggestion>;
  Content: ResolverTypeWrapper<Content>;
  MediaAsset: ResolverTypeWrapper<MediaAsset>;
  Section: ResolverTypeWrapper<Section>;
  Subsidiary: ResolverTypeWrapper<Subsidiary>;
  Tag: ResolverTypeWrapper<Tag>;
  Contributor: ResolverTypeWrapper<Contributor>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  ContentConnection: ResolverTypeWrapper<ContentConnection>;
  caching__Scope: Caching__Scope;
  ContentEdge: ResolverTypeWrapper<ContentEdge>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  SearchNode: ResolversUnionTypes<ResolversParentTypes>['SearchNode'];
  SearchFilter: SearchFilter;
  ID: Scalars['ID']['output'];
  SearchConnection: FoundPage;
  SearchEdge: Omit<SearchEdge, 'node'> & { node?: Maybe<ResolversParentTypes['SearchNode']> };
  Highlight: Highlight;
  Facet: Facet;
  FacetValue: FacetValue;
  Suggestion: Suggestion;
  Content: Content | FederationReferenceTypes['Content'];
  MediaAsset: MediaAsset;
  Section: Section;
  Subsidiary: Subsidiary;
  Tag: Tag | FederationReferenceTypes['Tag'];
  Contributor: Contributor | FederationReferenceTypes['Contributor'];
  Query: Record<PropertyKey, never>;
  DateTime: Scalars['DateTime']['output'];
  PageInfo: PageInfo;
  ContentConnection: ContentConnection;
  ContentEdge: ContentEdge;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type LinkDirectiveArgs = {
  url: Scalars['String']['input'];
  import?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type LinkDirectiveResolver<Result, Parent, ContextType = Context, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = Context, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = Context, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type TagDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type TagDirectiveResolver<Result, Parent, ContextType = Context, Args = TagDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  slicingArguments?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  sizedFields?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CacheControlDirectiveArgs = {
  maxAge?: Maybe<Scalars['Int']['input']>;
  staleWhileRevalidate?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<Caching__Scope>;
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SearchNodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SearchNode'] = ResolversParentTypes['SearchNode']> = {
  __resolveType: TypeResolveFn<'Content' | 'MediaAsset', ParentType, ContextType>;
};

export type SearchConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SearchConnection'] = ResolversParentTypes['SearchConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SearchEdge']>, ParentType, ContextType>;
  facets?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Facet']>>, ParentType, ContextType, RequireFields<SearchConnectionFacetsArgs, 'fields' | 'first'>>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SearchEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SearchEdge'] = ResolversParentTypes['SearchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['SearchNode']>, ParentType, ContextType>;
  highlights?: Resolver<ReadonlyArray<ResolversTypes['Highlight']>, ParentType, ContextType>;
};

export type HighlightResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Highlight'] = ResolversParentTypes['Highlight']> = {
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FacetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Facet'] = ResolversParentTypes['Facet']> = {
  field?: Resolver<ResolversTypes['FacetField'], ParentType, ContextType>;
  values?: Resolver<ReadonlyArray<ResolversTypes['FacetValue']>, ParentType, ContextType>;
};

export type FacetValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FacetValue'] = ResolversParentTypes['FacetValue']> = {
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  section?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType>;
  tag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType>;
  contributor?: Resolver<Maybe<ResolversTypes['Contributor']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['Subsidiary']>, ParentType, ContextType>;
};

export type SuggestionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Suggestion'] = ResolversParentTypes['Suggestion']> = {
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Content'] = ResolversParentTypes['Content'], FederationReferenceType extends FederationReferenceTypes['Content'] = FederationReferenceTypes['Content']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Content']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  related?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['Content']>>>, ParentType, ContextType, RequireFields<ContentRelatedArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MediaAssetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MediaAsset'] = ResolversParentTypes['MediaAsset']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Section'] = ResolversParentTypes['Section']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SubsidiaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subsidiary'] = ResolversParentTypes['Subsidiary']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TagResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag'], FederationReferenceType extends FederationReferenceTypes['Tag'] = FederationReferenceTypes['Tag']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Tag']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['ContentConnection']>, ParentType, ContextType, RequireFields<TagContentArgs, 'first'>>;
};

export type ContributorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Contributor'] = ResolversParentTypes['Contributor'], FederationReferenceType extends FederationReferenceTypes['Contributor'] = FederationReferenceTypes['Contributor']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Contributor']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['ContentConnection']>, ParentType, ContextType, RequireFields<ContributorContentArgs, 'first'>>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  search?: Resolver<Maybe<ResolversTypes['SearchConnection']>, ParentType, ContextType, RequireFields<QuerySearchArgs, 'sort' | 'first'>>;
  suggest?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Suggestion']>>, ParentType, ContextType, RequireFields<QuerySuggestArgs, 'prefix' | 'first'>>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContentConnection'] = ResolversParentTypes['ContentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ContentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ContentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContentEdge'] = ResolversParentTypes['ContentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  SearchNode?: SearchNodeResolvers<ContextType>;
  SearchConnection?: SearchConnectionResolvers<ContextType>;
  SearchEdge?: SearchEdgeResolvers<ContextType>;
  Highlight?: HighlightResolvers<ContextType>;
  Facet?: FacetResolvers<ContextType>;
  FacetValue?: FacetValueResolvers<ContextType>;
  Suggestion?: SuggestionResolvers<ContextType>;
  Content?: ContentResolvers<ContextType>;
  MediaAsset?: MediaAssetResolvers<ContextType>;
  Section?: SectionResolvers<ContextType>;
  Subsidiary?: SubsidiaryResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  Contributor?: ContributorResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  ContentConnection?: ContentConnectionResolvers<ContextType>;
  ContentEdge?: ContentEdgeResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  tag?: TagDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};

