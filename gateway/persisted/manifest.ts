import { z } from 'zod';
import { OperatorError } from '../../platform/errors.ts';
import { faultsOf } from '../../platform/faults.ts';
import { OPERATION_ID } from './items.ts';

/** An operation as a manifest has it. */
export interface ManifestOperation {
  readonly id: string;
  readonly text: string;
  /** What the manifest says of it beside its text: it must agree. */
  readonly says: { readonly name: string; readonly type: 'query' | 'mutation' } | undefined;
}

/** Most operations of a manifest. */
export const MAX_OPERATIONS = 5_000;
/** Largest manifest, in bytes. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Longest text of an operation, in characters: with its other properties it fits into an item of records, whatever the characters. */
const MAX_TEXT = 100_000;

const id = z.string().regex(OPERATION_ID, 'must be 1 to 256 printable ASCII characters, without spaces');
const text = z.string().min(1).max(MAX_TEXT);

/** As `@apollo/generate-persisted-query-manifest` and other generators write it. */
const apollo = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id, name: z.string(), type: z.enum(['query', 'mutation']), body: text })),
});
/** As Relay's compiler writes it. */
const relay = z.record(id, text);

/** Faults told of one manifest. */
const MOST_FAULTS = 10;

const parsed = <T>(shape: z.ZodType<T>, kind: string, content: unknown): T => {
  const { data, error } = shape.safeParse(content);
  if (error) {
    const faults = faultsOf(error).slice(0, MOST_FAULTS);
    throw new OperatorError(
      `the manifest is not as ${kind} writes it:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
  }
  return data;
};

const operationsIn = (content: unknown): ManifestOperation[] => {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new OperatorError('the manifest must be one JSON object: Apollo’s, or Relay’s map of ids to texts');
  if (!('format' in content))
    return Object.entries(parsed(relay, 'Relay', content)).map(([key, value]) => ({
      id: key,
      text: value,
      says: undefined,
    }));
  return parsed(apollo, 'Apollo', content).operations.map(({ id: key, name, type, body }) => ({
    id: key,
    text: body,
    says: { name, type },
  }));
};

/**
 * Reads a manifest: Apollo's, or Relay's map of ids to texts.
 * @param content - JSON.
 * @throws {@link OperatorError} with what is wrong and where.
 */
export const parseManifest = (content: string): readonly ManifestOperation[] => {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new OperatorError(`the manifest must be JSON: ${error instanceof Error ? error.message.slice(0, 200) : ''}`);
  }
  const operations = operationsIn(json);
  if (operations.length === 0) throw new OperatorError('the manifest holds no operation');
  if (operations.length > MAX_OPERATIONS)
    throw new OperatorError(
      `the manifest holds ${operations.length} operations; at most ${MAX_OPERATIONS} are taken at once`,
    );
  const byId = new Map<string, string>();
  for (const each of operations) {
    const other = byId.get(each.id);
    if (other !== undefined && other !== each.text)
      throw new OperatorError(`the manifest has two operations with the id ${each.id}`);
    byId.set(each.id, each.text);
  }
  return [...new Map(operations.map((each) => [each.id, each])).values()];
};
