import { z } from 'zod';
import { hashOf } from '../platform/ids.ts';
import type { Item, Key, NamedCondition, TableDefinition } from '../platform/records/port.ts';
import { roles } from '../platform/viewer.ts';
import { refusalCodes } from './command.ts';

/*
 * A command's life, as its receipt tells it. Each arrow is one conditional write; a process may be killed between any two.
 *
 *   accepted    ──►  sent      ──►  received  ──►  APPLIED      record and receipt in one transaction
 *   QUEUED,          QUEUED,        QUEUED    ├─►  REJECTED     a reason that trying again would not mend
 *   `unsent` 1       `sentAt`                 ├─►  QUEUED       a fault: `failures` counts, the message comes again
 *      │                                      └─►  PARKED       the fifth fault: the message lies with the dead letters
 *      │ not sent after 30 s, or asked for again
 *      └►  claimed: `unsent` 2, under which it is sent once more ──► sent …
 *
 *   seen again (a second delivery, at any time)  ──►  no longer QUEUED: nothing is done
 *   redriven by an operator: PARKED  ──►  QUEUED, `unsent` n + 1  ──►  sent …
 *
 * The commands of an atomic batch have one message, that of the first of them, and take each of these steps together: its receipt names theirs (`members`).
 *
 * Conditions, by the names under which a refusal reports them:
 */

/** Accepted: nobody has used this key of this application before. */
export const isNew: NamedCondition = { name: 'receiptNew', condition: { kind: 'absent' } };
/** Applied, rejected, parked or failed: nobody else has settled it meanwhile. */
export const isQueued: NamedCondition = {
  name: 'receiptQueued',
  condition: { kind: 'equals', attribute: 'state', value: 'QUEUED' },
};
/** Sent or claimed: this attempt to send it is still the latest, and it is neither sent nor settled. */
export const isUnsent = (attempt: number): NamedCondition => ({
  name: 'receiptUnsent',
  condition: { kind: 'equals', attribute: 'unsent', value: attempt },
});
/** Redriven: it lies with the dead letters. */
export const isParked: NamedCondition = {
  name: 'receiptParked',
  condition: { kind: 'equals', attribute: 'state', value: 'PARKED' },
};

/** Receipts, and the slots of those that are unfinished. Three sparse indexes: what was not sent, what is not finished, and each application's own. */
export const receiptsTable: TableDefinition = {
  name: 'receipts',
  indexes: [
    { name: 'unsent', pk: 'upk', sk: 'usk', projection: 'keys' },
    { name: 'unfinished', pk: 'fpk', sk: 'fsk', projection: 'keys' },
    { name: 'writer', pk: 'wpk', sk: 'wsk', projection: 'keys' },
  ],
  feed: false,
};

/** The one partition of the indexes `unsent` and `unfinished`, ordered by time: who looks wants the oldest. */
export const OPEN = 'OPEN';
/** The version of a receipt's shape. */
export const SHAPE = 1;

const moment = z.iso.datetime({ precision: 3 });
const refusalSchema = z.object({ code: z.enum(refusalCodes), message: z.string(), field: z.string().optional() });

/** What became of a command. */
export const receiptStates = ['QUEUED', 'APPLIED', 'REJECTED', 'PARKED'] as const;

const receiptSchema = z.object({
  v: z.literal(SHAPE),
  id: z.string(),
  state: z.enum(receiptStates),
  kind: z.string(),
  subject: z.string(),
  expects: z.union([z.number().int(), z.literal(['absent', 'any'])]),
  actor: z.object({
    organisation: z.string(),
    application: z.string(),
    user: z.string().optional(),
    roles: z.array(z.enum(roles)),
    scopes: z.array(z.string()),
    sections: z.array(z.string()).optional(),
    onBehalfOf: z.string().optional(),
  }),
  /** By which the same command under the same key is told from another. */
  fingerprint: z.string(),
  /** The input, packed, or the object that holds it. */
  data: z.instanceof(Uint8Array).optional(),
  object: z.string().optional(),
  /** How often sending was begun; the latest names the message. */
  attempt: z.number().int().positive(),
  /** That attempt, while nobody knows it to have arrived. */
  unsent: z.number().int().positive().optional(),
  /** How often applying it failed through the command itself. */
  failures: z.number().int().nonnegative(),
  /** The last failure in words: for operators. */
  fault: z.string().optional(),
  /** Which of its subsidiary's places it takes while it is unfinished. */
  slot: z.number().int().nonnegative(),
  /** The receipt whose message stands for all of its batch; its own where it is the first. */
  batch: z.string().optional(),
  /** On the first of a batch: all of it in order, itself included. */
  members: z.array(z.object({ id: z.string(), slot: z.number().int().nonnegative() })).optional(),
  acceptedAt: moment,
  sentAt: moment.optional(),
  settledAt: moment.optional(),
  version: z.number().int().positive().optional(),
  errors: z.array(refusalSchema).optional(),
});
/** A receipt as stored. */
export type Receipt = z.infer<typeof receiptSchema>;

/** What lies under a receipt's key is none. The key is in the message: it is for logs. */
export class BadReceipt extends Error {
  override readonly name = 'BadReceipt';
}

/** What lies under a receipt's key. @throws {@link BadReceipt} */
export const parseReceipt = (item: Item | undefined): Receipt | undefined => {
  if (!item) return undefined;
  const { data, error } = receiptSchema.safeParse(item);
  if (data) return data;
  throw new BadReceipt(`${receiptsTable.name} ${item.pk} is no receipt`, { cause: error });
};

/** The id of the receipt that a key of an application stands for. */
export const receiptId = (organisation: string, application: string, idempotencyKey: string): string =>
  hashOf(JSON.stringify([organisation, application, idempotencyKey]));

/** The receipts for which a receipt's message stands, in order, each with its slot. */
export const membersOf = ({ id, slot, members }: Receipt): readonly { readonly id: string; readonly slot: number }[] =>
  members ?? [{ id, slot }];

/** Where a receipt lies. */
export const keyOf = (id: string): Key => ({ table: receiptsTable.name, pk: `R#${id}`, sk: 'RECEIPT' });
