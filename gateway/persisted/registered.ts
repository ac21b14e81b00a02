import { LRUCache } from 'lru-cache';
import { counted } from '../../platform/counted.ts';
import type { Records } from '../../platform/records/port.ts';
import type { ApplicationRef, Head, StoredOperation } from './items.ts';
import { endOf, headKey, operationKey, parseHead, parseOperation, partitionOf } from './items.ts';
import { remembering } from './remembering.ts';

/*
 * What is remembered of an application's operations holds as long as its head has the same version, and the head is read again and again:
 *
 *   head (at most 20 s old) ──► operation ──► remembered under the head's version
 *
 * The head is read before the operation, never after: what a push changes in between then stands under a version that the next reading of the head ends.
 */

/** An operation that an application may send by its id. */
export interface RegisteredOperation {
  readonly id: string;
  readonly text: string;
  /** SHA-256 of the text, lower-case hex. */
  readonly hash: string;
}

/** Finds registered operations. What is pushed or retired acts within a minute in every process. */
export interface RegisteredOperations {
  /**
   * At once where it is in memory, and a promise where it must be read.
   * @param id - one that {@link OPERATION_ID} allows.
   * @throws `PortError` where it cannot be read.
   */
  find(of: ApplicationRef, id: string): RegisteredOperation | undefined | Promise<RegisteredOperation | undefined>;
  /** The one in memory; `undefined` says nothing about what must be read. */
  known(of: ApplicationRef, id: string): RegisteredOperation | undefined;
}

/** What {@link createRegisteredOperations} needs. */
export interface RegisteredOptions {
  readonly records: Pick<Records, 'getMany'>;
  readonly now: () => number;
}

/** A head this old is read again, while what it says still serves. */
const FRESH_MS = 20_000;
/** A head this old serves no more. With the longest reading it keeps within a minute. */
const HELD_MS = 45_000;
/** Applications of which the head is kept. */
const HEADS_KEPT = 10_000;
/** Operations kept, in number and in characters of their texts. */
const KEPT = { max: 20_000, maxSize: 32_000_000 };
/** Ids kept of which none is registered: apart, so that guesses displace no operation. */
const ABSENT_KEPT = 10_000;

interface KnownHead extends Head {
  readonly readAt: number;
}

interface Known {
  /** The head's, read before it. */
  readonly version: number;
  readonly operation: RegisteredOperation;
  /** The first moment at which it is not found. */
  readonly end: number;
}

const foundIn = (stored: StoredOperation | undefined, head: KnownHead): Known | undefined => {
  const end = stored && endOf(stored, head);
  if (!stored || end === undefined) return undefined;
  const { id, text, hash } = stored;
  return { version: head.version, operation: Object.freeze({ id, text, hash }), end };
};

/** {@link RegisteredOperations} over their table of `records`, bounded in memory. */
export const createRegisteredOperations = ({ records, now }: RegisteredOptions): RegisteredOperations => {
  const heads = new LRUCache<string, KnownHead>(counted(HEADS_KEPT));
  const kept = new LRUCache<string, Known>({
    ...KEPT,
    sizeCalculation: ({ operation }, key) => operation.text.length + key.length,
  });
  /** The version of the head under which there was none. */
  const absent = new LRUCache<string, number>(counted(ABSENT_KEPT));
  const readings = new Map<string, Promise<KnownHead>>();
  const loads = new Map<string, Promise<RegisteredOperation | undefined>>();

  /** Waits for what is under way under the same name, or begins. */
  const once = <T>(flights: Map<string, Promise<T>>, name: string, begin: () => Promise<T>): Promise<T> => {
    const under = flights.get(name) ?? begin().finally(() => flights.delete(name));
    flights.set(name, under);
    return under;
  };

  const readHead = (of: ApplicationRef, name: string): Promise<KnownHead> =>
    once(readings, name, async () => {
      const readAt = now();
      const [item] = await records.getMany([headKey(of)], { consistent: true });
      const head = { ...parseHead(item), readAt };
      heads.set(name, head);
      return head;
    });

  const load = async (of: ApplicationRef, id: string, name: string, key: string) => {
    const known = heads.get(name);
    const head = known && now() - known.readAt < FRESH_MS ? known : await readHead(of, name);
    const before = kept.get(key);
    if (before?.version === head.version) return now() < before.end ? before.operation : undefined;
    if (absent.get(key) === head.version) return undefined;
    const [item] = await records.getMany([operationKey(of, id)], { consistent: true });
    const found = foundIn(item && parseOperation(item), head);
    if (found) kept.set(key, found);
    else {
      kept.delete(key);
      absent.set(key, head.version);
    }
    return found && now() < found.end ? found.operation : undefined;
  };

  /** What memory says; `undefined` where it must be read. */
  const recall = (
    of: ApplicationRef,
    name: string,
    key: string,
  ): { readonly operation: RegisteredOperation | undefined } | undefined => {
    const head = heads.get(name);
    const at = now();
    const known = kept.get(key);
    const isKnown = head && (known?.version === head.version || absent.get(key) === head.version);
    if (!isKnown || at - head.readAt >= HELD_MS) return undefined;
    // What cannot be read serves on until it is too old; then who asks is told.
    if (at - head.readAt >= FRESH_MS) readHead(of, name).catch(() => undefined);
    return { operation: known?.version === head.version && at < known.end ? known.operation : undefined };
  };
  const namesOf = remembering((of, id) => {
    const name = partitionOf(of);
    return { name, key: `${name} ${id}` };
  });

  return {
    find: (of, id) => {
      const { name, key } = namesOf(of, id);
      const recalled = recall(of, name, key);
      return recalled ? recalled.operation : once(loads, key, () => load(of, id, name, key));
    },
    known: (of, id) => {
      const { name, key } = namesOf(of, id);
      return recall(of, name, key)?.operation;
    },
  };
};
