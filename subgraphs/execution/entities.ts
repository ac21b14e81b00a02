import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { isObjectType } from 'graphql';
import type { Complete, Selections, Slot } from './complete.ts';
import { isFunction, isObject, settleOrAwait, slotFor } from './complete.ts';
import { Place } from './run.ts';

/** What `@apollo/subgraph` keeps of a type's `__resolveReference`. */
const referenceResolver = (type: GraphQLObjectType): GraphQLFieldResolver<unknown, unknown> | undefined => {
  const { apollo } = type.extensions;
  const subgraph = isObject(apollo) ? apollo.subgraph : undefined;
  const resolve = isObject(subgraph) ? subgraph.resolveReference : undefined;
  return isFunction(resolve) ? (reference, _, context, info) => resolve(reference, context, info) : undefined;
};

/** How one entity type is made from its representations. */
interface Entity {
  readonly slot: Slot;
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
}

const entityOf = (schema: GraphQLSchema, representation: unknown, { slot, selections }: EntitiesOptions): Entity => {
  const name = isObject(representation) ? representation.__typename : undefined;
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  if (!isObjectType(type)) throw new Error(`there is no entity type "${String(name)}"`);
  return { slot: slotFor(type, slot.name, slot.nodes, selections), resolve: referenceResolver(type) };
};

/** See {@link completeEntities}. */
export interface EntitiesOptions {
  /** The list's own slot. */
  readonly slot: Slot;
  readonly selections: Selections;
}

/**
 * Completes `_entities`: its value are the representations, each of which says its type itself. `@apollo/subgraph`'s own resolver writes the type's name into
 * what a reference resolver gave, into records that others hold too; this one writes nothing.
 */
export const completeEntities = (options: EntitiesOptions): Complete => {
  const { schema, info } = options.selections;
  const known = new Map<unknown, Entity>();
  return (run, representations, parent, key) => {
    if (!Array.isArray(representations)) throw new TypeError('representations are a list');
    const filled = Array.from<unknown>({ length: representations.length });
    const place = new Place(parent, key, options.slot.nullable, filled);
    const about = info(run, parent, key);
    for (const [at, representation] of representations.entries()) {
      const { slot } = options;
      try {
        const name: unknown = isObject(representation) ? representation.__typename : undefined;
        const entity = known.get(name) ?? entityOf(schema, representation, options);
        known.set(name, entity);
        const value: unknown = entity.resolve ? entity.resolve(representation, {}, run.context, about) : representation;
        filled[at] = settleOrAwait(entity.slot, run, value, place, at);
      } catch (error) {
        filled[at] = run.fail(error, place, at, true, slot.nodes);
      }
    }
    return place.nulled ? null : filled;
  };
};
