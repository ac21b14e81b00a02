import type { Objects } from '../platform/objects/port.ts';
import type { CallOptions, Item, NamedCondition, Operation, Records, Value } from '../platform/records/port.ts';
import { ConditionFailed } from '../platform/records/port.ts';
import type { Command, Refusal } from './command.ts';
import type { Receipt } from './receipt.ts';
import {
  BadReceipt,
  isNew,
  isParked,
  isQueued,
  isUnsent,
  keyOf,
  membersOf,
  OPEN,
  parseReceipt,
  receiptsTable,
} from './receipt.ts';
import type { NewReceipt } from './receiptItem.ts';
import { commandOf, isoOf, itemOf, orderKey, writerPk } from './receiptItem.ts';
import { isSlotFree, slotItem, slotKey } from './slots.ts';

/** A receipt's place in the list of its application's. */
export interface Place {
  readonly id: string;
  /** Orders the list. */
  readonly place: string;
}

/** What became of the commands of a message, in their order, once and for all. */
export type Settled =
  | { readonly state: 'APPLIED'; readonly versions: readonly number[]; readonly operations: readonly Operation[] }
  | { readonly state: 'REJECTED'; readonly errors: readonly (readonly Refusal[])[] }
  | { readonly state: 'PARKED'; readonly fault: string };

/** A command, and the receipt that holds it. */
export interface Part {
  readonly receipt: string;
  readonly command: Command;
}

/** Receipts over the ports. What has a message takes each step for all for which that stands. Each write is one transaction with its condition; `false` says that it no longer held. */
export interface Receipts {
  /** Read consistently. @throws {@link BadReceipt} */
  get(id: string, options?: CallOptions): Promise<Receipt | undefined>;
  many(ids: readonly string[], options?: CallOptions): Promise<readonly (Receipt | undefined)[]>;
  /** The commands for which a receipt's message stands, in order. @throws {@link BadReceipt} */
  partsOf(receipt: Receipt, options?: CallOptions): Promise<readonly Part[]>;
  /** One, or all of a batch. `taken`: a key was used before, perhaps just now. `full`: another unfinished command has a slot. */
  create(receipts: readonly NewReceipt[], options?: CallOptions): Promise<'created' | 'taken' | 'full'>;
  /** Makes the sending of an unsent receipt the caller's; who claimed before is no longer believed. */
  claim(receipt: Receipt, now: number, options?: CallOptions): Promise<Receipt | undefined>;
  sent(receipt: Receipt, now: number, options?: CallOptions): Promise<boolean>;
  /** @throws ConditionFailed where one of an applied command's own conditions failed. */
  settle(receipt: Receipt, settled: Settled, now: number, options?: CallOptions): Promise<boolean>;
  /** Counts a failure. */
  failed(receipt: Receipt, fault: string, options?: CallOptions): Promise<boolean>;
  /** Puts a parked receipt back in the line, unsent. */
  requeue(
    receipt: Receipt,
    slots: readonly number[],
    now: number,
    options?: CallOptions,
  ): Promise<'queued' | 'moved' | 'full'>;
  /** The oldest that were not sent, claimed last at or before this time, in milliseconds since the epoch. */
  unsentBefore(time: number, limit: number, options?: CallOptions): Promise<readonly string[]>;
  /** When the oldest unfinished command was accepted, in milliseconds since the epoch. The index may lag. */
  oldestUnfinished(options?: CallOptions): Promise<number | undefined>;
  /** An application's own, newest first, beyond a place (exclusive). */
  ofWriter(
    writer: { readonly organisation: string; readonly application: string },
    page: { readonly size: number; readonly beyond?: string | undefined },
    options?: CallOptions,
  ): Promise<readonly Place[]>;
}

const idOf = ({ pk }: Item): string => pk.slice('R#'.length);

/** {@link Receipts} in the table of receipts. */
export const createReceipts = ({
  records,
  objects,
}: {
  readonly records: Records;
  readonly objects: Objects;
}): Receipts => {
  /** `false` where this condition no longer holds; what else failed is thrown. */
  const unless = async (
    condition: NamedCondition,
    operations: readonly Operation[],
    options: CallOptions | undefined,
  ): Promise<boolean> => {
    try {
      await records.transact(operations, options);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed && error.failed.some(({ name }) => name === condition.name)) return false;
      throw error;
    }
  };
  /** Those of a batch that have no message of their own. */
  const others = (receipt: Receipt) => membersOf(receipt).filter(({ id }) => id !== receipt.id);

  const many: Receipts['many'] = async (ids, options) =>
    (await records.getMany(ids.map(keyOf), { ...options, consistent: true })).map(parseReceipt);

  return {
    get: async (id, options) => (await many([id], options))[0],
    many,

    partsOf: async (receipt, options) => {
      const found = receipt.members
        ? await many(
            receipt.members.map(({ id }) => id),
            options,
          )
        : [receipt];
      return Promise.all(
        found.map(async (each) => {
          if (!each) throw new BadReceipt('a receipt of the batch is not there');
          return { receipt: each.id, command: await commandOf(objects, each, options) };
        }),
      );
    },

    create: async (created, options) => {
      const [first] = created;
      const members = created.map(({ id, slot }) => ({ id, slot }));
      const items = await Promise.all(
        created.map((each) =>
          itemOf(
            objects,
            each,
            {
              first: each === first,
              ...(first && created.length > 1 ? { batch: first.id, ...(each === first ? { members } : {}) } : {}),
            },
            options,
          ),
        ),
      );
      try {
        await records.transact(
          [
            ...items.map((item): Operation => ({ kind: 'put', table: receiptsTable.name, item, when: isNew })),
            ...created.map(
              ({ id, slot, command }): Operation => ({
                kind: 'put',
                table: receiptsTable.name,
                item: slotItem(command.actor.organisation, slot, id),
                when: isSlotFree,
              }),
            ),
          ],
          options,
        );
        return 'created';
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        return error.failed.some(({ name }) => name === isNew.name) ? 'taken' : 'full';
      }
    },

    claim: async (receipt, now, options) => {
      const { id, unsent } = receipt;
      if (unsent === undefined) return undefined;
      const attempt = receipt.attempt + 1;
      const claimed = await unless(
        isUnsent(unsent),
        [
          {
            kind: 'update',
            key: keyOf(id),
            set: { attempt, unsent: attempt, usk: orderKey(isoOf(now), id) },
            when: isUnsent(unsent),
          },
        ],
        options,
      );
      return claimed ? { ...receipt, attempt, unsent: attempt } : undefined;
    },

    sent: (receipt, now, options) => {
      const { id, attempt } = receipt;
      return unless(
        isUnsent(attempt),
        [
          {
            kind: 'update',
            key: keyOf(id),
            set: { sentAt: isoOf(now) },
            remove: ['unsent', 'upk', 'usk'],
            when: isUnsent(attempt),
          },
          ...others(receipt).map(
            (other): Operation => ({ kind: 'update', key: keyOf(other.id), set: { sentAt: isoOf(now) } }),
          ),
        ],
        options,
      );
    },

    settle: (receipt, settled, now, options) => {
      const { state } = settled;
      const told = (at: number): Record<string, Value> => {
        if (state === 'APPLIED') return { version: settled.versions[at] ?? 1 };
        if (state === 'PARKED') return { fault: settled.fault };
        const errors = settled.errors[at] ?? [];
        return {
          errors: errors.map(({ code, message, field }) => ({
            code,
            message,
            ...(field === undefined ? {} : { field }),
          })),
        };
      };
      return unless(
        isQueued,
        [
          ...(state === 'APPLIED' ? settled.operations : []),
          ...membersOf(receipt).flatMap(({ id, slot }, at): Operation[] => [
            {
              kind: 'update',
              key: keyOf(id),
              set: { state, settledAt: isoOf(now), ...told(at) },
              remove: ['unsent', 'upk', 'usk', 'fpk', 'fsk'],
              when: isQueued,
            },
            { kind: 'delete', key: slotKey(receipt.actor.organisation, slot) },
          ]),
        ],
        options,
      );
    },

    failed: ({ id }, fault, options) =>
      unless(
        isQueued,
        [{ kind: 'update', key: keyOf(id), set: { fault }, add: { failures: 1 }, when: isQueued }],
        options,
      ),

    requeue: async (receipt, slots, now, options) => {
      const { id, attempt, acceptedAt, actor } = receipt;
      const next = attempt + 1;
      const members = membersOf(receipt).map((each, at) => ({ id: each.id, slot: slots[at] ?? each.slot }));
      try {
        await records.transact(
          members.flatMap(({ id: member, slot }): Operation[] => [
            {
              kind: 'update',
              key: keyOf(member),
              set: {
                state: 'QUEUED',
                slot,
                fpk: OPEN,
                fsk: orderKey(acceptedAt, member),
                ...(member === id
                  ? { attempt: next, unsent: next, failures: 0, upk: OPEN, usk: orderKey(isoOf(now), id) }
                  : {}),
                ...(member === id && receipt.members ? { members } : {}),
              },
              remove: ['settledAt'],
              when: isParked,
            },
            {
              kind: 'put',
              table: receiptsTable.name,
              item: slotItem(actor.organisation, slot, member),
              when: isSlotFree,
            },
          ]),
          options,
        );
        return 'queued';
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        return error.failed.some(({ name }) => name === isParked.name) ? 'moved' : 'full';
      }
    },

    unsentBefore: async (time, limit, options) => {
      // The digits of a moment sort before '#', and what follows it after.
      const { items } = await records.query(
        { table: receiptsTable.name, index: 'unsent', pk: OPEN, to: `${isoOf(time)}~`, limit },
        options,
      );
      return items.map(idOf);
    },

    oldestUnfinished: async (options) => {
      const { items } = await records.query(
        { table: receiptsTable.name, index: 'unfinished', pk: OPEN, limit: 1 },
        options,
      );
      const [oldest] = items;
      return oldest && typeof oldest.fsk === 'string' ? Date.parse(oldest.fsk.split('#')[0] ?? '') : undefined;
    },

    ofWriter: async ({ organisation, application }, { size, beyond }, options) => {
      const { items } = await records.query(
        {
          table: receiptsTable.name,
          index: 'writer',
          pk: writerPk(organisation, application),
          to: beyond,
          descending: true,
          // The place itself is among what is found.
          limit: size + 1,
        },
        options,
      );
      return items
        .map((item) => ({ id: idOf(item), place: typeof item.wsk === 'string' ? item.wsk : '' }))
        .filter(({ place }) => place !== beyond)
        .slice(0, size);
    },
  };
};
