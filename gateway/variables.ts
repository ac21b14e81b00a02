/** Values that a request's variables may hold, lists' elements and objects' fields counted. */
export const MAX_VALUES = 10_000;

/** Whether JSON holds more than {@link MAX_VALUES} values, at whatever depth. It looks at no more of them than that. */
export const isTooMuch = (json: unknown): boolean => {
  const waiting: unknown[] = [json];
  let count = 0;
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    count += inner.length;
    if (count > MAX_VALUES) return true;
    for (const each of inner) waiting.push(each);
  }
  return false;
};
