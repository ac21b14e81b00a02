import { PortError } from '../errors.ts';
import type { Value } from './port.ts';

/**
 * What DynamoDB allows, in bytes as it counts them; every adapter refuses beyond it.
 * Source: "Quotas in Amazon DynamoDB" and "DynamoDB item sizes and formats" of its developer guide.
 */
export const limits = {
  itemBytes: 400 * 1024,
  pageBytes: 1024 * 1024,
  transactionBytes: 4 * 1024 * 1024,
  transactionOperations: 100,
  pkBytes: 2048,
  skBytes: 1024,
  attributeNameBytes: 65_535,
  depth: 32,
  conditions: 50,
  segments: 1000,
} as const;

const largestNumber = 9.99999999999999e125;
const smallestNumber = 1e-130;

/** The call itself is wrong. */
export function invalid(message: string): PortError {
  return new PortError('records', 'INVALID', message);
}

/** A limit of {@link limits} was passed. */
export function tooLarge(message: string): PortError {
  return new PortError('records', 'TOO_LARGE', message);
}

/** Length in UTF-8, and at once a check that there is one: a lone surrogate has none. */
export function utf8Bytes(text: string, where: string): number {
  if (!text.isWellFormed()) throw invalid(`${where} holds half a surrogate pair, which has no UTF-8 form`);
  return Buffer.byteLength(text);
}

/** A number takes a byte for two significant decimal digits, one more, and one for a minus. */
export function numberBytes(value: number): number {
  const digits = Math.abs(value)
    .toString()
    .replace(/e.*$/u, '')
    .replace('.', '')
    .replace(/^0+/u, '')
    .replace(/0+$/u, '').length;
  return Math.ceil(digits / 2) + 1 + (value < 0 ? 1 : 0);
}

/**
 * The size of a value as DynamoDB counts it. Refuses (`INVALID`) what a store could not give back: `undefined`, functions, instances of
 * classes, numbers beyond DynamoDB's range, nesting beyond 32 levels.
 *
 * @param where names the value in the message: `content C#1/META tags[2]`
 */
export function valueBytes(value: Value | undefined, where: string, depth = 0): number {
  if (typeof value === 'string') return utf8Bytes(value, where);
  if (typeof value === 'number') return checkedNumberBytes(value, where);
  if (typeof value === 'boolean' || value === null) return 1;
  if (typeof value === 'object') return compoundBytes(value, where, depth);
  throw invalid(`${where} is ${typeof value}: only JSON and bytes can be stored`);
}

function checkedNumberBytes(value: number, where: string): number {
  const magnitude = Math.abs(value);
  if (!(magnitude <= largestNumber) || (magnitude < smallestNumber && magnitude !== 0)) {
    throw invalid(`${where} is ${value}: DynamoDB holds 0 and magnitudes from 1e-130 to 9.99e125`);
  }
  return numberBytes(value);
}

function compoundBytes(value: NonNullable<Value> & object, where: string, depth: number): number {
  if (value instanceof Uint8Array) return value.byteLength;
  if (depth >= limits.depth) throw invalid(`${where} is nested deeper than ${limits.depth} levels`);
  let bytes = 3;
  if (isList(value)) {
    for (let i = 0; i < value.length; i++) bytes += 1 + valueBytes(value[i], `${where}[${i}]`, depth + 1);
    return bytes;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw invalid(`${where} is an instance of a class: only JSON and bytes can be stored`);
  }
  for (const [name, member] of Object.entries(value)) {
    bytes += 1 + nameBytes(name, where) + valueBytes(member, `${where}.${name}`, depth + 1);
  }
  return bytes;
}

/** The size of an attribute's name; `INVALID` for those that a store could not give back. */
export function nameBytes(name: string, where: string): number {
  if (name === '') throw invalid(`${where} has an attribute without a name`);
  // An object's prototype would swallow it when read.
  if (name === '__proto__') throw invalid(`${where} has an attribute named __proto__`);
  const bytes = utf8Bytes(name, `${where}: an attribute's name`);
  if (bytes > limits.attributeNameBytes) throw tooLarge(`${where} has an attribute whose name is longer than 64 KB`);
  return bytes;
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}
