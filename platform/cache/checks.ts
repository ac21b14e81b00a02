import { PortError } from '../errors.ts';
import type { FillOptions, ReadOptions } from './port.ts';

const NAME_BYTES = 512;
const MOST_TAGS = 1_000;
const FORM = /^[a-z]{1,32}$/;
const MOST_FORMS = 8;

const invalid = (message: string): PortError => new PortError('cache', 'INVALID', message);

const checkName = (what: string, name: string): void => {
  const bytes = Buffer.byteLength(name);
  if (bytes < 1 || bytes > NAME_BYTES) throw invalid(`${what} has ${bytes} bytes; 1 to ${NAME_BYTES} are allowed`);
};

const checkWhole = (what: string, value: number, least: number): void => {
  if (!Number.isSafeInteger(value) || value < least)
    throw invalid(`${what} is ${value}; it must be a whole number of at least ${least}`);
};

/** An option of an adapter: a whole number of at least `least`. @throws `INVALID`, naming the option. */
export const wholeOption = (name: string, value: number, least: number): number => {
  checkWhole(`The cache's option ${name}`, value, least);
  return value;
};

/** @throws `INVALID` unless the key has 1–512 bytes. */
export const checkKey = (key: string): void => checkName('The cache key', key);

const checkForm = (form: string): void => {
  if (!FORM.test(form)) throw invalid(`A form's name is ${JSON.stringify(form)}; it must be 1 to 32 small letters`);
};

/** @throws `INVALID` unless the key has 1–512 bytes, and the form is named rightly. */
export const checkRead = (key: string, options: ReadOptions | undefined): void => {
  checkKey(key);
  if (options?.form !== undefined) checkForm(options.form);
};

/** @throws `INVALID` unless each tag has 1–512 bytes. */
export const checkTags = (tags: readonly string[]): void => {
  for (const tag of tags) checkName('A cache tag', tag);
};

/** @throws `INVALID`, naming what of a fill is wrong. */
export const checkFill = (key: string, { tags, startedAt, ttlMs, forms = {} }: FillOptions): void => {
  checkKey(key);
  checkTags(tags);
  if (tags.length < 1 || tags.length > MOST_TAGS)
    throw invalid(`A fill has ${tags.length} tags; 1 to ${MOST_TAGS} are allowed`);
  const names = Object.keys(forms);
  names.forEach(checkForm);
  if (names.length > MOST_FORMS) throw invalid(`A fill has ${names.length} forms; ${MOST_FORMS} are allowed`);
  checkWhole("A fill's startedAt", startedAt, 0);
  checkWhole("A fill's ttlMs", ttlMs, 1);
};

/** @throws `INVALID`, naming what of a lease is wrong. */
export const checkLease = (key: string, ms: number): void => {
  checkKey(key);
  checkWhole("A lease's ms", ms, 1);
};

/** @throws `INVALID`, naming what of a consumption is wrong. */
export const checkConsumption = (key: string, points: number, window: { limit: number; windowMs: number }): void => {
  checkKey(key);
  checkWhole('points', points, 1);
  checkWhole('limit', window.limit, 1);
  checkWhole('windowMs', window.windowMs, 1_000);
  if (window.windowMs % 1_000 !== 0) throw invalid(`windowMs is ${window.windowMs}; it must be whole seconds`);
};

/** Bytes that a fill stores, in all forms. */
export const sizeOf = (bytes: Uint8Array, { forms = {} }: Pick<FillOptions, 'forms'>): number =>
  Object.values(forms).reduce((sum, { byteLength }) => sum + byteLength, bytes.byteLength);
