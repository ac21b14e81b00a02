import { z } from 'zod';
import builtIn from '../schema/views.json' with { type: 'json' };
import type { View } from './viewer.ts';
import { visibilityTags } from './viewer.ts';

const views = z.record(
  z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens'),
  z.strictObject({
    version: z.int().min(1),
    tags: z.array(z.enum(visibilityTags)).min(1),
    hidden: z.array(z.string().regex(/^[A-Z_a-z]\w*(\.[a-z_A-Z]\w*)?$/, 'must be `Type` or `Type.field`')),
  }),
);

/**
 * Views from their file's content: an object of `{ version, tags, hidden }` by name.
 * @throws `TypeError` that names each fault and its place.
 */
export const parseViews = (content: unknown): ReadonlyMap<string, View> => {
  const parsed = views.safeParse(content);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new TypeError(`views are malformed:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
  return new Map(
    Object.entries(parsed.data).map(([name, view]) => [
      name,
      Object.freeze({
        name,
        version: view.version,
        tags: Object.freeze(visibilityTags.filter((tag) => view.tags.includes(tag))),
        hidden: Object.freeze([...view.hidden].sort()),
      }),
    ]),
  );
};

/** `partner`, `subsidiary` and `newsroom`, as `schema/views.json` says. */
export const builtInViews: ReadonlyMap<string, View> = parseViews(builtIn);
