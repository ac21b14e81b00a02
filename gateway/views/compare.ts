import type { Shown } from '../../platform/visibility.ts';
import type { GraphTypes } from '../../schema/elements.ts';

/** What one view shows and another does not, in the graph's order: a type for all that is of it, a field for its arguments. */
export interface Difference {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

const onlyIn = (a: Shown, b: Shown, types: GraphTypes): string[] =>
  [...types.values()].flatMap((type) => {
    if (!a.hasType(type.name)) return [];
    if (!b.hasType(type.name)) return [type.name];
    const missing = (coordinate: string): boolean => a.has(coordinate) && !b.has(coordinate);
    const fields = type.elements.flatMap(({ coordinate, arguments: inputs }) =>
      missing(coordinate) ? [coordinate] : inputs.map((each) => each.coordinate).filter(missing),
    );
    return fields;
  });

/** How what is shown changes from one view to another. */
export const compareShown = (from: Shown, to: Shown, types: GraphTypes): Difference => ({
  gained: onlyIn(to, from, types),
  lost: onlyIn(from, to, types),
});
