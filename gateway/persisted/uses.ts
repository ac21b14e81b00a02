import { z } from 'zod';
import type { Item, Operation, Records } from '../../platform/records/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { ApplicationRef } from './items.ts';
import { operationsTable } from './items.ts';

/** How often a client of an application has sent a registered operation. */
export interface Use {
  readonly id: string;
  /** As the client calls itself, and its version; empty where it does not. */
  readonly client: string;
  readonly version: string;
  readonly count: number;
  /** ISO 8601. */
  readonly last: string;
}

/** Counts uses in memory, and writes them in batches: no request waits for it or makes a write. */
export interface Uses {
  /** @param headers - of the request, in lower case: clients name themselves in `apollographql-client-name` and `-version`. */
  note(of: ApplicationRef, id: string, headers: Readonly<Record<string, string | undefined>>): void;
  /** Writes what has been counted. What cannot be written is kept for the next time, and logged. */
  flush(): Promise<void>;
}

/** What {@link createUses} needs. */
export interface UsesOptions {
  readonly records: Pick<Records, 'transact'>;
  readonly now: () => number;
  readonly log: Log;
}

/** Clients' versions told apart of one application in one process and day; those beyond are counted together. */
const CLIENTS = 100;
const OTHERS = '(others)';
const LONGEST_NAME = 64;
/** Counts kept between two flushes; more are not counted. */
const MOST_COUNTED = 50_000;
/** A use that is not repeated is forgotten after a year and a month. */
const TTL_MS = 396 * 86_400_000;
const DAY_MS = 86_400_000;
/** Writes of a transaction. */
const BATCH = 90;

/** `USE#<organisation>/<application>` / `<id>`, client and version, each behind a line feed, which no id holds. */
const useShape = z.object({
  v: z.literal(1),
  id: z.string(),
  client: z.string(),
  version: z.string(),
  count: z.int(),
  last: z.string(),
});

interface Counted extends Omit<Use, 'last'> {
  readonly pk: string;
  count: number;
  last: number;
}

const pkOf = ({ organisation, application }: ApplicationRef): string => `USE#${organisation}/${application}`;
const nameIn = (header: string | undefined): string =>
  (header ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, LONGEST_NAME);

/** {@link Uses} over the operations' table of `records`. */
export const createUses = ({ records, now, log }: UsesOptions): Uses => {
  let counted = new Map<string, Counted>();
  let day = 0;
  const clients = new Map<string, Set<string>>();

  const clientOf = (pk: string, client: string, version: string): readonly [string, string] => {
    const today = Math.floor(now() / DAY_MS);
    if (today !== day) clients.clear();
    day = today;
    const known = clients.get(pk) ?? new Set();
    clients.set(pk, known);
    const name = `${client}\n${version}`;
    if (!known.has(name) && known.size >= CLIENTS) return [OTHERS, ''];
    known.add(name);
    return [client, version];
  };

  const add = (use: Counted): void => {
    const key = `${use.pk}\n${use.id}\n${use.client}\n${use.version}`;
    const before = counted.get(key);
    if (before) {
      before.count += use.count;
      before.last = Math.max(before.last, use.last);
    } else if (counted.size < MOST_COUNTED) counted.set(key, use);
  };

  const writeOf = ({ pk, id, client, version, count, last }: Counted): Operation => ({
    kind: 'update',
    key: { table: operationsTable.name, pk, sk: `${id}\n${client}\n${version}` },
    add: { count },
    set: {
      v: 1,
      id,
      client,
      version,
      last: new Date(last).toISOString(),
      expiresAt: Math.ceil((last + TTL_MS) / 1_000),
    },
  });

  return {
    note: (of, id, headers) => {
      const pk = pkOf(of);
      const [client, version] = clientOf(
        pk,
        nameIn(headers['apollographql-client-name']),
        nameIn(headers['apollographql-client-version']),
      );
      add({ pk, id, client, version, count: 1, last: now() });
    },
    flush: async () => {
      const all = [...counted.values()];
      counted = new Map();
      for (let from = 0; from < all.length; from += BATCH) {
        const batch = all.slice(from, from + BATCH);
        try {
          await records.transact(batch.map(writeOf));
        } catch (error) {
          log.warn({ error: String(error) }, 'uses of registered operations could not be written');
          for (const each of all.slice(from)) add(each);
          return;
        }
      }
    },
  };
};

const PAGE = 1_000;

/**
 * How often, and when last, an application's operations were used, by whom.
 * @param id - of this operation alone.
 */
export const readUses = async (records: Records, of: ApplicationRef, id?: string): Promise<readonly Use[]> => {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await records.query({
      table: operationsTable.name,
      pk: pkOf(of),
      ...(id === undefined ? {} : { from: `${id}\n`, to: `${id}\n\x7f` }),
      limit: PAGE,
      after,
      consistent: true,
    });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items.map((item) => useShape.parse(item));
};
