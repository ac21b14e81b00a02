import { createRequire } from 'node:module';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type * as Middleware from 'graphql-middleware';
import type * as Shield from 'graphql-shield';
import { AnswerError } from '../platform/errors.ts';
import type { Viewer } from '../platform/viewer.ts';
import type { Visibility } from '../platform/visibility.ts';
import type { Exception } from './rules.ts';
import { exceptions } from './rules.ts';
import { askedWithHidden } from './uses.ts';

// Shield's ESM build does not load in Node 24 (`util.isUndefined` is gone), its CommonJS build does, and with it the middleware's: as ESM that would be loaded twice. This is the one
// place that loads them.
const load = createRequire(import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `createRequire` knows no types; these are the package's own
const { rule, shield, deny } = load('graphql-shield') as typeof Shield;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
const { applyMiddleware } = load('graphql-middleware') as typeof Middleware;

/** What rules need of a resolver's context. */
interface GuardedContext {
  readonly scope: { readonly viewer: Viewer };
}

type Values = Readonly<Record<string, unknown>>;

/** The messages name nothing: whose view does not show a field is not told that there is one. */
const hidden = (): AnswerError => new AnswerError('FORBIDDEN', 'Your view does not show this.');
const refused = ({ refusal = 'This is not for you to read.' }: Exception): AnswerError =>
  new AnswerError('FORBIDDEN', refusal);

/**
 * Puts a rule before each of these fields: it answers `FORBIDDEN` unless the viewer's view shows the field with what it is asked with, and its exception, where it
 * is one, allows the viewer. All other fields are left as they are, since a rule before each of them would cost more than most resolvers do.
 * @param coordinates - `Type.field` each.
 */
export const guardFields = (
  schema: GraphQLSchema,
  coordinates: readonly string[],
  visibility: Visibility,
): GraphQLSchema => {
  const rules: Record<string, Record<string, ReturnType<ReturnType<typeof rule>>>> = {};
  for (const coordinate of coordinates) {
    const [type = '', field = ''] = coordinate.split('.');
    // Not cached: shield would reuse a verdict between list items, and between rules of the same name.
    const mayRead = rule(coordinate, { cache: 'no_cache' })(
      (_parent, values: Values, { scope }: GuardedContext, info: GraphQLResolveInfo) => {
        const shown = visibility.of(scope.viewer.view);
        if (!shown.has(coordinate) || askedWithHidden(values, info, shown)) return hidden();
        const exception = exceptions[coordinate];
        return !exception || exception.allows(scope.viewer) ? true : refused(exception);
      },
    );
    rules[type] = { ...rules[type], [field]: mayRead };
  }
  // What a resolver throws must come through as it is: `gateway/errors.ts` is the one place that decides what a client is told.
  const all = new Map<string, unknown>(
    Object.entries(shield(rules, { fallbackRule: deny, allowExternalErrors: true }).generate(schema)),
  );
  const wrapped = Object.fromEntries(
    Object.entries(rules).map(([type, fields]) => [type, pick(all.get(type), Object.keys(fields))]),
  );
  return applyMiddleware(schema, wrapped);
};

const pick = (fields: unknown, names: readonly string[]): Record<string, unknown> => {
  if (typeof fields !== 'object' || fields === null)
    throw new TypeError('graphql-shield gave no middleware for a guarded type');
  const known = new Map<string, unknown>(Object.entries(fields));
  return Object.fromEntries(
    names.map((name) => {
      const middleware = known.get(name);
      if (middleware === undefined)
        throw new TypeError(`graphql-shield gave no middleware for the guarded field ${name}`);
      return [name, middleware];
    }),
  );
};
