import { createHash } from 'node:crypto';

/** What a key allows its bearer. */
export const grants = ['read', 'write', 'explore', 'preview', 'register', 'narrow', 'apq', 'persisted-only'] as const;
/** One of {@link grants}. */
export type Grant = (typeof grants)[number];

/** Where an application shows what it reads; a licence names those it allows. */
export const channels = ['web', 'app', 'print', 'archive'] as const;
/** One of {@link channels}. */
export type Channel = (typeof channels)[number];

/** The visibility tags of the schema, from what everyone sees to what only a newsroom does. */
export const visibilityTags = ['public', 'rights', 'editorial', 'provenance'] as const;
/** One of {@link visibilityTags}. */
export type VisibilityTag = (typeof visibilityTags)[number];

/**
 * In which order hits of a search for words come. `relevance` weighs words by how frequent they are in the whole index, hidden records among them; `constant` weighs
 * all hits alike, so that the newest come first and nothing tells of what is hidden.
 */
export const scorings = ['relevance', 'constant'] as const;
/** One of {@link scorings}. */
export type Scoring = (typeof scorings)[number];

/** The contract by which a key sees the schema. */
export interface View {
  readonly name: string;
  readonly tags: readonly VisibilityTag[];
  /** Coordinates hidden although their tag shows: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE`. */
  readonly hidden: readonly string[];
  /** Whether anybody may see what it shows, so that caches between a client and the gateway may hold its answers. It then shows what is `public` alone. */
  readonly anonymous: boolean;
  readonly version: number;
}

/** A package as a licence gives it to the viewer now. */
export interface LicensedPackage {
  /** `<owner>/<name>`. */
  readonly id: string;
  /** Whole minutes after publication before the licence lets a record through. */
  readonly delayMinutes: number;
}

/** A subsidiary owns content; a partner only licenses it. */
export type OrganisationKind = 'subsidiary' | 'partner';

/** What a person or service may do within its subsidiary, from the least: the groups of its pool bear the same names, the directory says it of services. */
export const roles = ['reader', 'author', 'editor', 'publisher', 'administrator'] as const;
/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** What a request's token says; a request without one has {@link noToken}. */
export interface TokenHolder {
  /** The token's subject: a person's id in its pool, or a service's own id. It is recorded and decides nothing. */
  readonly user: string | undefined;
  /** As the token names them, such as `masthead/write`; each once, ordered. */
  readonly scopes: readonly string[];
  readonly roles: readonly Role[];
  /** Ids of the sections to which author, editor and publisher are narrowed; `undefined`: none, they hold in all. */
  readonly sections: readonly string[] | undefined;
}

/** Nobody signed in: the key alone. */
export const noToken: TokenHolder = Object.freeze({
  user: undefined,
  scopes: Object.freeze([]),
  roles: Object.freeze([]),
  sections: undefined,
});

/** Who asks. Made once per request, frozen, and handed down; nothing below the gateway's identity sees a key or token. */
export interface Viewer extends TokenHolder {
  /** The subsidiary's or partner's id. */
  readonly organisation: string;
  readonly organisationKind: OrganisationKind;
  readonly application: string;
  readonly channel: Channel;
  readonly view: View;
  /** What its licences and its application's channel give it now, each package once with its shortest delay, ordered by id. */
  readonly packages: readonly LicensedPackage[];
  /** ISO 3166-1 alpha-2 of where the application shows what it reads, where it is bound to one. */
  readonly territory: string | undefined;
  readonly grants: readonly Grant[];
  readonly scoring: Scoring;
}

/**
 * The digest of all that decides what a viewer may see: two viewers with the same digest see the same. The names of application and user are no part of it.
 * What cache keys and rules are keyed on. 43 characters of base64url.
 */
export const audienceOf = (viewer: Viewer): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        viewer.organisation,
        viewer.organisationKind,
        viewer.view.name,
        viewer.view.tags,
        viewer.view.hidden,
        viewer.view.version,
        viewer.packages.map((each) => [each.id, each.delayMinutes]),
        viewer.territory ?? null,
        viewer.grants,
        viewer.scoring,
        viewer.scopes,
        viewer.roles,
        viewer.sections ?? null,
      ]),
    )
    .digest('base64url');
