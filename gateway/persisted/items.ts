import { z } from 'zod';
import { plain } from '../../platform/directory/table.ts';
import type { Item, Key, Operation, TableDefinition } from '../../platform/records/port.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { viewName } from '../../platform/views.ts';

/** Registered operations of applications, and how far their pushes have come. */
export const operationsTable: TableDefinition = { name: 'operations', indexes: [], feed: false };

/** An application, of the organisation whose it is. */
export type ApplicationRef = Pick<Viewer, 'organisation' | 'application'>;

/** What an operation may be called by: code generators take SHA-256, SHA-1 or a name. */
export const OPERATION_ID = /^[\x21-\x7e]{1,256}$/;

const SHAPE_VERSION = 1;
const HEAD = 'HEAD';
const OPERATION = 'OP#';

/** The partition in which all of an application's lie. */
export const partitionOf = ({ organisation, application }: ApplicationRef): string =>
  `APP#${organisation}/${application}`;
export const headKey = (of: ApplicationRef): Key => ({ table: operationsTable.name, pk: partitionOf(of), sk: HEAD });
export const operationKey = (of: ApplicationRef, id: string): Key => ({
  table: operationsTable.name,
  pk: partitionOf(of),
  sk: `${OPERATION}${id}`,
});

/** The sort keys of an application's operations: from the first to the last that an id can make. */
export const OPERATION_RANGE = { from: OPERATION, to: `${OPERATION}\x7f` } as const;

const instant = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);

/** `APP#<organisation>/<application>` / `HEAD`. */
const headShape = z.object({
  /** Counts all that was changed of the application's operations. As long as it is the same, so are they. */
  version: count,
  /** The last push that was taken whole: what a later one has written is not there yet. */
  whole: count,
});
/** See {@link headShape}. */
export type Head = z.infer<typeof headShape>;

/** The head of an application that has none. */
export const noHead: Head = Object.freeze({ version: 0, whole: 0 });

/** `APP#<organisation>/<application>` / `OP#<id>`. */
const operationShape = z.object({
  id: z.string().regex(OPERATION_ID),
  text: z.string(),
  /** SHA-256 of the text, lower-case hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** As its text names it. */
  name: z.string().optional(),
  kind: z.enum(['query', 'mutation']),
  /** The push that brought it: the version of the head when it began. */
  push: count,
  /** When it was first pushed. */
  created: instant,
  /** The one view for which it was checked; without it those of the application's keys. */
  view: viewName.optional(),
  /** The first moment at which it is no longer found. */
  ends: instant.optional(),
  /** A push that brought it again after `ends` was set: once that is taken whole, `ends` no longer counts. */
  renewed: count.optional(),
});
/** An operation as it is stored. Its text never changes. */
export type StoredOperation = z.infer<typeof operationShape>;

const parse = <T>(shape: z.ZodType<T>, item: Item): T => {
  const parsed = shape.safeParse(item);
  if (item.v === SHAPE_VERSION && parsed.success) return parsed.data;
  throw new Error(`the item ${item.pk} / ${item.sk} of the table operations is malformed`, { cause: parsed.error });
};
export const parseHead = (item: Item | undefined): Head => (item ? parse(headShape, item) : noHead);
export const parseOperation = (item: Item): StoredOperation => parse(operationShape, item);

/** Moves the head on, as it was read. */
export const putHead = (of: ApplicationRef, after: Head, before: Head): Operation => {
  const { table, pk, sk } = headKey(of);
  return {
    kind: 'put',
    table,
    item: { ...after, pk, sk, v: SHAPE_VERSION },
    when: {
      name: 'nobody else has changed the operations',
      condition: before.version === 0 ? { kind: 'absent' } : { kind: 'versionIs', version: before.version },
    },
  };
};

/** Writes an operation whole. */
export const putOperation = (of: ApplicationRef, operation: StoredOperation): Operation => {
  const { table, pk, sk } = operationKey(of, operation.id);
  return { kind: 'put', table, item: { ...plain(operation), pk, sk, v: SHAPE_VERSION } };
};

/** The first moment, in milliseconds since the epoch, at which an operation is not found; `undefined` where it is not there at all. */
export const endOf = ({ push, ends, renewed }: StoredOperation, { whole }: Head): number | undefined => {
  if (push > whole) return undefined;
  const holds = ends === undefined || (renewed !== undefined && renewed <= whole);
  return holds ? Number.POSITIVE_INFINITY : Date.parse(ends);
};
