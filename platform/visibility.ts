import { LRUCache } from 'lru-cache';
import type { Element, GraphType, GraphTypes } from '../schema/elements.ts';
import { elementsOf } from '../schema/elements.ts';
import { echoes, oracles, sieved } from '../schema/oracles.ts';
import type { View } from './viewer.ts';

/** What a view shows of the graph. */
export interface Shown {
  /** Whether a field, argument, input field or enum value is shown; what the graph does not know is not. */
  has(coordinate: string): boolean;
  hasType(name: string): boolean;
  readonly coordinates: ReadonlySet<string>;
}

/** Decides what views show of one graph. */
export interface Visibility {
  /** Remembered for the {@link KEPT} views used last, each under all that it says. */
  of(view: View): Shown;
  /** Why a view does not show a field, argument, input field or enum value, for operators; `undefined` where it does. */
  reasonHidden(view: View, coordinate: string): string | undefined;
  /** Why a view cannot be used, each a sentence that names the coordinate and what to do; none where it can. */
  faultsOf(view: View): string[];
}

/** Two views with the same key show the same. */
export const keyOfView = ({ name, version, tags, hidden, anonymous }: View): string =>
  JSON.stringify([name, version, tags, hidden, anonymous]);

const KEPT = 500;

const quoted = (coordinate: string): string => `\`${coordinate}\``;
const typeIn = (coordinate: string): string => coordinate.slice(0, coordinate.indexOf('.'));

/** The types that something shown leads to. */
const reachable = (types: GraphTypes, shown: ReadonlySet<string>): ReadonlySet<string> => {
  const reached = new Set(['Query', 'Mutation']);
  for (const name of reached) {
    const type = types.get(name);
    if (!type) continue;
    for (const { coordinate, target } of elementsOf(type)) if (target && shown.has(coordinate)) reached.add(target);
    for (const member of type.members) reached.add(member);
  }
  return reached;
};

/** Takes away what the view's tags and names hide, then what that leaves empty, leading nowhere or telling of it, until nothing more goes, and last what nothing leads to. */
const shownBy = (types: GraphTypes, known: ReadonlySet<string>, view: View): Shown => {
  const hidden = new Set(view.hidden);
  const tags: ReadonlySet<string> = new Set(view.tags);
  const gone = new Set([...types.keys()].filter((name) => hidden.has(name)));
  const shown = new Set<string>();
  for (const type of types.values())
    for (const element of elementsOf(type))
      if (element.tags.every((tag) => tags.has(tag)) && !hidden.has(element.coordinate)) shown.add(element.coordinate);

  const isEmpty = ({ kind, elements, members }: GraphType): boolean => {
    // An entity that one subgraph alone only names has no elements there.
    if (kind === 'scalar' || (kind === 'object' && elements.length === 0)) return false;
    return kind === 'union'
      ? members.every((member) => gone.has(member))
      : elements.every(({ coordinate }) => !shown.has(coordinate));
  };
  const leadsNowhere = ({ coordinate, target }: Element, type: GraphType): boolean =>
    gone.has(type.name) ||
    (target && gone.has(target)) ||
    (oracles[coordinate]?.some((told) => known.has(told) && !gone.has(typeIn(told)) && !shown.has(told)) ?? false);

  for (let before = Number.NaN; before !== shown.size - gone.size; ) {
    before = shown.size - gone.size;
    for (const type of types.values()) {
      for (const element of type.elements) {
        if (leadsNowhere(element, type)) shown.delete(element.coordinate);
        for (const argument of element.arguments)
          if (!shown.has(element.coordinate) || leadsNowhere(argument, type)) shown.delete(argument.coordinate);
      }
      if (isEmpty(type)) gone.add(type.name);
    }
  }
  const reached = reachable(types, shown);
  for (const type of types.values()) {
    if (reached.has(type.name)) continue;
    gone.add(type.name);
    for (const { coordinate } of elementsOf(type)) shown.delete(coordinate);
  }
  return {
    has: (coordinate) => shown.has(coordinate),
    hasType: (name) => types.has(name) && !gone.has(name),
    coordinates: shown,
  };
};

const faultsOfType = (type: GraphType, types: GraphTypes, shown: Shown): string[] => {
  const faults: string[] = [];
  for (const key of type.keys)
    if (!shown.has(`${type.name}.${key}`))
      faults.push(`${quoted(`${type.name}.${key}`)} is the key of its type: hide ${quoted(type.name)} instead`);
  for (const member of type.members)
    if (!shown.hasType(member) && !sieved.has(type.name))
      faults.push(`${quoted(member)} is one of the parts of ${quoted(type.name)}: hide ${quoted(type.name)} instead`);
  return [...faults, ...type.elements.flatMap((element) => faultsOfElement(element, type, types, shown))];
};

const faultsOfElement = (element: Element, type: GraphType, types: GraphTypes, shown: Shown): string[] => {
  const { coordinate, target } = element;
  if (!shown.has(coordinate))
    return element.required
      ? [`${quoted(coordinate)} must be given with ${quoted(type.name)}: hide ${quoted(type.name)} instead`]
      : [];
  const faults: string[] = [];
  const answered = type.kind === 'object' && target && !echoes.has(coordinate) ? types.get(target) : undefined;
  if (answered?.kind === 'enum')
    for (const value of answered.elements)
      if (!shown.has(value.coordinate))
        faults.push(`${quoted(coordinate)} answers with ${quoted(value.coordinate)}: hide that field too`);
  for (const input of type.kind === 'input' ? [element] : element.arguments) {
    if (!shown.has(input.coordinate)) {
      if (input.required) faults.push(`${quoted(input.coordinate)} must be given: hide ${quoted(coordinate)} instead`);
      continue;
    }
    for (const value of input.defaultIsList ? [] : input.defaults)
      if (!shown.has(`${input.target}.${value}`))
        faults.push(
          `${quoted(`${input.target}.${value}`)} is what ${quoted(input.coordinate)} is when it is not given: hide that too`,
        );
  }
  return faults;
};

const reasonOf = (types: GraphTypes, view: View, shown: Shown, coordinate: string): string => {
  const type = types.get(typeIn(coordinate));
  const element = type && elementsOf(type).find((each) => each.coordinate === coordinate);
  if (!element) return `${quoted(coordinate)} is not in the graph`;
  const tag = element.tags.find((each) => !view.tags.some((shows) => shows === each));
  if (tag !== undefined) return `it is ${tag}, and the view shows what is ${view.tags.join(', ')} alone`;
  const field = coordinate.replace(/\(.*/, '');
  const named = [coordinate, field, type.name].find((each) => view.hidden.includes(each));
  if (named !== undefined) return `the view hides ${quoted(named)} by name`;
  const told = oracles[coordinate]?.find((each) => !shown.has(each));
  if (told !== undefined) return `it tells of ${quoted(told)}, which the view does not show`;
  if (field !== coordinate && !shown.has(field)) return `the view does not show ${quoted(field)}`;
  const { target } = element;
  if (target && types.has(target) && !shown.hasType(target))
    return `it is of ${quoted(target)}, of which the view shows nothing`;
  return `nothing that the view shows leads to ${quoted(type.name)}`;
};

/**
 * What views show of a graph, by the tags of its SDL and by what views hide by name.
 * @throws `TypeError` where an element has no tag: no view would show it, and nothing says that it is meant so.
 */
export const createVisibility = (types: GraphTypes): Visibility => {
  for (const type of types.values())
    for (const { coordinate, tags } of elementsOf(type))
      if (tags.length === 0)
        throw new TypeError(`${coordinate} has no visibility tag: no view says whether it is shown`);
  const known = new Set([...types.values()].flatMap((type) => elementsOf(type).map(({ coordinate }) => coordinate)));
  const kept = new LRUCache<string, Shown>({ max: KEPT });
  // In one process a view is one object for many requests; over the wire it is a new one each time.
  const byView = new WeakMap<View, Shown>();
  const of = (view: View): Shown => {
    const remembered = byView.get(view);
    if (remembered) return remembered;
    const key = keyOfView(view);
    const shown = kept.get(key) ?? shownBy(types, known, view);
    kept.set(key, shown);
    byView.set(view, shown);
    return shown;
  };
  return {
    of,
    reasonHidden: (view, coordinate) =>
      of(view).has(coordinate) ? undefined : reasonOf(types, view, of(view), coordinate),
    faultsOf: (view) => {
      const unknown = view.hidden.filter((each) => !known.has(each) && !types.has(each));
      const shown = of(view);
      if (!shown.hasType('Query')) return ['nothing is left that could be asked'];
      const forSome = view.anonymous ? view.tags.filter((tag) => tag !== 'public') : [];
      return [
        ...forSome.map((tag) => `an anonymous view shows what is public alone: take away the tag ${tag}`),
        ...unknown.map((each) => `${quoted(each)} is not in the graph`),
        ...[...types.values()]
          .filter(({ name }) => shown.hasType(name))
          .flatMap((type) => faultsOfType(type, types, shown)),
      ];
    },
  };
};
