import type { z } from 'zod';

/** What a schema found wrong, one after another: `place: what it must be`, with `it` for the whole. No value is shown. */
export const faultsOf = ({ issues }: Pick<z.ZodError, 'issues'>): string[] =>
  issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
