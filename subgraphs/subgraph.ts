import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { GraphQLError, parse, specifiedRules, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Log } from '../platform/telemetry.ts';
import type { Viewer } from '../platform/viewer.ts';
import type { Visibility } from '../platform/visibility.ts';
import { createVisibility } from '../platform/visibility.ts';
import { graphTypesOf } from '../schema/elements.ts';
import type { Executable } from './execution/execute.ts';
import { createExecutable } from './execution/execute.ts';
import { guardFields } from './permissions.ts';
import type { RuleTable } from './rules.ts';
import { checkRules, OPEN, rulesOf } from './rules.ts';
import type { Touched } from './touched.ts';
import { usedBy } from './uses.ts';

/** What one request carries through every subgraph it reaches: made by the gateway once, handed down by reference. */
export interface RequestScope {
  readonly viewer: Viewer;
  /** The request's one moment, in milliseconds since the epoch. */
  readonly now: number;
  /** Aborts when the client is gone or the request's deadline has passed. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** The request's id, for logs. */
  readonly id: string;
  /** What its answer is made from. */
  readonly touched: Touched;
}

/** One fetch of a plan, or one operation sent to a subgraph that stands alone. */
export interface SubgraphOperation {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** An executable subgraph. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Never throws: what fails is an error in the answer. */
  execute(operation: SubgraphOperation, scope: RequestScope): Promise<ExecutionResult>;
  /** What the resolvers of a request work with, for another executor over {@link Subgraph.schema}: the same one for the same scope. */
  contextFor(scope: RequestScope): object;
}

/** What a subgraph is made of. `contextOf` is called once per request, so loaders made there are the request's own. */
export interface SubgraphParts<Context extends { readonly scope: RequestScope }> {
  readonly name: string;
  readonly typeDefs: DocumentNode;
  /** Type by type, field by field, as generated from the SDL (`Resolvers`). */
  readonly resolvers: Readonly<Record<string, unknown>>;
  readonly contextOf: (scope: RequestScope) => Context;
  /** What views show. Default: of this subgraph alone. */
  readonly visibility?: Visibility | undefined;
  /** The rules that a person has read. Default: whatever the SDL says. */
  readonly rules?: RuleTable | undefined;
}

/** Plans repeat: so many operations, and so many characters of them, are kept parsed and validated. The gateway's planner makes the texts, so their number is that of the plans. */
const DOCUMENTS_KEPT = { max: 2_000, maxSize: 2_000_000 } as const;
/** Texts beyond this are not kept, so that the store's size stays bounded. */
const LONGEST_KEPT = 64 * 1024;

/** A document that is valid, ready to be executed. */
interface Document {
  /** What it names of the graph. */
  readonly uses: readonly string[];
  readonly executable: Executable;
  /** The same with a rule before every field, for who names what the viewer's view hides. */
  readonly guarded: () => Executable;
}

type Checked = Document | { readonly errors: readonly GraphQLError[] };

/**
 * SDL, resolvers and a context per request, made into a subgraph.
 *
 * It refuses what the viewer's view hides on its own, whoever asks: a document that uses nothing hidden, as all of the gateway's are, runs with rules before the
 * guarded fields alone; any other runs with a rule before every field, so that just what is hidden is null.
 * @throws `TypeError` where a field is neither open nor guarded, or the rules are not those that were checked in.
 */
export const createSubgraph = <Context extends { readonly scope: RequestScope }>(
  parts: SubgraphParts<Context>,
): Subgraph => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the context that resolvers see is the one that `contextOf` made, which graphql-js hands through untyped
  const resolvers = parts.resolvers as GraphQLResolverMap<unknown>;
  const types = graphTypesOf([parts.typeDefs]);
  const rules = rulesOf(types);
  if (parts.rules) checkRules(rules, parts.rules);
  const { visibility = createVisibility(types) } = parts;
  const fields = [...types.values()].flatMap(({ kind, elements }) =>
    kind === 'object' ? elements.map(({ coordinate }) => coordinate) : [],
  );
  const bare = buildSubgraphSchema([{ typeDefs: parts.typeDefs, resolvers }]);
  const schema = guardFields(
    bare,
    fields.filter((coordinate) => rules[coordinate] !== OPEN),
    visibility,
  );
  let everyFieldGuarded: GraphQLSchema | undefined;
  const usesHidden = (uses: readonly string[], { viewer }: RequestScope): boolean => {
    const shown = visibility.of(viewer.view);
    return !uses.every((coordinate) => shown.has(coordinate));
  };
  const documentOf = (document: DocumentNode): Document => {
    let guarded: Executable | undefined;
    return {
      uses: usedBy(schema, document),
      executable: createExecutable(schema, document),
      guarded: () => {
        everyFieldGuarded ??= guardFields(bare, fields, visibility);
        guarded ??= createExecutable(everyFieldGuarded, document);
        return guarded;
      },
    };
  };
  const documents = new LRUCache<string, Checked>(DOCUMENTS_KEPT);
  const contexts = new WeakMap<RequestScope, Context>();

  const check = (query: string): Checked => {
    const known = documents.get(query);
    if (known) return known;
    let checked: Checked;
    try {
      const document = parse(query, { maxTokens: 10_000 });
      const errors = validate(schema, document, specifiedRules, { maxErrors: 3 });
      checked = errors.length > 0 ? { errors } : documentOf(document);
    } catch (error) {
      checked = {
        errors: [error instanceof GraphQLError ? error : new GraphQLError('The operation cannot be parsed.')],
      };
    }
    if (query.length <= LONGEST_KEPT) documents.set(query, checked, { size: query.length + 1 });
    return checked;
  };

  const contextFor = (scope: RequestScope): Context => {
    let context = contexts.get(scope);
    if (!context) {
      context = parts.contextOf(scope);
      contexts.set(scope, context);
    }
    return context;
  };

  return {
    name: parts.name,
    schema,
    contextFor,
    async execute({ query, variables = {}, operationName }, scope) {
      const checked = check(query);
      if ('errors' in checked) return { errors: checked.errors };
      const executable = usesHidden(checked.uses, scope) ? checked.guarded() : checked.executable;
      return executable.execute(variables, operationName, () => contextFor(scope));
    },
  };
};
