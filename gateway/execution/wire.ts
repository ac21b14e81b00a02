import { z } from 'zod';
import { answerCodes } from '../../platform/errors.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { channels, grants, roles, scorings, visibilityTags } from '../../platform/viewer.ts';
import type { Touched } from '../../subgraphs/touched.ts';
import { MOST_TAGS } from '../../subgraphs/touched.ts';

// What the gateway and a subgraph in a process of its own say to each other: GraphQL over HTTP, with the request's scope and what its answer was made from in
// `extensions`.

const viewer = z.object({
  organisation: z.string(),
  organisationKind: z.enum(['subsidiary', 'partner']),
  application: z.string(),
  channel: z.enum(channels),
  view: z.object({
    name: z.string(),
    tags: z.array(z.enum(visibilityTags)),
    hidden: z.array(z.string()),
    // A gateway of an earlier version does not say it.
    anonymous: z.boolean().default(false),
    version: z.int(),
  }),
  packages: z.array(z.object({ id: z.string(), delayMinutes: z.int().min(0) })),
  territory: z.string().nullable(),
  grants: z.array(z.enum(grants)),
  scoring: z.enum(scorings),
  user: z.string().nullable(),
  scopes: z.array(z.string()),
  roles: z.array(z.enum(roles)),
  sections: z.array(z.string()).nullable(),
});

/** One operation with who asks, the request's moment and its id; and whether to tell what the answer was made from, since somebody may keep it. */
export const wireRequest = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.object({
    masthead: z.object({ viewer, now: z.number(), id: z.string(), telling: z.boolean().default(true) }),
  }),
});
/** Moments in milliseconds since the epoch; null: none. */
const touched = z.object({
  tags: z.array(z.string().min(1)).max(MOST_TAGS),
  endsAt: z.number().nullable(),
  shownUntil: z.number().nullable(),
  since: z.number().nullable(),
  notKept: z.string().nullable(),
});

/** A subgraph's answer; its errors carry codes of the contract and say nothing of its inside. */
export const wireAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.int()])).nullish(),
        extensions: z.object({ code: z.enum(answerCodes), retryAfter: z.int().positive().optional() }),
      }),
    )
    .optional(),
  // What a subgraph of another version says of caching is no reason to refuse its answer.
  extensions: z.object({ masthead: touched }).optional().catch(undefined),
});

const finite = (moment: number): number | null => (Number.isFinite(moment) ? moment : null);

/** What an answer was made from, as JSON. */
export const touchedToWire = ({ tags, endsAt, shownUntil, since, notKept }: Touched): z.input<typeof touched> => ({
  tags: [...tags],
  endsAt: finite(endsAt),
  shownUntil: finite(shownUntil),
  since: finite(since),
  notKept: notKept ?? null,
});

/** Adds what a subgraph's answer was made from to what the whole answer is. One that does not say it must not be kept. */
export const addTouched = (said: z.infer<typeof wireAnswer>['extensions'], whole: Touched): void => {
  if (!said) {
    whole.neverKeep('a subgraph does not say what its answer was made from');
    return;
  }
  const { tags, endsAt, shownUntil, since, notKept } = said.masthead;
  for (const tag of tags) whole.tag(tag);
  if (endsAt !== null) whole.endBy(endsAt, 'hidden');
  if (shownUntil !== null) whole.endBy(shownUntil, 'shown');
  if (since !== null) whole.knownSince(since);
  if (notKept !== null) whole.neverKeep(notKept);
};

/** A viewer as JSON. */
export const viewerToWire = (of: Viewer): z.input<typeof viewer> => ({
  ...of,
  view: { ...of.view, tags: [...of.view.tags], hidden: [...of.view.hidden] },
  packages: of.packages.map((each) => ({ ...each })),
  territory: of.territory ?? null,
  grants: [...of.grants],
  user: of.user ?? null,
  scopes: [...of.scopes],
  roles: [...of.roles],
  sections: of.sections ? [...of.sections] : null,
});

/** A viewer from JSON, frozen. */
export const viewerFromWire = (of: z.infer<typeof viewer>): Viewer =>
  Object.freeze({
    ...of,
    view: Object.freeze(of.view),
    territory: of.territory ?? undefined,
    user: of.user ?? undefined,
    sections: of.sections ?? undefined,
  });
