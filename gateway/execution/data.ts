/** An object that subgraphs answered. */
export type Data = Record<string, unknown>;

export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mergedValue = (before: unknown, after: unknown): unknown => {
  if (isData(before) && isData(after)) return merge(before, after);
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return after;
  for (const [at, each] of after.entries()) before[at] = mergedValue(before[at], each);
  return before;
};

/** Adds to an object what another subgraph says of it; objects in both are merged, lists in both entry by entry. Takes what it can as it is. */
export const merge = (target: Data, source: Data): Data => {
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (value !== undefined) target[name] = target[name] === undefined ? value : mergedValue(target[name], value);
  }
  return target;
};

/** `@` stands for each entry of a list. */
export type PathPattern = readonly (string | number)[];

/** Each object at a path, with lists on the way gone through. */
export const objectsAt = (data: Data, path: PathPattern): Data[] => {
  let level: unknown[] = [data];
  for (const step of path) {
    const next: unknown[] = [];
    for (const value of level) {
      if (step !== '@') {
        if (isData(value)) next.push(value[step]);
      } else if (Array.isArray(value)) for (const entry of value) next.push(entry);
    }
    level = next;
  }
  return level.filter(isData);
};

/** Where in the data an object that {@link objectsAt} found stands: its first place. */
export const placeOf = (data: unknown, path: PathPattern, object: Data): (string | number)[] | undefined => {
  const [step, ...rest] = path;
  if (step === undefined) return data === object ? [] : undefined;
  if (step !== '@') {
    const below = isData(data) ? placeOf(data[step], rest, object) : undefined;
    return below && [step, ...below];
  }
  for (const [at, entry] of Array.isArray(data) ? data.entries() : []) {
    const below = placeOf(entry, rest, object);
    if (below) return [at, ...below];
  }
  return undefined;
};
