import { z } from 'zod';

/*
 * A gateway of a world in a process of its own, over the world's files and a cache in Redis:
 *
 *   parent              child
 *   what it is told ──►
 *                   ◄── { origin }
 *   'kept'          ──►
 *                   ◄── { kept }: what was answered is kept
 */

/** What it is told. */
export const taskSchema = z.object({
  folder: z.string(),
  jwk: z.looseObject({ kty: z.string() }),
  /** Of Redis: `host:port`, or several of a cluster. */
  address: z.string(),
  keyPrefix: z.string(),
});
/** See {@link taskSchema}. */
export type GatewayTask = z.infer<typeof taskSchema>;

/** What it answers. */
export const answerSchema = z.union([
  z.object({ origin: z.string() }),
  z.object({ kept: z.literal(true), hits: z.int(), stored: z.int() }),
]);
