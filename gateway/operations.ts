import { createHash } from 'node:crypto';
import type { DocumentNode, GraphQLFormattedError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { GraphQLError, Kind, parse, specifiedRules, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { AnswerError } from '../platform/errors.ts';
import type { ReadVariables } from '../subgraphs/execution/variables.ts';
import { variableReader } from '../subgraphs/execution/variables.ts';
import type { DocumentLimits } from './limits.ts';
import { checkLimits } from './limits.ts';
import { freshReadsOf, previewsOf } from './previews.ts';

/** An operation that this graph understands and that keeps the limits. */
export interface Operation {
  readonly definition: OperationDefinitionNode;
  readonly name: string | undefined;
  /** The document it stands in. */
  readonly document: DocumentNode;
  readonly source: string;
  /** SHA-256 of the document's text, lower-case hex. */
  readonly hash: string;
  /** Whether it asks for `__schema` or `__type`. */
  readonly introspects: boolean;
  /** Whether it asks for working copies, with these variables: no shared cache may keep what it answers, nor answer in its place. */
  readonly previews: (variables: Readonly<Record<string, unknown>> | undefined) => boolean;
  /** Whether it reads past every cache, with these variables. */
  readonly readsFresh: (variables: Readonly<Record<string, unknown>> | undefined) => boolean;
}

/** An operation that cannot run, with every reason that is told. */
export class InvalidOperation extends AnswerError {
  override readonly name = 'InvalidOperation';
  /** At most {@link MAX_REASONS}. */
  readonly reasons: readonly Pick<GraphQLFormattedError, 'message' | 'locations'>[];

  constructor(errors: readonly GraphQLError[]) {
    const reasons = errors.slice(0, MAX_REASONS).map((error) => {
      const message = error.message.replace(/ Did you mean [^?]*\?/g, '').slice(0, LONGEST_MESSAGE);
      return error.locations ? { message, locations: error.locations } : { message };
    });
    super('VALIDATION', reasons.map((reason) => reason.message).join(' '));
    this.reasons = reasons;
  }
}

/** Finds operations in texts; what was parsed and validated once against a schema and within limits is kept. */
export interface Operations {
  /**
   * @param name - which of several operations; without it the only one.
   * @param limits - those of who asks.
   * @throws {@link InvalidOperation}, or {@link AnswerError} with the code of a limit.
   */
  find(seen: SeenSchema, source: string, name: string | undefined, limits: DocumentLimits): Operation;
  /** @throws {@link InvalidOperation} where a variable is missing or does not fit. */
  checkVariables(
    seen: SeenSchema,
    operation: Operation,
    variables: Readonly<Record<string, unknown>> | undefined,
  ): void;
}

/** The schema as who asks sees it, and a key that is that schema's alone. */
export interface SeenSchema {
  readonly key: string;
  readonly schema: GraphQLSchema;
}

const MAX_REASONS = 3;
const LONGEST_MESSAGE = 400;
/** Documents kept for all schemas and limits together, in number and in bytes of memory; one that takes more is checked anew each time. */
const KEPT = { max: 2_000, maxSize: 64_000_000, maxEntrySize: 2_000_000 };
/** About what each token takes in memory, with the nodes that are made of it: by far more than its letters. */
const TOKEN_BYTES = 500;

const bytesOf = (document: DocumentNode): number => {
  let bytes = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) bytes += TOKEN_BYTES;
  return bytes;
};

interface Checked {
  readonly operations: ReadonlyMap<string, Operation>;
}

const parseWithin = (source: string, tokens: number): DocumentNode => {
  try {
    return parse(source, { maxTokens: tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // graphql-js has no other sign of it than these words; a test holds them.
    if (error.message.endsWith('tokens. Parsing aborted.'))
      throw new AnswerError('LIMIT_TOKENS', `The document has more than ${tokens} tokens.`);
    throw new InvalidOperation([error]);
  }
};

/** Makes an empty store of {@link Operations}. */
export const createOperations = (): Operations => {
  const kept = new LRUCache<string, Checked | AnswerError>(KEPT);

  /** An operation is of one view's schema. */
  const readers = new WeakMap<Operation, ReadVariables>();

  const check = (schema: GraphQLSchema, document: DocumentNode, source: string, limits: DocumentLimits): Checked => {
    // Before validation, whose cost grows faster than the document.
    const introspecting = checkLimits(document, limits);
    const errors = validate(schema, document, specifiedRules, { maxErrors: MAX_REASONS, hideSuggestions: true });
    if (errors.length > 0) throw new InvalidOperation(errors);
    const hash = createHash('sha256').update(source).digest('hex');
    const operations = new Map<string, Operation>();
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const name = definition.name?.value;
      const introspects = introspecting.has(definition);
      const previews = previewsOf(document, definition);
      const readsFresh = freshReadsOf(document, definition);
      operations.set(name ?? '', { definition, name, document, source, hash, introspects, previews, readsFresh });
    }
    return { operations };
  };

  const checked = ({ key, schema }: SeenSchema, source: string, limits: DocumentLimits): Checked => {
    const { depth, aliases, rootFields, tokens } = limits;
    const under = `${key} ${depth} ${aliases} ${rootFields} ${tokens} ${source}`;
    let known = kept.get(under);
    if (!known) {
      let size = under.length;
      try {
        const document = parseWithin(source, limits.tokens);
        known = check(schema, document, source, limits);
        size += bytesOf(document);
      } catch (error) {
        if (!(error instanceof AnswerError)) throw error;
        known = error;
      }
      kept.set(under, known, { size });
    }
    if (known instanceof AnswerError) throw known;
    return known;
  };

  return {
    find: (seen, source, name, limits) => {
      const { operations } = checked(seen, source, limits);
      const [only] = operations.values();
      if (name === undefined && operations.size > 1)
        throw new InvalidOperation([
          new GraphQLError('The document holds several operations: name one in `operationName`.'),
        ]);
      const operation = name === undefined ? only : operations.get(name);
      if (!operation)
        throw new InvalidOperation([
          new GraphQLError(
            name === undefined
              ? 'The document holds no operation.'
              : `The document holds no operation named ${JSON.stringify(name.slice(0, 100))}.`,
          ),
        ]);
      return operation;
    },
    checkVariables: ({ schema }, operation, variables) => {
      const { definition } = operation;
      const kind = definition.operation;
      if (!schema.getRootType(kind)) throw new InvalidOperation([new GraphQLError(`This graph has no ${kind}s.`)]);
      const read = readers.get(operation) ?? variableReader(schema, definition, { maxErrors: MAX_REASONS });
      readers.set(operation, read);
      const { errors } = read(variables ?? {});
      if (errors) throw new InvalidOperation(errors);
    },
  };
};
