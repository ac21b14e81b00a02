import type { AuditRecord } from '../../platform/directory/audit.ts';

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** What differs between before and after, a part each. */
export const differences = ({ before, after }: Pick<AuditRecord, 'before' | 'after'>): string =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .filter((name) => shown(before?.[name]) !== shown(after?.[name]))
    .map((name) =>
      before ? `${name} ${shown(before[name])} → ${shown(after?.[name])}` : `${name} ${shown(after?.[name])}`,
    )
    .join(', ');
