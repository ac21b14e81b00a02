// Made by `npm run codegen` from schema/media.graphql and schema/shared.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { LiveMedia } from './record.ts';
import type { Provenance } from '../provenance.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
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

/** What kind of media an asset is. */
export type MediaType =
  /** A picture. */
  | 'IMAGE'
  /** A film. */
  | 'VIDEO'
  /** A recording. */
  | 'AUDIO'
  /** A document, such as a PDF. */
  | 'DOCUMENT';

/** Whether an asset's bytes are there. */
export type MediaStatus =
  /** They are still to come. */
  | 'AWAITING_UPLOAD'
  /** They are being looked at. */
  | 'PROCESSING'
  /** They are there. */
  | 'READY'
  /** They were refused. */
  | 'REJECTED'
  /** The import that brought the asset did not find them. */
  | 'MISSING';

/** The shape of a rendition. */
export type Crop =
  /** The picture's own shape. */
  | 'ORIGINAL'
  /** 1:1 around the focal point. */
  | 'SQUARE'
  /** 4:3 around the focal point. */
  | 'LANDSCAPE'
  /** 3:4 around the focal point. */
  | 'PORTRAIT'
  /** 16:9 around the focal point. */
  | 'WIDE';

/** The format of a rendition. */
export type ImageFormat =
  /** Smallest; for current browsers. */
  | 'AVIF'
  /** Small; for all browsers. */
  | 'WEBP'
  /** For everything else. */
  | 'JPEG';

/** A picture, film, recording or document. */
export type MediaAsset = {
  /** Its id: 26 characters, the same for ever. */
  readonly id: Scalars['ID']['output'];
  /** Its id again, by which those know it who name it without knowing whose it is to see: they cannot answer for its `id`. */
  readonly reference: Scalars['ID']['output'];
  /** What kind of media it is. */
  readonly type: MediaType;
  /** Whether its bytes are there. */
  readonly status: MediaStatus;
  /** The subsidiary it belongs to. */
  readonly owner?: Maybe<Subsidiary>;
  /** Under which terms it may be used. */
  readonly rights?: Maybe<Rights>;
  /** What it shows, for those who do not see it. */
  readonly altText?: Maybe<Scalars['String']['output']>;
  /** Its caption, plain text. */
  readonly caption?: Maybe<Scalars['String']['output']>;
  /** Whom to name with it. */
  readonly creditText?: Maybe<Scalars['String']['output']>;
  /** Its media type, such as `image/jpeg`. */
  readonly contentType: Scalars['String']['output'];
  /** Its width in pixels. */
  readonly width?: Maybe<Scalars['Int']['output']>;
  /** Its height in pixels. */
  readonly height?: Maybe<Scalars['Int']['output']>;
  /** How long it plays, in seconds. */
  readonly duration?: Maybe<Scalars['Float']['output']>;
  /** How many bytes the original has: a whole number, beyond what an Int holds for long films. */
  readonly sizeInBytes?: Maybe<Scalars['Float']['output']>;
  /** SHA-256 of the original, in hex. */
  readonly checksum?: Maybe<Scalars['String']['output']>;
  /** What must stay in view when it is cropped; without one, the middle. */
  readonly focalPoint?: Maybe<FocalPoint>;
  /** A tiny picture as a data URI, to show until a rendition is there. */
  readonly placeholder?: Maybe<Scalars['String']['output']>;
  /** A link to the original, good for a while; null where its bytes are not there. */
  readonly original?: Maybe<SignedLink>;
  /** The picture in other sizes. The addresses stay good as long as the asset does. */
  readonly renditions: ReadonlyArray<Rendition>;
  /** Where it came from. */
  readonly source?: Maybe<SourceProvenance>;
};


/** A picture, film, recording or document. */
export type MediaAssetRenditionsArgs = {
  crop?: InputMaybe<Crop>;
  widths?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  format?: InputMaybe<ImageFormat>;
};

/** A point in a picture. */
export type FocalPoint = {
  /** From the left, 0 to 1. */
  readonly x: Scalars['Float']['output'];
  /** From the top, 0 to 1. */
  readonly y: Scalars['Float']['output'];
};

/** A link that is good for a while. */
export type SignedLink = {
  /** The link; it answers GET and HEAD, ranges included. */
  readonly url: Scalars['String']['output'];
  /** When it stops being good. */
  readonly expiresAt: Scalars['DateTime']['output'];
};

/** A picture in one size, shape and format. */
export type Rendition = {
  /** Its address. */
  readonly url: Scalars['String']['output'];
  /** Its width in pixels. */
  readonly width: Scalars['Int']['output'];
  /** Its height in pixels. */
  readonly height: Scalars['Int']['output'];
  /** Its media type. */
  readonly contentType: Scalars['String']['output'];
};

/** A newspaper or other house of the group; the content subgraph knows it. */
export type Subsidiary = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
};

/** Where reading begins. */
export type Query = {
  /** One asset by its id; null where there is none that you may see. */
  readonly mediaAsset?: Maybe<MediaAsset>;
};


/** Where reading begins. */
export type QueryMediaAssetArgs = {
  id: Scalars['ID']['input'];
};

/** Under which terms a record may be used. */
export type Rights = {
  /** What a user must keep to, in words. */
  readonly usageTerms?: Maybe<Scalars['String']['output']>;
  /** Who holds the copyright. */
  readonly copyrightHolder?: Maybe<Scalars['String']['output']>;
  /** The notice to print with it. */
  readonly copyrightNotice?: Maybe<Scalars['String']['output']>;
  /** The packages it lies in, as `owner/name`: all of them for its owner, for others those that they license. */
  readonly packages?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** ISO 3166-1 alpha-2 codes of the territories where it may not be shown. */
  readonly excludedTerritories?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Where a record came from before it lay here. */
export type SourceProvenance = {
  /** The system it was made in, such as `wordpress`. */
  readonly system?: Maybe<Scalars['String']['output']>;
  /** The data centre that system ran in. */
  readonly dataCentre?: Maybe<Scalars['String']['output']>;
  /** The site it belonged to there. */
  readonly site?: Maybe<Scalars['String']['output']>;
  /** Its id there. */
  readonly externalId?: Maybe<Scalars['String']['output']>;
  /** Where it was edited there. */
  readonly editUrl?: Maybe<Scalars['String']['output']>;
  /** The export that it was read from. */
  readonly exportFile?: Maybe<Scalars['String']['output']>;
  /** Its first and last byte in that export. */
  readonly byteRange?: Maybe<ReadonlyArray<Scalars['Float']['output']>>;
  /** The import run that brought it. */
  readonly runId?: Maybe<Scalars['String']['output']>;
  /** SHA-256 of its source, in hex. */
  readonly sourceHash?: Maybe<Scalars['String']['output']>;
  /** What had to be mended in its source before it could be read. */
  readonly repairs?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Who may keep a cached value. */
export type Caching__Scope =
  | 'PUBLIC'
  | 'PRIVATE';



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
  MediaAsset: MediaAsset;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  MediaAsset:
    ( { __typename: 'MediaAsset' }
    & ( GraphQLRecursivePick<FederationTypes['MediaAsset'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['MediaAsset'], {"reference":true}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  MediaType: MediaType;
  MediaStatus: MediaStatus;
  Crop: Crop;
  ImageFormat: ImageFormat;
  MediaAsset: ResolverTypeWrapper<LiveMedia>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  FocalPoint: ResolverTypeWrapper<FocalPoint>;
  SignedLink: ResolverTypeWrapper<SignedLink>;
  Rendition: ResolverTypeWrapper<Rendition>;
  Subsidiary: ResolverTypeWrapper<Subsidiary>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Rights: ResolverTypeWrapper<LiveMedia>;
  SourceProvenance: ResolverTypeWrapper<Provenance>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  caching__Scope: Caching__Scope;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  MediaAsset: LiveMedia;
  ID: Scalars['ID']['output'];
  Float: Scalars['Float']['output'];
  FocalPoint: FocalPoint;
  SignedLink: SignedLink;
  Rendition: Rendition;
  Subsidiary: Subsidiary;
  Query: Record<PropertyKey, never>;
  Rights: LiveMedia;
  SourceProvenance: Provenance;
  DateTime: Scalars['DateTime']['output'];
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

export type MediaAssetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MediaAsset'] = ResolversParentTypes['MediaAsset'], FederationReferenceType extends FederationReferenceTypes['MediaAsset'] = FederationReferenceTypes['MediaAsset']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['MediaAsset']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reference?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['MediaType'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['MediaStatus'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['Subsidiary']>, ParentType, ContextType>;
  rights?: Resolver<Maybe<ResolversTypes['Rights']>, ParentType, ContextType>;
  altText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  caption?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  creditText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contentType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  width?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  height?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  duration?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  sizeInBytes?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  checksum?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  focalPoint?: Resolver<Maybe<ResolversTypes['FocalPoint']>, ParentType, ContextType>;
  placeholder?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  original?: Resolver<Maybe<ResolversTypes['SignedLink']>, ParentType, ContextType>;
  renditions?: Resolver<ReadonlyArray<ResolversTypes['Rendition']>, ParentType, ContextType, RequireFields<MediaAssetRenditionsArgs, 'crop' | 'format'>>;
  source?: Resolver<Maybe<ResolversTypes['SourceProvenance']>, ParentType, ContextType>;
};

export type FocalPointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FocalPoint'] = ResolversParentTypes['FocalPoint']> = {
  x?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  y?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SignedLinkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignedLink'] = ResolversParentTypes['SignedLink']> = {
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RenditionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Rendition'] = ResolversParentTypes['Rendition']> = {
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  width?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  height?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  contentType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SubsidiaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subsidiary'] = ResolversParentTypes['Subsidiary']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  mediaAsset?: Resolver<Maybe<ResolversTypes['MediaAsset']>, ParentType, ContextType, RequireFields<QueryMediaAssetArgs, 'id'>>;
};

export type RightsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Rights'] = ResolversParentTypes['Rights']> = {
  usageTerms?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  copyrightHolder?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  copyrightNotice?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  packages?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  excludedTerritories?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type SourceProvenanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourceProvenance'] = ResolversParentTypes['SourceProvenance']> = {
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dataCentre?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  editUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  exportFile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  byteRange?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Float']>>, ParentType, ContextType>;
  runId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sourceHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  repairs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type Resolvers<ContextType = Context> = {
  MediaAsset?: MediaAssetResolvers<ContextType>;
  FocalPoint?: FocalPointResolvers<ContextType>;
  SignedLink?: SignedLinkResolvers<ContextType>;
  Rendition?: RenditionResolvers<ContextType>;
  Subsidiary?: SubsidiaryResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Rights?: RightsResolvers<ContextType>;
  SourceProvenance?: SourceProvenanceResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
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

