// Made by `npm run codegen` from schema/media.graphql and schema/shared.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { LiveMedia } from './record.ts';
import type { Provenance } from '../provenance.ts';
import type { ShownReceipt } from '../shownReceipt.ts';
import type { Refusal } from '../../writes/command.ts';
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
  /** A link to the original, good for a while; null where its bytes are not there. It tells neither place nor device. */
  readonly original?: Maybe<SignedLink>;
  /** The picture in other sizes. The addresses stay good as long as the asset does. */
  readonly renditions: ReadonlyArray<Rendition>;
  /** Where it came from. */
  readonly source?: Maybe<SourceProvenance>;
  /** Its version, which every change raises: what `expectedVersion` is held against. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** Why its bytes were refused, where they were. */
  readonly rejection?: Maybe<Scalars['String']['output']>;
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

/** One field of a form. */
export type FormField = {
  /** Its name. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Its value. */
  readonly value?: Maybe<Scalars['String']['output']>;
};

/** A form with which the bytes of one asset are uploaded, and nothing else. */
export type MediaUpload = {
  /** What has become of the command that makes the asset. */
  readonly receipt?: Maybe<WriteReceipt>;
  /** The asset's id: it may be named at once, in a story too. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** Where the form is sent, by POST as `multipart/form-data`; null where there is nothing to upload, since the command was refused or the bytes were taken. */
  readonly url?: Maybe<Scalars['String']['output']>;
  /** The fields of the form, to be sent as they are, before the field `file` with the bytes. */
  readonly fields?: Maybe<ReadonlyArray<FormField>>;
  /** When the form is no longer taken; ask with the same key for another. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type Mutation = {
  /** Makes an asset, and a form with which its bytes are uploaded straight to storage. They are checked as they arrive: the asset's `status` is READY then, or REJECTED. Takes the role author. */
  readonly requestMediaUpload: MediaUpload;
  /** Changes what an asset says of itself, at once for all who read. Takes the role editor, or that whoever uploaded it changes it; some of it the role publisher. */
  readonly updateMedia: WriteReceipt;
  /** Deletes an asset for good: its renditions go, stories that name it come without it. Takes the role publisher; of what was never READY editor, or that whoever asked to upload it deletes it. */
  readonly deleteMedia: WriteReceipt;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationRequestMediaUploadArgs = {
  idempotencyKey: Scalars['String']['input'];
  filename: Scalars['String']['input'];
  contentType: Scalars['String']['input'];
  sizeInBytes: Scalars['Float']['input'];
  checksum: Scalars['String']['input'];
  details?: InputMaybe<MediaPatch>;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationUpdateMediaArgs = {
  idempotencyKey: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  expectedVersion: Scalars['Int']['input'];
  patch: MediaPatch;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationDeleteMediaArgs = {
  idempotencyKey: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  expectedVersion: Scalars['Int']['input'];
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
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

/** What a mutation answers, and what can be asked for later: a command, and what has become of it. */
export type WriteReceipt = {
  /** Its id; null where the command was refused at once, so that nothing is kept of it and its key is free. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** What has become of the command. */
  readonly state?: Maybe<WriteState>;
  /** Which mutation it was. */
  readonly mutation?: Maybe<Scalars['String']['output']>;
  /** The id of the record that it is about. */
  readonly subject?: Maybe<Scalars['ID']['output']>;
  /** The version of the record that it made, once it is applied: ask `content(id:, minVersion:)` with it to read what was written. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** Why it is refused: the first reason. */
  readonly error?: Maybe<WriteError>;
  /** Why it is refused: every reason, none where it is not. */
  readonly errors?: Maybe<ReadonlyArray<WriteError>>;
  /** When it was accepted. */
  readonly acceptedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was applied. */
  readonly appliedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What an asset says of itself: what is not given stays, and null takes it away. */
export type MediaPatch = {
  /** What it shows, for those who do not see it. At most 1 000 characters. */
  readonly altText?: InputMaybe<Scalars['String']['input']>;
  /** Its caption, plain text. At most 2 000 characters. */
  readonly caption?: InputMaybe<Scalars['String']['input']>;
  /** Whom to name with it. At most 300 characters. */
  readonly creditText?: InputMaybe<Scalars['String']['input']>;
  /** The language of these texts, BCP 47; your subsidiary's own where it is not given. */
  readonly language?: InputMaybe<Scalars['String']['input']>;
  /** What must stay in view when it is cropped. */
  readonly focalPoint?: InputMaybe<FocalPointInput>;
  /** When it comes down by itself. Takes the role publisher. */
  readonly expires?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether it is kept from all who read. Takes the role publisher. */
  readonly withheld?: InputMaybe<Scalars['Boolean']['input']>;
  /** What a user must keep to, in words. At most 1 000 characters. */
  readonly usageTerms?: InputMaybe<Scalars['String']['input']>;
  /** Who holds the copyright. At most 300 characters. */
  readonly copyrightHolder?: InputMaybe<Scalars['String']['input']>;
  /** The notice to print with it. At most 1 000 characters. */
  readonly copyrightNotice?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166-1 alpha-2 codes of the territories where it may not be shown. Takes the role publisher. */
  readonly excludedTerritories?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Who may keep a cached value. */
export type Caching__Scope =
  | 'PUBLIC'
  | 'PRIVATE';

/** What has become of a command that was written. */
export type WriteState =
  /** It is accepted and durable, and will be applied once. */
  | 'QUEUED'
  /** It is done. */
  | 'APPLIED'
  /** It is refused; `errors` says why. Nothing was changed. */
  | 'REJECTED'
  /** It failed again and again through no fault of its sender's: an operator looks at it. Nothing was changed. */
  | 'PARKED';

/** One reason why a command is refused. */
export type WriteError = {
  /** Which kind of reason. */
  readonly code?: Maybe<WriteErrorCode>;
  /** What was wrong and what to do, in words. */
  readonly message?: Maybe<Scalars['String']['output']>;
  /** Where in the input, such as `content.body[2].heading`. */
  readonly field?: Maybe<Scalars['String']['output']>;
};

/** A point in a picture. */
export type FocalPointInput = {
  /** From the left, 0 to 1. */
  readonly x: Scalars['Float']['input'];
  /** From the top, 0 to 1. */
  readonly y: Scalars['Float']['input'];
};

/** Why a command is refused. */
export type WriteErrorCode =
  /** The record has changed since the version that was expected. */
  | 'VERSION_CONFLICT'
  /** The key was used for another command. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Another record has the slug. */
  | 'SLUG_TAKEN'
  /** What was named is not there, or not yours. */
  | 'NOT_FOUND'
  /** Something in the input is wrong. */
  | 'INVALID'
  /** It takes another role, or another section. */
  | 'FORBIDDEN';



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
  FormField: ResolverTypeWrapper<FormField>;
  MediaUpload: ResolverTypeWrapper<Omit<MediaUpload, 'receipt'> & { receipt?: Maybe<ResolversTypes['WriteReceipt']> }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Rights: ResolverTypeWrapper<LiveMedia>;
  SourceProvenance: ResolverTypeWrapper<Provenance>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  WriteReceipt: ResolverTypeWrapper<ShownReceipt>;
  MediaPatch: MediaPatch;
  caching__Scope: Caching__Scope;
  WriteState: WriteState;
  WriteError: ResolverTypeWrapper<Refusal>;
  FocalPointInput: FocalPointInput;
  WriteErrorCode: WriteErrorCode;
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
  FormField: FormField;
  MediaUpload: Omit<MediaUpload, 'receipt'> & { receipt?: Maybe<ResolversParentTypes['WriteReceipt']> };
  Mutation: Record<PropertyKey, never>;
  Rights: LiveMedia;
  SourceProvenance: Provenance;
  DateTime: Scalars['DateTime']['output'];
  WriteReceipt: ShownReceipt;
  MediaPatch: MediaPatch;
  WriteError: Refusal;
  FocalPointInput: FocalPointInput;
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
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rejection?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
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

export type FormFieldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FormField'] = ResolversParentTypes['FormField']> = {
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MediaUploadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MediaUpload'] = ResolversParentTypes['MediaUpload']> = {
  receipt?: Resolver<Maybe<ResolversTypes['WriteReceipt']>, ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fields?: Resolver<Maybe<ReadonlyArray<ResolversTypes['FormField']>>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  requestMediaUpload?: Resolver<ResolversTypes['MediaUpload'], ParentType, ContextType, RequireFields<MutationRequestMediaUploadArgs, 'idempotencyKey' | 'filename' | 'contentType' | 'sizeInBytes' | 'checksum'>>;
  updateMedia?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationUpdateMediaArgs, 'idempotencyKey' | 'id' | 'expectedVersion' | 'patch'>>;
  deleteMedia?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationDeleteMediaArgs, 'idempotencyKey' | 'id' | 'expectedVersion'>>;
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

export type WriteReceiptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WriteReceipt'] = ResolversParentTypes['WriteReceipt']> = {
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['WriteState']>, ParentType, ContextType>;
  mutation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['WriteError']>, ParentType, ContextType>;
  errors?: Resolver<Maybe<ReadonlyArray<ResolversTypes['WriteError']>>, ParentType, ContextType>;
  acceptedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  appliedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type WriteErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WriteError'] = ResolversParentTypes['WriteError']> = {
  code?: Resolver<Maybe<ResolversTypes['WriteErrorCode']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  MediaAsset?: MediaAssetResolvers<ContextType>;
  FocalPoint?: FocalPointResolvers<ContextType>;
  SignedLink?: SignedLinkResolvers<ContextType>;
  Rendition?: RenditionResolvers<ContextType>;
  Subsidiary?: SubsidiaryResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  FormField?: FormFieldResolvers<ContextType>;
  MediaUpload?: MediaUploadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Rights?: RightsResolvers<ContextType>;
  SourceProvenance?: SourceProvenanceResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  WriteReceipt?: WriteReceiptResolvers<ContextType>;
  WriteError?: WriteErrorResolvers<ContextType>;
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

