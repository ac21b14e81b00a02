import { z } from 'zod';
import type { Item, Records } from '../../platform/records/port.ts';
import type { Describer } from '../document.ts';
import type { NameCheck } from '../nameCheck.ts';

/** Where a scan of the tables goes on: `after` as the port's continuation has it, absent at a table's beginning. */
export const scanPlaceSchema = z.object({ table: z.string(), after: z.string().optional() });
/** See {@link scanPlaceSchema}. */
export type ScanPlace = Readonly<z.infer<typeof scanPlaceSchema>>;

/** Some of the records of one table. */
export interface ScannedRecords {
  readonly describer: Describer;
  /** As documents' ids, each once. */
  readonly ids: readonly string[];
  /** Items that were read to find them. */
  readonly items: number;
  /** Those of them that were wanted beside. */
  readonly aside: readonly Item[];
  /** Where to go on once these are done with; `undefined` at the end. */
  readonly next: ScanPlace | undefined;
}

/** Items of one page: of a record there are some ten. */
const PAGE = 500;
/** Records handed over at once, and up to a page of them more. */
const TOGETHER = 200;

/** Goes through all records that describers know, table by table; what is written meanwhile may be among them or not. @param aside - what else is wanted of what is read. */
export async function* scanRecords(
  records: Pick<Records, 'scan'>,
  describers: readonly Describer[],
  from: ScanPlace | undefined,
  signal: AbortSignal,
  aside?: Pick<NameCheck, 'table' | 'wanted'>,
): AsyncGenerator<ScannedRecords> {
  const tables = describers.flatMap((describer) => describer.tables.map((table) => ({ describer, table })));
  const first = from === undefined ? 0 : tables.findIndex(({ table }) => table === from.table);
  for (const [at, { describer, table }] of [...tables.entries()].slice(Math.max(0, first))) {
    const [, following] = tables.slice(at);
    let after = at === first ? from?.after : undefined;
    let ids = new Set<string>();
    let items = 0;
    let beside: Item[] = [];
    do {
      const page = await records.scan({ table, segment: 0, of: 1, limit: PAGE, after }, { signal });
      after = page.next;
      items += page.items.length;
      for (const { pk, sk } of page.items) {
        const id = describer.recordOf({ table, pk, sk });
        if (id !== undefined) ids.add(id);
      }
      if (aside?.table === table) beside.push(...page.items.filter((item) => aside.wanted(item)));
      if (ids.size + beside.length < TOGETHER && after !== undefined) continue;
      const next = after === undefined ? following && { table: following.table } : { table, after };
      yield { describer, ids: [...ids], items, aside: beside, next };
      ids = new Set();
      items = 0;
      beside = [];
    } while (after !== undefined);
  }
}
