import type { Refusal } from '../../writes/command.ts';
import type { Receipt } from '../../writes/receipt.ts';

/** A receipt as it is shown: one that is kept, or the reasons for which nothing was. */
export type ShownReceipt = Receipt | RefusedAtOnce;

/** A command that was refused before anything was kept of it. */
export interface RefusedAtOnce {
  readonly state: 'REJECTED';
  readonly kind: string;
  readonly subject: string | undefined;
  readonly errors: readonly Refusal[];
}
