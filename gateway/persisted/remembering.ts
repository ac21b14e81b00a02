import type { ApplicationRef } from './items.ts';

/** Ids remembered for one who asks: clients send the same few again and again, and whoever guesses begins anew. */
const MOST = 100;

/**
 * Remembers what is made of who asks and of an operation's id, as long as who asks is known: to join texts, and digest what comes of it, takes longer than all else that is done to
 * find what lies under it.
 */
export const remembering = <T>(make: (of: ApplicationRef, id: string) => T): typeof make => {
  const known = new WeakMap<ApplicationRef, Map<string, T>>();
  return (of, id) => {
    const own = known.get(of) ?? new Map<string, T>();
    const before = own.get(id);
    if (before !== undefined) return before;
    if (own.size === 0) known.set(of, own);
    if (own.size === MOST) own.clear();
    const made = make(of, id);
    own.set(id, made);
    return made;
  };
};
