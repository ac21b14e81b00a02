import { z } from 'zod';
import type { Operation, Records } from '../records/port.ts';
import { parseItem } from './items.ts';
import { auditKey, directoryTable, isNew, put } from './table.ts';

const image = z.record(z.string(), z.json());

/** `AUDIT#<yyyy-mm>` / `<time>#<id>`. */
const auditShape = z.object({
  /** ISO 8601. */
  at: z.iso.datetime({ precision: 3 }),
  /** The AWS caller, or the user of the machine. */
  by: z.string().min(1).max(2_000),
  action: z.string(),
  /** The kind of thing: `organisation`, `key` and so on. */
  noun: z.string(),
  /** What an operator calls it by. */
  subject: z.string(),
  /** Whose it is. */
  organisation: z.string(),
  before: image.nullable(),
  after: image.nullable(),
});
/** One change of the directory: who, when, what, before and after. Written with the change itself, in one transaction, and never altered. */
export type AuditRecord = z.infer<typeof auditShape>;

/** The write of an audit record. */
export const auditOperation = (record: AuditRecord, id: string): Operation =>
  put(auditKey(record.at, id), auditShape.parse(record), isNew('audit record'));

/** Which audit records are wanted, newest first. */
export interface AuditRequest {
  /** ISO 8601: none that is older. */
  readonly since: string;
  /** Milliseconds since the epoch: none that is newer. */
  readonly now: number;
  /** Positive integer. */
  readonly limit: number;
  /** Which of them; all others are passed over. Default: all. */
  readonly fits?: ((record: AuditRecord) => boolean) | undefined;
}

const PAGE = 200;

const monthBefore = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7);
};

/** Reads audit records, newest first. */
export const readAudit = async (
  records: Records,
  { since, now, limit, fits = () => true }: AuditRequest,
): Promise<readonly AuditRecord[]> => {
  const found: AuditRecord[] = [];
  const last = since.slice(0, 7);
  for (let month = new Date(now).toISOString().slice(0, 7); month >= last; month = monthBefore(month)) {
    let after: string | undefined;
    do {
      const page = await records.query({
        table: directoryTable.name,
        pk: `AUDIT#${month}`,
        from: since,
        descending: true,
        limit: PAGE,
        after,
        consistent: true,
      });
      for (const item of page.items) {
        const record = parseItem(auditShape, item);
        if (!fits(record)) continue;
        found.push(record);
        if (found.length === limit) return found;
      }
      after = page.next;
    } while (after !== undefined);
  }
  return found;
};
