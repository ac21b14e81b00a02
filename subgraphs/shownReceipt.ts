import type { Refusal } from '../writes/command.ts';
import type { Receipt } from '../writes/receipt.ts';

/** A receipt as it is shown: one that is kept, or the reasons for which nothing was. */
export type ShownReceipt = Receipt | RefusedAtOnce;

/** A command that was refused before anything was kept of it. */
export interface RefusedAtOnce {
  readonly state: 'REJECTED';
  readonly kind: string;
  readonly subject: string | undefined;
  readonly errors: readonly Refusal[];
}

/** Whether anything was kept of it. */
export const isKept = (receipt: ShownReceipt): receipt is Receipt => 'acceptedAt' in receipt;

/** What a receipt shows, in whichever subgraph. */
export const receiptFields = {
  id: (receipt: ShownReceipt): string | null => (isKept(receipt) ? receipt.id : null),
  mutation: ({ kind }: ShownReceipt): string => kind,
  subject: ({ subject }: ShownReceipt): string | null => subject ?? null,
  version: (receipt: ShownReceipt): number | null => (isKept(receipt) ? (receipt.version ?? null) : null),
  error: ({ errors }: ShownReceipt): Refusal | null => errors?.[0] ?? null,
  errors: ({ errors }: ShownReceipt): readonly Refusal[] => errors ?? [],
  acceptedAt: (receipt: ShownReceipt): string | null => (isKept(receipt) ? receipt.acceptedAt : null),
  appliedAt: (receipt: ShownReceipt): string | null =>
    isKept(receipt) && receipt.state === 'APPLIED' ? (receipt.settledAt ?? null) : null,
};
