import type { ValueNode } from 'graphql';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

const MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
/** Beyond the years 1 to 9999 neither the index nor an order by text would agree. */
const STORABLE = /^(?!0000)\d{4}-/;

const isoOf = (text: string): string => {
  const time = Date.parse(text);
  return Number.isFinite(time) ? new Date(time).toISOString() : '';
};

const momentOf = (value: unknown): string => {
  const [text = '', day = ''] = (typeof value === 'string' && MOMENT.exec(value)) || [];
  const moment = isoOf(text);
  // The 31st of February would be read as a day of March.
  if (STORABLE.test(moment) && isoOf(day).startsWith(day)) return moment;
  throw new GraphQLError('A DateTime is ISO 8601 with a time zone, such as 2026-11-02T08:30:00.000Z.');
};

/** `DateTime`: read in any ISO 8601 spelling with a time zone, written as UTC with milliseconds. Stored moments are written as they are. */
export const dateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  serialize: (value) => (typeof value === 'string' ? value : momentOf(value)),
  parseValue: momentOf,
  parseLiteral: (node: ValueNode) => momentOf(node.kind === Kind.STRING ? node.value : undefined),
});

/** `JSON`: any value as it is. */
export const json = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
