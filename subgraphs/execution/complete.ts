import type {
  ASTNode,
  GraphQLAbstractType,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
} from 'graphql';
import { isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { FieldInfo } from './field.ts';
import type { Key, Run } from './run.ts';
import { emptyData, Place } from './run.ts';

/** Turns what a resolver gave into what the answer holds. Throws what is wrong with it. */
export type Complete = (run: Run, value: unknown, parent: Place, key: Key) => unknown;

/** A place for a value: how it is completed, and whether null may stand there. */
export interface Slot {
  readonly nullable: boolean;
  readonly complete: Complete;
  /** For errors: `Type.field`. */
  readonly name: string;
  readonly nodes: readonly ASTNode[];
}

/** What completing objects needs of the one who compiles their selections. */
export interface Selections {
  readonly schema: GraphQLSchema;
  /** Fills an object of a type with what is asked of it here. */
  readonly fill: (
    run: Run,
    type: GraphQLObjectType,
    source: unknown,
    place: Place,
    data: Record<string, unknown>,
  ) => void;
  readonly info: (run: Run, parent: Place, key: Key) => FieldInfo;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export const isFunction = (value: unknown): value is (...given: readonly unknown[]) => unknown =>
  typeof value === 'function';

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  isObject(value) && typeof value.then === 'function';

/** The value of a slot, or null with an error where there is none that may stand there. Never throws. */
export const settle = (slot: Slot, run: Run, value: unknown, parent: Place, key: Key): unknown => {
  try {
    if (value === undefined || value === null) {
      if (slot.nullable) return null;
      throw new Error(`Cannot return null for non-nullable field ${slot.name}.`);
    }
    if (value instanceof Error) throw value;
    return slot.complete(run, value, parent, key);
  } catch (error) {
    return run.fail(error, parent, key, slot.nullable, slot.nodes);
  }
};

/** {@link settle} for a value that may be a promise: then the slot is filled when it comes, and stands as `undefined` until then. */
export const settleOrAwait = (slot: Slot, run: Run, value: unknown, parent: Place, key: Key): unknown => {
  if (!isPromise(value)) return settle(slot, run, value, parent, key);
  run.await(
    value,
    (later) => Reflect.set(parent.value, key, settle(slot, run, later, parent, key)),
    (reason) => Reflect.set(parent.value, key, run.fail(reason, parent, key, slot.nullable, slot.nodes)),
  );
  return undefined;
};

const leaf =
  (type: GraphQLLeafType): Complete =>
  (_run, value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized === undefined || serialized === null)
      throw new Error(`Expected \`${type.name}\` to be serializable; it was ${typeof value}.`);
    return serialized;
  };

const isIterable = (value: unknown): value is Iterable<unknown> => isObject(value) && Symbol.iterator in value;

const list =
  (item: Slot, nullable: boolean): Complete =>
  (run, value, parent, key) => {
    if (!isIterable(value)) throw new TypeError(`Expected Iterable, but did not find one for field "${item.name}".`);
    const items: readonly unknown[] = Array.isArray(value) ? value : [...value];
    const filled = Array.from<unknown>({ length: items.length });
    const place = new Place(parent, key, nullable, filled);
    for (let at = 0; at < items.length; at += 1) filled[at] = settleOrAwait(item, run, items[at], place, at);
    return place.nulled ? null : filled;
  };

const object =
  (type: GraphQLObjectType, nullable: boolean, { fill }: Selections): Complete =>
  (run, value, parent, key) => {
    const data = emptyData();
    const place = new Place(parent, key, nullable, data);
    fill(run, type, value, place, data);
    return place.nulled ? null : data;
  };

const typenameOf = (value: unknown): unknown => (isObject(value) ? value.__typename : undefined);

const abstract = (type: GraphQLAbstractType, nullable: boolean, selections: Selections): Complete => {
  const { schema, info } = selections;
  const byName = new Map<unknown, Complete>();
  for (const each of schema.getPossibleTypes(type)) byName.set(each.name, object(each, nullable, selections));
  return (run, value, parent, key) => {
    const name = type.resolveType
      ? type.resolveType(value, run.context, info(run, parent, key), type)
      : typenameOf(value);
    const complete = byName.get(name);
    if (!complete)
      throw new Error(`Abstract type "${type.name}" was resolved to a type "${String(name)}" that it does not have.`);
    return complete(run, value, parent, key);
  };
};

/**
 * The slot of a type. `resolveType` must answer at once, and `isTypeOf` is not asked: no subgraph has either otherwise.
 * @param name - `Type.field`, for errors.
 */
export const slotFor = (
  type: GraphQLOutputType,
  name: string,
  nodes: readonly ASTNode[],
  selections: Selections,
): Slot => {
  const nullable = !isNonNullType(type);
  const inner = isNonNullType(type) ? type.ofType : type;
  const completeOf = (): Complete => {
    if (isListType(inner)) return list(slotFor(inner.ofType, name, nodes, selections), nullable);
    if (isLeafType(inner)) return leaf(inner);
    return isObjectType(inner) ? object(inner, nullable, selections) : abstract(inner, nullable, selections);
  };
  return { nullable, complete: completeOf(), name, nodes };
};
