import { printSchema } from 'graphql';
import type { DefinedView, KeyRecord, Views } from '../../platform/directory.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { Operation } from '../../platform/records/port.ts';
import type { View, VisibilityTag } from '../../platform/viewer.ts';
import { viewOf } from '../../platform/views.ts';
import type { GraphTypes } from '../../schema/elements.ts';
import type { Difference } from './compare.ts';
import { compareShown } from './compare.ts';
import type { ViewSchemas } from './viewSchemas.ts';

/** What a view is to say: without tags or names those that it has. */
export interface ViewSays {
  readonly tags?: readonly VisibilityTag[] | undefined;
  readonly hidden?: readonly string[] | undefined;
  readonly anonymous?: boolean | undefined;
}

/** What a change of a view would do. */
export interface ViewChange extends Difference {
  /** The view as it would be; its version is the next one. */
  readonly view: View;
  /** Whether there is a view of this name now; without, all that it shows is gained. */
  readonly isNew: boolean;
  /** The keys that would see the graph by it. */
  readonly keys: readonly KeyRecord[];
  /** The registered operations that it would break, a line each. */
  readonly breaks: readonly string[];
}

/** A view with the keys that see the graph by it. */
export interface ViewInUse extends DefinedView {
  readonly keys: readonly KeyRecord[];
  /** Why it cannot be used with the graph as it is now; none where it can. */
  readonly faults: readonly string[];
}

/** What operators do with views. All throw `OperatorError` where there is no such view. */
export interface ViewAdministration {
  list(): Promise<readonly ViewInUse[]>;
  show(name: string): Promise<ViewInUse>;
  /** What defining it so would do; changes nothing. @throws `InvalidView` with every reason. */
  check(name: string, says: ViewSays): Promise<ViewChange>;
  /**
   * Defines it and says what that did.
   * @param force - although it breaks registered operations.
   * @throws `InvalidView` with every reason; `OperatorError` with each registered operation that it would break.
   */
  define(name: string, says: ViewSays, force?: boolean): Promise<ViewChange>;
  diff(from: string, to: string): Promise<Difference>;
  /** The schema that the view shows, as SDL. */
  sdl(name: string): Promise<string>;
  retire(name: string): Promise<void>;
}

/** What {@link createViewAdministration} stands on. */
export interface ViewAdministrationOptions {
  readonly views: Views;
  readonly schemas: ViewSchemas;
  readonly types: GraphTypes;
  /** The registered operations of applications with these keys that the view would break, a line each. */
  readonly breaking: (view: View, keys: readonly KeyRecord[]) => Promise<readonly string[]>;
  /** The audit record of a change, to be written with it. */
  readonly audited: (action: 'define' | 'retire', before: View | undefined, after: View | undefined) => Operation;
}

/** Administers views over one graph. */
export const createViewAdministration = (options: ViewAdministrationOptions): ViewAdministration => {
  const { views, schemas, types, breaking, audited } = options;
  const { visibility } = schemas;
  const all = async (): Promise<ReadonlyMap<string, DefinedView>> =>
    new Map((await views.list()).map((each) => [each.view.name, each]));
  const named = async (name: string): Promise<DefinedView> => {
    const known = await all();
    const found = known.get(name);
    if (!found) throw new OperatorError(`there is no view \`${name}\`: ${[...known.keys()].join(', ')}`);
    return found;
  };
  const inUse = (defined: DefinedView, keys: Awaited<ReturnType<Views['keys']>>): ViewInUse => ({
    ...defined,
    keys: keys.get(defined.view.name) ?? [],
    faults: visibility.faultsOf(defined.view),
  });
  const nothing = visibility.of({ name: '', version: 0, tags: [], hidden: [], anonymous: false });

  const administration: ViewAdministration = {
    list: async () => {
      const [known, keys] = await Promise.all([all(), views.keys()]);
      return [...known.values()].map((each) => inUse(each, keys));
    },
    show: async (name) => inUse(await named(name), await views.keys()),
    check: async (name, says) => {
      const before = (await all()).get(name)?.view;
      const tags = says.tags ?? before?.tags;
      if (!tags) throw new OperatorError(`the view \`${name}\` is new: say which tags it shows`);
      const version = (before?.version ?? 0) + 1;
      const hidden = [...(says.hidden ?? before?.hidden ?? [])];
      const anonymous = says.anonymous ?? before?.anonymous ?? false;
      const view = viewOf(name, { version, tags: [...tags], hidden, anonymous });
      schemas.of(view);
      const difference = compareShown(before ? visibility.of(before) : nothing, visibility.of(view), types);
      const keys = (await views.keys()).get(name) ?? [];
      return { ...difference, view, isNew: before === undefined, keys, breaks: await breaking(view, keys) };
    },
    define: async (name, says, force = false) => {
      const change = await administration.check(name, says);
      if (change.breaks.length > 0 && !force)
        throw new OperatorError(
          `this would break registered operations (with --force it is done all the same):\n${change.breaks.join('\n')}`,
        );
      const { tags, hidden, anonymous } = change.view;
      const before = (await all()).get(name)?.view;
      const also = [audited('define', before, change.view)];
      return { ...change, view: await views.define(name, { tags, hidden, anonymous }, also) };
    },
    diff: async (from, to) => {
      const [a, b] = [await named(from), await named(to)];
      return compareShown(visibility.of(a.view), visibility.of(b.view), types);
    },
    sdl: async (name) => printSchema(schemas.of((await named(name)).view).schema),
    retire: async (name) => views.retire(name, [audited('retire', (await named(name)).view, undefined)]),
  };
  return administration;
};
