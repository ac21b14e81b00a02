import type { Objects } from '../../platform/objects/port.ts';
import type { Records } from '../../platform/records/port.ts';
import type { Search } from '../../platform/search/port.ts';

/** Calls of ports, each as `port.method`, in order. */
export type Calls = string[];

/** Notes each call of an object's methods under its port's name; all else is the object's own. */
const counted = <T extends object>(port: string, backend: T, calls: Calls): T =>
  new Proxy(backend, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...parameters: unknown[]): unknown => {
        calls.push(`${port}.${String(name)}`);
        return Reflect.apply(value, target, parameters);
      };
    },
  });

/** Records whose calls are noted. */
export const countedRecords = (records: Records, calls: Calls): Records => counted('records', records, calls);
/** Objects whose calls are noted. */
export const countedObjects = <T extends Objects>(objects: T, calls: Calls): T => counted('objects', objects, calls);
/** Search whose calls are noted. */
export const countedSearch = (search: Search, calls: Calls): Search => counted('search', search, calls);

/** How often each call was made. */
export const tally = (calls: Calls): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = {};
  for (const call of [...calls].sort()) sums[call] = (sums[call] ?? 0) + 1;
  return sums;
};
