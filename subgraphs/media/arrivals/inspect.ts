import { createHash, hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mediaTypeOf, SIGNATURE_BYTES } from '../../../platform/mediaType.ts';
import type { ObjectHead, Objects } from '../../../platform/objects/port.ts';
import { placeholderOf, sizeOfPicture } from '../../../platform/pictures.ts';
import type { Cleaned } from '../cleaning.ts';
import { cleanedFile, cleanedOf, cleanedPicture } from '../cleaning.ts';
import type { SettleInput } from '../commands/settleUpload.ts';
import { LARGEST_PICTURE, mayBe } from '../contentTypes.ts';
import { creditsIn } from '../credits.ts';
import { objectKeyOf } from '../keys.ts';
import type { LiveMedia } from '../record.ts';
import { otherFormatIn } from './polyglot.ts';

const LONGEST_REASON = 300;

/** What is to be said of an asset, and the bytes that it is to have where they are not those that arrived. */
export interface Inspected {
  readonly input: SettleInput;
  readonly cleaned?: Cleaned | undefined;
}

const rejected = (reason: string): Inspected => ({ input: { rejected: reason.slice(0, LONGEST_REASON) } });

/** In the first words of an error. */
const inWords = (error: unknown): string | undefined =>
  error instanceof Error ? error.message.split('\n')[0] : String(error);

/** What an asset is told of bytes that are good. */
const accepted = (
  { id, checksum = '', filename }: LiveMedia,
  cleaned: Cleaned | undefined,
  said: Omit<Extract<SettleInput, { readonly ready: object }>['ready'], 'objectKey' | 'kept'> = {},
): Inspected => ({
  input: {
    ready: {
      objectKey: objectKeyOf(id, cleaned?.checksum ?? checksum, filename),
      ...(cleaned && { kept: { checksum: cleaned.checksum, sizeInBytes: cleaned.sizeInBytes } }),
      ...said,
    },
  },
  cleaned,
});

/** Bytes in hand, or where they lie. */
type Bytes = () => Promise<Readable>;

/** What is wrong with bytes of any kind, told by all of them; `undefined` where nothing is. */
const faultOf = async (
  { contentType, checksum }: LiveMedia,
  { sha256 }: ObjectHead,
  open: Bytes,
): Promise<string | undefined> => {
  let actual = sha256;
  if (actual === undefined) {
    const digest = createHash('sha256').setEncoding('hex');
    await pipeline(await open(), digest);
    actual = String(digest.read());
  }
  if (actual !== checksum) return 'Its bytes have another SHA-256 than was declared.';
  const other = await otherFormatIn(await open(), contentType);
  return other === undefined ? undefined : `It is ${other} too: a file is one thing alone.`;
};

const firstBytes = async (objects: Objects, key: string, signal: AbortSignal): Promise<Buffer> => {
  const { body } = await objects.get(key, { range: { start: 0, end: SIGNATURE_BYTES - 1 }, signal });
  return Buffer.concat(await body.toArray());
};

/** What the picture itself says, or why it cannot be read: all of what its asset is to show is decoded once. */
const lookInto = async (bytes: Buffer, asset: LiveMedia): Promise<Inspected> => {
  try {
    const credits = await creditsIn(bytes);
    const clean = await cleanedPicture(bytes, asset.contentType, asset, credits);
    const size = await sizeOfPicture(clean);
    const placeholder = await placeholderOf(clean);
    return accepted(asset, cleanedOf(bytes, clean), { ...size, placeholder, ...credits });
  } catch (error) {
    return rejected(`The picture cannot be read: ${inWords(error)}`);
  }
};

/** Why a file of another kind cannot be read, where something has to be taken out of it. */
const lookOver = async (
  asset: LiveMedia,
  { key, size }: ObjectHead,
  objects: Objects,
  signal: AbortSignal,
): Promise<Inspected> => {
  const open = async (): Promise<Readable> => (await objects.get(key, { signal })).body;
  const read = async (start: number, end: number): Promise<Buffer> => {
    const { body } = await objects.get(key, { range: { start, end: end - 1 }, signal });
    return Buffer.concat(await body.toArray());
  };
  try {
    return accepted(asset, await cleanedFile({ size, read, open }, asset.contentType));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return rejected(`The file cannot be read: ${inWords(error)}`);
  }
};

/**
 * Looks at bytes that have arrived, against what was declared of them: size, checksum, the type by the first bytes, that they are one thing alone, and of a picture that
 * all of it can be decoded within bounds; and works out what its asset is to have of them, which tells neither place nor device. Writes nothing.
 * @throws what the store throws; what is wrong with the bytes is the answer.
 */
export const inspect = async (
  asset: LiveMedia,
  head: ObjectHead,
  objects: Objects,
  signal: AbortSignal,
): Promise<Inspected> => {
  const { type, contentType, sizeInBytes } = asset;
  const { key, size } = head;
  if (size !== sizeInBytes) return rejected(`It has ${size} bytes; ${sizeInBytes} were declared.`);
  if (type === 'IMAGE' && size > LARGEST_PICTURE) return rejected(`A picture has at most ${LARGEST_PICTURE} bytes.`);
  const found = mediaTypeOf(await firstBytes(objects, key, signal), contentType);
  if (found === undefined) return rejected(`Its bytes are not those of ${contentType}, nor of anything that is taken.`);
  if (!mayBe(found, contentType)) return rejected(`Its bytes are those of ${found}; ${contentType} was declared.`);

  if (type !== 'IMAGE') {
    const fault = await faultOf(asset, head, async () => (await objects.get(key, { signal })).body);
    return fault === undefined ? lookOver(asset, head, objects, signal) : rejected(fault);
  }
  const { body } = await objects.get(key, { signal });
  const bytes = Buffer.concat(await body.toArray());
  // What was read is what is looked at, whatever lies there by now.
  const read = { ...head, sha256: hash('sha256', bytes) };
  const fault = await faultOf(asset, read, () => Promise.resolve(Readable.from([bytes])));
  return fault === undefined ? lookInto(bytes, asset) : rejected(fault);
};
