import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { PortError } from '../errors.ts';
import type { Item, Value } from './port.ts';

/** Attributes as DynamoDB and its streams carry them. */
export type Attributes = Record<string, AttributeValue>;

/**
 * A value as DynamoDB's. Not the SDK's own `marshall`: that refuses numbers beyond 2^53, which are doubles like others here, and takes an
 * object with an attribute `constructor` for an instance of a class.
 */
export function toAttribute(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: value };
  if (isList(value)) return { L: value.map(toAttribute) };
  return { M: toAttributes(value) };
}

/** Attributes, or a whole item, as DynamoDB's. */
export function toAttributes(values: { readonly [name: string]: Value }): Attributes {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toAttribute(value)]));
}

/** An item from what DynamoDB gives. @throws `UNAVAILABLE`, not to be retried, for what this port never writes (sets). */
export function toItem(attributes: Attributes): Item {
  const { pk, sk } = attributes;
  if (pk?.S === undefined || sk?.S === undefined) throw unreadable('an item without pk and sk as strings');
  return Object.assign(fromAttributes(attributes), { pk: pk.S, sk: sk.S });
}

function fromAttributes(attributes: Attributes): { [name: string]: Value } {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, fromAttribute(attribute)]));
}

function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.NULL !== undefined) return null;
  if (attribute.B !== undefined) return attribute.B;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.M !== undefined) return fromAttributes(attribute.M);
  throw unreadable(`an attribute of type ${Object.keys(attribute).join()}`);
}

function unreadable(what: string): PortError {
  return new PortError('records', 'UNAVAILABLE', `DynamoDB holds ${what}, which this port never writes`, {
    retryable: false,
  });
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}
