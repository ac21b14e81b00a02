import { z } from 'zod';
import { failpoints } from './failpoints.ts';

/*
 * How the process that is killed and the one that kills it talk, by Node's own channel:
 *
 *   parent                 child
 *                     ◄──  ready           it has loaded, and touched nothing
 *   begin             ──►
 *                     ◄──  begun           it serves writers and works
 *   ask               ──►
 *                     ◄──  answer          unless it is killed before
 *   calm              ──►                  no more faults from now on
 */

/** How it begins. */
export const beginShape = z.object({
  kind: z.literal('begin'),
  /** How far its clock is ahead, in milliseconds. */
  aheadMs: z.number(),
  /** Where it kills itself: there, once it has come by so often. */
  dies: z.object({ at: z.enum(failpoints), after: z.number() }).optional(),
  /** How many of a hundred calls of queue and records fail, and which. */
  faults: z.object({ percent: z.number(), seed: z.number() }).optional(),
});
/** See {@link beginShape}. */
export type Begin = Omit<z.infer<typeof beginShape>, 'kind'>;

const askShape = z.object({
  kind: z.literal('ask'),
  id: z.number(),
  /** The subsidiary for which it is asked. */
  organisation: z.string(),
  query: z.string(),
  variables: z.record(z.string(), z.unknown()),
});
/** A question to the graph. */
export type Ask = Omit<z.infer<typeof askShape>, 'kind' | 'id'>;

/** What the child is sent. */
export const toChild = z.discriminatedUnion('kind', [beginShape, askShape, z.object({ kind: z.literal('calm') })]);

const answerShape = z.object({
  kind: z.literal('answer'),
  id: z.number(),
  data: z.unknown().optional(),
  /** The code of the first error. */
  code: z.string().optional(),
});
/** What the graph answered. */
export type Answer = Pick<z.infer<typeof answerShape>, 'data' | 'code'>;

/** What the child sends. */
export const toParent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('begun') }),
  answerShape,
]);
/** See {@link toParent}. */
export type ToParent = z.infer<typeof toParent>;
