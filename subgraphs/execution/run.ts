import type { ASTNode, GraphQLError } from 'graphql';
import { locatedError } from 'graphql';

/** A name in an object of the answer, or an index of a list. */
export type Key = string | number;

class Empty {
  [name: string]: unknown;
}
Object.setPrototypeOf(Empty.prototype, null);
Reflect.deleteProperty(Empty.prototype, 'constructor');

/**
 * An object of an answer. Nothing is inherited, so that `__proto__` is a name like any other; and unlike one of `Object.create(null)`,
 * which V8 keeps as a hash table, it is as fast as any object.
 */
export const emptyData = (): Record<string, unknown> => new Empty();

/** An object or list of the answer that is being filled, and where it stands. */
export class Place {
  readonly parent: Place | undefined;
  readonly key: Key;
  readonly nullable: boolean;
  readonly value: object;
  /** Whether null has taken its place, since something in it failed that may not be null. */
  nulled = false;

  constructor(parent: Place | undefined, key: Key, nullable: boolean, value: object) {
    this.parent = parent;
    this.key = key;
    this.nullable = nullable;
    this.value = value;
  }
}

/** Where an entry of a place stands in the answer. */
export const pathTo = (place: Place, key: Key): Key[] => {
  const path = [key];
  for (let at = place; at.parent; at = at.parent) path.push(at.key);
  return path.reverse();
};

/** One execution of a compiled operation: what its fields share, what failed, and how much is still awaited. */
export class Run {
  readonly context: object;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly errors: GraphQLError[] = [];
  /** Arguments that depend on variables, by their field's number: made once, however many objects the field is asked of. */
  readonly argumentsOf: Record<string, unknown>[] = [];
  #awaited = 0;
  #resolve: (() => void) | undefined;

  constructor(context: object, variables: Readonly<Record<string, unknown>>) {
    this.context = context;
    this.variables = variables;
  }

  /** Goes on with what a promise brings. Neither function may throw. */
  await(promise: PromiseLike<unknown>, go: (value: unknown) => void, failed: (reason: unknown) => void): void {
    this.#awaited += 1;
    promise.then(
      (value) => {
        go(value);
        return this.#settle();
      },
      (reason: unknown) => {
        failed(reason);
        return this.#settle();
      },
    );
  }

  /** When nothing is awaited any more; `undefined` where that is now. */
  finished(): Promise<void> | undefined {
    if (this.#awaited === 0) return undefined;
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  #settle(): void {
    this.#awaited -= 1;
    if (this.#awaited === 0) this.#resolve?.();
  }

  /**
   * Reports what failed, and puts null where it stood or, where that may not be null, in the nearest place around it that may.
   * Nothing more is said of what null has already replaced.
   */
  fail(reason: unknown, parent: Place, key: Key, nullable: boolean, nodes: readonly ASTNode[]): null {
    for (let place: Place | undefined = parent; place; place = place.parent) if (place.nulled) return null;
    this.errors.push(locatedError(reason, nodes, pathTo(parent, key)));
    if (nullable) return null;
    let place = parent;
    while (!place.nullable && place.parent) place = place.parent;
    place.nulled = true;
    if (place.parent) Reflect.set(place.parent.value, place.key, null);
    return null;
  }
}
