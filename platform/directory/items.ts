import { z } from 'zod';
import { faultsOf } from '../faults.ts';
import { ID_PATTERN } from '../ids.ts';
import type { Item } from '../records/port.ts';
import { channels, grants, roles, scorings } from '../viewer.ts';
import { packageRuleShape } from './rules.ts';

/** The version of the shapes in this file, stored as `v` in each item. */
export const SHAPE_VERSION = 1;

/** An item of the directory that is not what its key promises. For logs and operators: it names the key, which never leaves the process. */
export class MalformedDirectoryItem extends Error {
  override readonly name = 'MalformedDirectoryItem';
  readonly pk: string;
  readonly sk: string;

  constructor(pk: string, sk: string, fault: string, options: ErrorOptions = {}) {
    super(`directory item ${pk} / ${sk} is malformed: ${fault}`, options);
    this.pk = pk;
    this.sk = sk;
  }
}

const name = z.string().min(1).max(200);
const id = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'must be 1–64 lower-case letters, digits and inner hyphens');
const packageId = z.string().regex(/^[a-z0-9-]{1,64}\/[a-z0-9-]{1,64}$/, 'must be `owner/name`');
const instant = z.iso.datetime({ precision: 3, error: 'must be a time like 2026-11-02T08:30:00.000Z' });

/** When it was retired: its keys answer 401 from then on, and nothing new is made for it. */
const retired = instant.optional();

/** `ORG` / `<id>`. */
export const organisationShape = z.object({
  id,
  kind: z.enum(['subsidiary', 'partner']),
  name,
  retired,
  /** The address of its site. */
  site: z.url({ protocol: /^https?$/ }).optional(),
  /** BCP 47. */
  language: z.string().min(2).max(35).optional(),
});
/** A subsidiary, which owns content, or a partner, which only licenses it. */
export type Organisation = z.infer<typeof organisationShape>;

/** `APP#<organisation>` / `<id>`. */
export const applicationShape = z.object({
  organisation: id,
  id,
  name,
  retired,
  channel: z.enum(channels),
  /** ISO 3166-1 alpha-2. */
  territory: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters')
    .optional(),
});
/** Where an organisation shows what it reads. */
export type Application = z.infer<typeof applicationShape>;

const keyId = z.string().regex(/^[a-z2-7]{24}$/, 'must be the id of a key: the 24 letters and digits behind `mh_`');

/** Limits of a key's own in the place of the graph's. Their bounds are what a process stands. */
export const keyLimitsShape = z.object({
  /** Levels of fields. */
  depth: z.int().min(1).max(30).optional(),
  aliases: z.int().min(0).max(1_000).optional(),
  /** Fields at the top. */
  rootFields: z.int().min(1).max(100).optional(),
  /** Lexical tokens of a document. */
  tokens: z.int().min(10).max(20_000).optional(),
  cost: z.int().min(1).max(1_000_000).optional(),
});
/** See {@link keyLimitsShape}. */
export type KeyLimits = z.infer<typeof keyLimitsShape>;

const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value;

/** `KEY#<id>` / `META`. */
const bareKeyShape = z.object({
  id: keyId,
  /** SHA-256 of the secret part, lower-case hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  organisation: id,
  application: id,
  /** The name of a view. */
  view: z.string().min(1),
  grants: z.array(z.enum(grants)),
  kind: z.enum(['secret', 'publishable']),
  expires: instant.optional(),
  state: z.enum(['active', 'revoked']),
  limits: keyLimitsShape.optional(),
  /** Points of cost it may spend a minute, in the place of the graph's. */
  quota: z.int().min(100).max(100_000_000).optional(),
  /** Default: `relevance`. */
  scoring: z.enum(scorings).optional(),
  /** Of a publishable one: the pages from which it may be sent, and `app` for applications, whose requests have no `Origin`. */
  origins: z
    .array(
      z
        .string()
        .refine(
          (value) => value === 'app' || isOrigin(value),
          'must be origins such as https://www.example.org, or `app`',
        ),
    )
    .min(1)
    .max(50)
    .optional(),
  /** Of a publishable one: requests a minute from one address, in the place of the graph's. */
  perAddress: z.int().min(1).max(1_000_000).optional(),
  /** The key that it was rotated for. */
  replacedBy: keyId.optional(),
});

/** What a publishable key may do, and nothing else: whoever sees the page has it. */
export const publishableGrants = ['persisted-only', 'read'] as const;

/** See {@link bareKeyShape}. */
export const keyShape = bareKeyShape.refine(
  ({ kind, grants: may, origins, perAddress }) =>
    kind === 'publishable'
      ? origins !== undefined && [...may].sort().join() === publishableGrants.join()
      : origins === undefined && perAddress === undefined,
  'a publishable key has origins, and the grants persisted-only and read alone; a secret one has no origins',
);
/** What is stored of an API key: never its secret. */
export type KeyRecord = z.infer<typeof keyShape>;

/** Whether a key works at this moment. */
export const isAlive = ({ state, expires }: KeyRecord, now: number): boolean =>
  state === 'active' && (expires === undefined || now < Date.parse(expires));

/** `CLIENT#<id>` / `META`. */
export const clientShape = z.object({
  /** The `client_id` of its tokens. */
  id: z.string().regex(/^[\w.+-]{1,128}$/, 'must be 1–128 letters, digits, `_`, `+`, `.` or `-`'),
  subsidiary: id,
  /** What the client may do in its own name: a person who signs in through it has the roles of their groups. */
  roles: z.array(z.enum(roles)),
  /** Ids of sections; without it the roles hold in all. */
  sections: z.array(z.string().regex(ID_PATTERN, 'must be the id of a section')).max(100).optional(),
  /** When it was retired: no token of it is taken from then on, a person's neither. */
  retired: instant.optional(),
});
/** A client of a user pool, and the subsidiary for which its tokens speak unless they name one. */
export type Client = z.infer<typeof clientShape>;

/** `PKG#<owner>` / `<name>`. */
export const packageShape = z.object({ owner: id, name: id, rule: packageRuleShape.optional(), retired });
/** A package of a subsidiary's records. */
export type Package = z.infer<typeof packageShape>;

/** `LIC#<licensee>` / `<owner>/<package>#<id>`. */
export const licenceShape = z.object({
  licensee: id,
  id,
  package: packageId,
  channels: z.array(z.enum(channels)).min(1),
  /** First moment at which it holds. */
  from: instant,
  /** First moment at which it no longer holds; null: until it is ended. */
  until: instant.nullable(),
  delayMinutes: z.int().min(0).max(525_600),
});
/** Gives a package to a subsidiary or partner. */
export type Licence = z.infer<typeof licenceShape>;

/** @throws {@link MalformedDirectoryItem} */
export const parseItem = <T>(shape: z.ZodType<T>, item: Item): T => {
  if (item.v !== SHAPE_VERSION)
    throw new MalformedDirectoryItem(
      item.pk,
      item.sk,
      `v: must be ${SHAPE_VERSION}, it was written by another version`,
    );
  const parsed = shape.safeParse(item);
  if (!parsed.success)
    throw new MalformedDirectoryItem(item.pk, item.sk, faultsOf(parsed.error).join('; '), { cause: parsed.error });
  return parsed.data;
};

/** Checks what is to be written. @throws `TypeError` that names what is wrong. */
export const checkInput = <T>(what: string, shape: z.ZodType<T>, input: T): T => {
  const parsed = shape.safeParse(input);
  if (!parsed.success)
    throw new TypeError(`${what} is malformed: ${faultsOf(parsed.error).join('; ')}`, { cause: parsed.error });
  return parsed.data;
};
