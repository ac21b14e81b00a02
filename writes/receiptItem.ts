import { pack, storePart, unpack } from '../platform/codec.ts';
import type { Objects } from '../platform/objects/port.ts';
import { defined } from '../platform/records/defined.ts';
import type { CallOptions, Item } from '../platform/records/port.ts';
import type { Command } from './command.ts';
import type { Receipt } from './receipt.ts';
import { BadReceipt, keyOf, OPEN, SHAPE } from './receipt.ts';

/** A receipt about to be written. */
export interface NewReceipt {
  readonly id: string;
  readonly command: Command;
  readonly fingerprint: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** ISO 8601. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();
/** Orders receipts by a time. */
export const orderKey = (time: string, id: string): string => `${time}#${id}`;
/** The partition of an application's own. */
export const writerPk = (organisation: string, application: string): string => `${organisation}#${application}`;

const readObject = async (objects: Objects, key: string, options: CallOptions | undefined): Promise<Uint8Array> => {
  const { body } = await objects.get(key, options);
  return Buffer.concat(await body.toArray());
};

/** The command that a receipt holds. @throws {@link BadReceipt} */
export const commandOf = async (
  objects: Objects,
  { kind, subject, expects, actor, data, object }: Receipt,
  options: CallOptions | undefined,
): Promise<Command> => {
  const bytes = data ?? (object === undefined ? undefined : await readObject(objects, object, options));
  if (!bytes) throw new BadReceipt('the receipt holds no input');
  const { user, sections, onBehalfOf } = actor;
  return { kind, subject, expects, input: unpack(bytes), actor: { ...actor, user, sections, onBehalfOf } };
};

/** A receipt as an item, but for its slot: accepted, and not sent. @param of - whether its message stands for it, and the batch that it is of. */
export const itemOf = async (
  objects: Objects,
  { id, command, fingerprint, now }: NewReceipt,
  { first, ...batch }: { readonly first: boolean } & Pick<Receipt, 'batch'>,
  options?: CallOptions,
): Promise<Item> => {
  const { actor, kind, subject, expects, input } = command;
  const { organisation, application } = actor;
  const acceptedAt = isoOf(now);
  const place = orderKey(acceptedAt, id);
  const { pk, sk } = keyOf(id);
  return defined({
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
    ...(first ? { unsent: 1, upk: OPEN, usk: place } : {}),
    failures: 0,
    ...batch,
    acceptedAt,
    fpk: OPEN,
    fsk: place,
    wpk: writerPk(organisation, application),
    wsk: place,
  });
};
