import { z } from 'zod';
import builtIn from '../schema/views.json' with { type: 'json' };
import { faultsOf } from './faults.ts';
import type { View } from './viewer.ts';
import { visibilityTags } from './viewer.ts';

const NAME = '[A-Za-z_]\\w*';
/** As the schema coordinates specification spells what a view can hide. */
const coordinate = z
  .string()
  .max(200)
  .regex(
    new RegExp(`^${NAME}(\\.${NAME}(\\(${NAME}:\\))?)?$`),
    'must be `Type`, `Type.field`, `Type.field(argument:)`, `Input.field` or `Enum.VALUE`',
  );

/** The name of a view. */
export const viewName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens');

/** What a view says beside its name. */
export const viewShape = z.strictObject({
  version: z.int().min(1),
  tags: z.array(z.enum(visibilityTags)).min(1),
  hidden: z.array(coordinate).max(200),
  anonymous: z.boolean().default(false),
});

const views = z.record(viewName, viewShape);

/** A view, frozen, each thing it says once and in one order, so that views that say the same are the same. */
export const viewOf = (name: string, { version, tags, hidden, anonymous = false }: z.input<typeof viewShape>): View =>
  Object.freeze({
    name,
    version,
    tags: Object.freeze(visibilityTags.filter((tag) => tags.includes(tag))),
    hidden: Object.freeze([...new Set(hidden)].sort()),
    anonymous,
  });

/**
 * Views from their file's content: an object of `{ version, tags, hidden, anonymous }` by name, the last of them false where it is not said.
 * @throws `TypeError` that names each fault and its place.
 */
export const parseViews = (content: unknown): ReadonlyMap<string, View> => {
  const parsed = views.safeParse(content);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error);
    throw new TypeError(`views are malformed:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
  return new Map(Object.entries(parsed.data).map(([name, view]) => [name, viewOf(name, view)]));
};

/** `partner`, `subsidiary` and `newsroom`, as `schema/views.json` says. */
export const builtInViews: ReadonlyMap<string, View> = parseViews(builtIn);
