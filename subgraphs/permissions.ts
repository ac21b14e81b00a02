import { createRequire } from 'node:module';
import type { DocumentNode, FieldDefinitionNode, GraphQLSchema } from 'graphql';
import { Kind } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import type * as Shield from 'graphql-shield';
import { AnswerError } from '../platform/errors.ts';
import type { View, Viewer, VisibilityTag } from '../platform/viewer.ts';
import { visibilityTags } from '../platform/viewer.ts';
import type { Finding } from './finding.ts';

// Its ESM build does not load in Node 24 (`util.isUndefined` is gone), its CommonJS build does. This is the one place that loads it.
const load = createRequire(import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `createRequire` knows no types; these are the package's own
const { rule, shield, deny } = load('graphql-shield') as typeof Shield;

/** A field and the tag that says which views show it. */
export interface TaggedField {
  readonly type: string;
  readonly field: string;
  readonly tag: VisibilityTag;
}

const tagOf = (type: string, field: FieldDefinitionNode): VisibilityTag => {
  const names = (field.directives ?? [])
    .filter(({ name }) => name.value === 'tag')
    .flatMap((directive) =>
      (directive.arguments ?? []).flatMap(({ value }) => (value.kind === Kind.STRING ? [value.value] : [])),
    );
  const tag = visibilityTags.find((each) => each === names[0]);
  if (tag === undefined || names.length !== 1)
    throw new TypeError(
      `${type}.${field.name.value} has no rule: it needs exactly one visibility tag, one of ${visibilityTags.join(', ')}`,
    );
  return tag;
};

/**
 * The classification of every field of a subgraph, from its SDL.
 * @throws TypeError for a field without a tag: it would be neither open nor guarded.
 */
export const classify = (typeDefs: DocumentNode): readonly TaggedField[] =>
  typeDefs.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
      ? (definition.fields ?? []).map((field) => ({
          type: definition.name.value,
          field: field.name.value,
          tag: tagOf(definition.name.value, field),
        }))
      : [],
  );

/** What must hold before a view shows a field; all of it must. */
const FIELD_CLAUSES: readonly {
  readonly holds: (view: View, field: TaggedField) => boolean;
  /** In words, for where it holds and for where it does not. */
  readonly says: (view: View, field: TaggedField) => readonly [holding: string, failing: string];
}[] = [
  {
    holds: ({ tags }, { tag }) => tags.includes(tag),
    says: ({ name, tags }, { tag }) => [
      `the view ${name} shows what is ${tag}`,
      `it is ${tag}, and the view ${name} shows what is ${tags.join(', ')} alone`,
    ],
  },
  {
    holds: ({ hidden }, { type, field }) => !hidden.includes(`${type}.${field}`) && !hidden.includes(type),
    says: ({ name }, { type, field }) => [
      `the view ${name} does not hide it by name`,
      `the view ${name} hides ${type}.${field}, or all of ${type}, by name`,
    ],
  },
];

const shows = ({ view }: Viewer, field: TaggedField): boolean => FIELD_CLAUSES.every(({ holds }) => holds(view, field));

/** Each clause that decides whether a view shows a field, in words; it does where all hold. */
export const explainField = (view: View, field: TaggedField): readonly Finding[] =>
  FIELD_CLAUSES.map(({ holds, says }) => {
    const held = holds(view, field);
    return { holds: held, says: says(view, field)[held ? 0 : 1] };
  });

/** What rules need of a resolver's context. */
interface GuardedContext {
  readonly scope: { readonly viewer: Viewer };
}

/**
 * Puts a rule before every field that some view does not show: it answers `FORBIDDEN` unless the viewer's view shows the field's tag. Open fields, which every
 * view shows, are left as they are, since a rule before each of them would cost more than most resolvers do.
 */
export const guardFields = (schema: GraphQLSchema, typeDefs: DocumentNode): GraphQLSchema => {
  const guarded = classify(typeDefs).filter(({ tag }) => tag !== 'public');
  const rules: Record<string, Record<string, ReturnType<ReturnType<typeof rule>>>> = {};
  for (const tagged of guarded) {
    const coordinate = `${tagged.type}.${tagged.field}`;
    // Not cached: shield would reuse a verdict between list items, and between rules of the same name.
    const mayRead = rule(coordinate, { cache: 'no_cache' })((_parent, _arguments, { scope }: GuardedContext) =>
      shows(scope.viewer, tagged) ? true : new AnswerError('FORBIDDEN', `Your view does not show \`${coordinate}\`.`),
    );
    rules[tagged.type] = { ...rules[tagged.type], [tagged.field]: mayRead };
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
