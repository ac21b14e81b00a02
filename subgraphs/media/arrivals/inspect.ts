import { createHash, hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mediaTypeOf, SIGNATURE_BYTES } from '../../../platform/mediaType.ts';
import type { ObjectHead, Objects } from '../../../platform/objects/port.ts';
import { placeholderOf, sizeOfPicture } from '../../../platform/pictures.ts';
import type { SettleInput } from '../commands/settleUpload.ts';
import { LARGEST_PICTURE, mayBe } from '../contentTypes.ts';
import { objectKeyOf } from '../keys.ts';
import type { LiveMedia } from '../record.ts';
import { creditsIn } from './credits.ts';
import { otherFormatIn } from './polyglot.ts';

const LONGEST_REASON = 300;

const rejected = (reason: string): SettleInput => ({ rejected: reason.slice(0, LONGEST_REASON) });

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

/** What the picture itself says, or why it cannot be read: all of it is decoded once. */
const lookInto = async (bytes: Buffer, objectKey: string): Promise<SettleInput> => {
  try {
    const size = await sizeOfPicture(bytes);
    const placeholder = await placeholderOf(bytes);
    return { ready: { objectKey, ...size, placeholder, ...creditsIn(bytes) } };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return rejected(`The picture cannot be read: ${why}`);
  }
};

/**
 * Looks at bytes that have arrived, against what was declared of them: size, checksum, the type by the first bytes, that they are one thing alone, and of a picture that
 * all of it can be decoded within bounds. Writes nothing.
 * @throws what the store throws; what is wrong with the bytes is the answer.
 */
export const inspect = async (
  asset: LiveMedia,
  head: ObjectHead,
  objects: Objects,
  signal: AbortSignal,
): Promise<SettleInput> => {
  const { id, type, contentType, sizeInBytes, checksum = '', filename } = asset;
  const { key, size } = head;
  if (size !== sizeInBytes) return rejected(`It has ${size} bytes; ${sizeInBytes} were declared.`);
  if (type === 'IMAGE' && size > LARGEST_PICTURE) return rejected(`A picture has at most ${LARGEST_PICTURE} bytes.`);
  const found = mediaTypeOf(await firstBytes(objects, key, signal), contentType);
  if (found === undefined) return rejected(`Its bytes are not those of ${contentType}, nor of anything that is taken.`);
  if (!mayBe(found, contentType)) return rejected(`Its bytes are those of ${found}; ${contentType} was declared.`);

  const objectKey = objectKeyOf(id, checksum, filename);
  if (type !== 'IMAGE') {
    const fault = await faultOf(asset, head, async () => (await objects.get(key, { signal })).body);
    return fault === undefined ? { ready: { objectKey } } : rejected(fault);
  }
  const { body } = await objects.get(key, { signal });
  const bytes = Buffer.concat(await body.toArray());
  // What was read is what is looked at, whatever lies there by now.
  const read = { ...head, sha256: hash('sha256', bytes) };
  const fault = await faultOf(asset, read, () => Promise.resolve(Readable.from([bytes])));
  return fault === undefined ? lookInto(bytes, objectKey) : rejected(fault);
};
