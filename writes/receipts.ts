import { pack, storePart, unpack } from '../platform/codec.ts';
import type { Objects } from '../platform/objects/port.ts';
import { defined } from '../platform/records/defined.ts';
import type { CallOptions, Item, NamedCondition, Operation, Records } from '../platform/records/port.ts';
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
  OPEN,
  parseReceipt,
  receiptsTable,
  SHAPE,
} from './receipt.ts';
import { isSlotFree, slotItem, slotKey } from './slots.ts';

/** A receipt's place in the list of its application's. */
export interface Place {
  readonly id: string;
  /** Orders the list. */
  readonly place: string;
}

/** What became of a command, once and for all. */
export type Settled =
  | { readonly state: 'APPLIED'; readonly version: number; readonly operations: readonly Operation[] }
  | { readonly state: 'REJECTED'; readonly errors: readonly Refusal[] }
  | { readonly state: 'PARKED'; readonly fault: string };

/** A receipt about to be written. */
export interface NewReceipt {
  readonly id: string;
  readonly command: Command;
  readonly fingerprint: string;
  readonly slot: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Receipts over the ports. Each write is one transaction with its condition; `false` says that it no longer held. */
export interface Receipts {
  /** Read consistently. @throws {@link BadReceipt} */
  get(id: string, options?: CallOptions): Promise<Receipt | undefined>;
  many(ids: readonly string[], options?: CallOptions): Promise<readonly (Receipt | undefined)[]>;
  /** The command that a receipt holds. @throws {@link BadReceipt} */
  commandOf(receipt: Receipt, options?: CallOptions): Promise<Command>;
  /** `taken`: the key was used before, perhaps just now. `full`: another unfinished command has the slot. */
  create(receipt: NewReceipt, options?: CallOptions): Promise<'created' | 'taken' | 'full'>;
  /** Makes the sending of an unsent receipt the caller's; who claimed before is no longer believed. */
  claim(receipt: Receipt, now: number, options?: CallOptions): Promise<Receipt | undefined>;
  sent(receipt: Receipt, now: number, options?: CallOptions): Promise<boolean>;
  /** @throws ConditionFailed where one of an applied command's own conditions failed. */
  settle(receipt: Receipt, settled: Settled, now: number, options?: CallOptions): Promise<boolean>;
  /** Counts a failure. */
  failed(receipt: Receipt, fault: string, options?: CallOptions): Promise<boolean>;
  /** Puts a parked receipt back in the line, unsent. */
  requeue(receipt: Receipt, slot: number, now: number, options?: CallOptions): Promise<'queued' | 'moved' | 'full'>;
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

const isoOf = (ms: number): string => new Date(ms).toISOString();
const orderKey = (time: string, id: string): string => `${time}#${id}`;
const writerPk = (organisation: string, application: string): string => `${organisation}#${application}`;

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
  const many: Receipts['many'] = async (ids, options) =>
    (await records.getMany(ids.map(keyOf), { ...options, consistent: true })).map(parseReceipt);

  return {
    get: async (id, options) => (await many([id], options))[0],
    many,

    commandOf: async ({ kind, subject, expects, actor, data, object }, options) => {
      const bytes = data ?? (object === undefined ? undefined : await readObject(objects, object, options));
      if (!bytes) throw new BadReceipt('the receipt holds no input');
      const { user, sections, onBehalfOf } = actor;
      return { kind, subject, expects, input: unpack(bytes), actor: { ...actor, user, sections, onBehalfOf } };
    },

    create: async ({ id, command, fingerprint, slot, now }, options) => {
      const { actor, kind, subject, expects, input } = command;
      const { organisation, application } = actor;
      const acceptedAt = isoOf(now);
      const place = orderKey(acceptedAt, id);
      const { pk, sk } = keyOf(id);
      const item = defined({
        pk,
        sk,
        v: SHAPE,
        id,
        state: 'QUEUED',
        kind,
        subject,
        expects,
        actor: { ...actor },
        fingerprint,
        ...(await storePart(objects, pack(input), `commands/${id}`, options)),
        attempt: 1,
        unsent: 1,
        failures: 0,
        slot,
        acceptedAt,
        upk: OPEN,
        usk: place,
        fpk: OPEN,
        fsk: place,
        wpk: writerPk(organisation, application),
        wsk: place,
      });
      try {
        await records.transact(
          [
            { kind: 'put', table: receiptsTable.name, item, when: isNew },
            { kind: 'put', table: receiptsTable.name, item: slotItem(organisation, slot, id), when: isSlotFree },
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

    sent: ({ id, attempt }, now, options) =>
      unless(
        isUnsent(attempt),
        [
          {
            kind: 'update',
            key: keyOf(id),
            set: { sentAt: isoOf(now) },
            remove: ['unsent', 'upk', 'usk'],
            when: isUnsent(attempt),
          },
        ],
        options,
      ),

    settle: ({ id, actor, slot }, settled, now, options) => {
      const { state } = settled;
      const told =
        state === 'APPLIED'
          ? { version: settled.version }
          : state === 'REJECTED'
            ? {
                errors: settled.errors.map(({ code, message, field }) => ({
                  code,
                  message,
                  ...(field === undefined ? {} : { field }),
                })),
              }
            : { fault: settled.fault };
      return unless(
        isQueued,
        [
          ...(state === 'APPLIED' ? settled.operations : []),
          {
            kind: 'update',
            key: keyOf(id),
            set: { state, settledAt: isoOf(now), ...told },
            remove: ['unsent', 'upk', 'usk', 'fpk', 'fsk'],
            when: isQueued,
          },
          { kind: 'delete', key: slotKey(actor.organisation, slot) },
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

    requeue: async ({ id, attempt, acceptedAt, actor }, slot, now, options) => {
      const next = attempt + 1;
      try {
        await records.transact(
          [
            {
              kind: 'update',
              key: keyOf(id),
              set: {
                state: 'QUEUED',
                attempt: next,
                unsent: next,
                failures: 0,
                slot,
                upk: OPEN,
                usk: orderKey(isoOf(now), id),
                fpk: OPEN,
                fsk: orderKey(acceptedAt, id),
              },
              remove: ['settledAt'],
              when: isParked,
            },
            {
              kind: 'put',
              table: receiptsTable.name,
              item: slotItem(actor.organisation, slot, id),
              when: isSlotFree,
            },
          ],
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

const readObject = async (objects: Objects, key: string, options: CallOptions | undefined): Promise<Uint8Array> => {
  const { body } = await objects.get(key, options);
  return Buffer.concat(await body.toArray());
};
