import fc from 'fast-check';
import { z } from 'zod';
import type { World } from '../../../support/world.ts';
import type { Newsroom, SeenReceipt } from './newsroom.ts';
import { writerOf } from './newsroom.ts';

/** What a copy of a record should be: its headline, and the version in which it was saved. */
export interface Copy {
  readonly headline: string;
  readonly version: number;
}

/** What a record should be. */
export interface Modelled {
  readonly id: string;
  version: number;
  live: Copy | undefined;
  work: Copy | undefined;
  killed: boolean;
  /** The headlines of its versions; the first is that of version 1. */
  readonly headlines: string[];
}

/** A record that was just created. */
export const created = (id: string, headline: string): Modelled => ({
  id,
  version: 1,
  live: undefined,
  work: { headline, version: 1 },
  killed: false,
  headlines: [headline],
});

/** One thing that somebody does: to which record, whether they have seen its latest version, which earlier one they bring back, and whether they send it twice. */
export interface Step {
  readonly what: string;
  readonly record: number;
  readonly stale: boolean;
  readonly earlier: number;
  readonly twice: boolean;
}

/** Any step of these. */
export const stepOf = (...what: string[]): fc.Arbitrary<Step> =>
  fc.record({
    what: fc.constantFrom(...what),
    record: fc.nat({ max: 2 }),
    stale: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    earlier: fc.nat({ max: 20 }),
    twice: fc.boolean(),
  });

const revisionOf = ({ earlier }: Step, { version }: Modelled): number => 1 + (earlier % version);

type Made = Pick<Modelled, 'live' | 'work'> & { readonly killed?: boolean };

/** The reason for which a step is refused, or what it makes of the record. */
const foretell = (step: Step, record: Modelled, headline: string): string | Made => {
  const { live, work, version } = record;
  const shown = work ?? live;
  if (!shown) return 'NOT_FOUND';
  if (record.killed && step.what !== 'delete') return 'INVALID';
  if (step.stale && step.what !== 'kill') return 'VERSION_CONFLICT';
  const next = version + 1;
  switch (step.what) {
    case 'update':
      return { live, work: { headline, version: next } };
    case 'restore':
      return { live, work: { headline: record.headlines[revisionOf(step, record) - 1] ?? '', version: next } };
    case 'publish':
      return work ? { live: { headline: work.headline, version: next }, work: undefined } : 'INVALID';
    case 'withdraw':
      return live ? { live: undefined, work: { headline: shown.headline, version: next } } : 'INVALID';
    case 'kill':
      return { live: undefined, work: { headline: shown.headline, version: next }, killed: true };
    default:
      return { live: undefined, work: undefined };
  }
};

/** Makes of a record what the step should make of it; what its receipt should tell. */
export const model = (step: Step, record: Modelled, headline: string): string | number => {
  const made = foretell(step, record, headline);
  if (typeof made === 'string') return made;
  record.version += 1;
  record.headlines.push((made.work?.version === record.version ? made.work : made.live)?.headline ?? '');
  Object.assign(record, made);
  return record.version;
};

const seenVersion = ({ what, stale }: Step, { live, work }: Modelled): number => {
  const seen = what === 'withdraw' ? (live ?? work) : (work ?? live);
  return (seen?.version ?? 1) + (stale ? 1 : 0);
};

/** Has the newsroom do a step, in one way or the other. */
export const act = (
  newsroom: Newsroom,
  how: 'send' | 'done',
  step: Step,
  record: Modelled,
  headline: string,
  idempotencyKey: string,
): Promise<SeenReceipt> => {
  const { id } = record;
  const given = { id, expectedVersion: seenVersion(step, record), idempotencyKey };
  switch (step.what) {
    case 'update':
      return newsroom[how]('updateContent', { ...given, patch: { headline } });
    case 'restore':
      return newsroom[how]('restoreRevision', { ...given, revision: revisionOf(step, record) });
    case 'publish':
      return newsroom[how]('publishContent', given);
    case 'withdraw':
      return newsroom[how]('withdrawContent', given);
    case 'kill':
      return newsroom[how]('killContent', { id, reason: headline, idempotencyKey });
    default:
      return newsroom[how]('deleteContent', given);
  }
};

/** What a receipt tells: why its command is refused, or the version that it made. */
export const told = ({ state, version, errors }: SeenReceipt): unknown =>
  state === 'APPLIED' ? version : errors[0]?.code;

const shape = z.object({
  live: z.object({ headline: z.string(), version: z.number() }).nullable(),
  copy: z.object({ headline: z.string(), version: z.number() }).nullable(),
});

/** What readers and editors see of a record. */
export const seen = async (world: World, id: string): Promise<z.infer<typeof shape>> => {
  const query = `query ($id: ID!) {
    live: content(id: $id) { headline version }
    copy: content(id: $id, preview: true) { headline version }
  }`;
  return shape.parse(await world.data('content', writerOf(), query, { id }));
};

/** What readers and editors should see of it. */
export const shouldSee = ({ live, work }: Modelled): unknown => ({ live: live ?? null, copy: work ?? live ?? null });
