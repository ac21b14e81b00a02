import { z } from 'zod';

/** What a variant is told: a seeded folder, and which of its keys asks. */
export const variantTask = z.object({ dataDir: z.string(), key: z.string() });
/** See {@link variantTask}. */
export type VariantTask = z.infer<typeof variantTask>;

/** What a server tells when it listens. */
export interface Listening {
  readonly port: number;
}
