import type { DocumentNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { Kind } from 'graphql';
import type { KeyLimits } from '../platform/directory/items.ts';
import { AnswerError } from '../platform/errors.ts';
import { fragmentsOf } from '../subgraphs/execution/fragments.ts';

/** What one operation may ask for. */
export interface Limits {
  /** Levels of fields; what lies below `__schema` and `__type` does not count, since graphql-js bounds it itself. */
  readonly depth: number;
  /** Fields with an alias, `__typename` too, each as often as its fragment is spread. */
  readonly aliases: number;
  /** Fields at the top, through fragments. */
  readonly rootFields: number;
  /** Lexical tokens of the whole document. */
  readonly tokens: number;
  /** By the schema's weights and the request's own arguments: about how many objects the answer may hold. */
  readonly cost: number;
}

/** What a document is held against before its variables are looked at. */
export type DocumentLimits = Omit<Limits, 'cost'>;

/** The limits of this graph. */
export const standardLimits: Limits = Object.freeze({
  depth: 12,
  aliases: 15,
  rootFields: 10,
  tokens: 2_000,
  cost: 5_000,
});

/** The limits of a key: its own, and the graph's where it has none. */
export const limitsOf = (own: KeyLimits | undefined): Limits =>
  own
    ? Object.freeze({
        depth: own.depth ?? standardLimits.depth,
        aliases: own.aliases ?? standardLimits.aliases,
        rootFields: own.rootFields ?? standardLimits.rootFields,
        tokens: own.tokens ?? standardLimits.tokens,
        cost: own.cost ?? standardLimits.cost,
      })
    : standardLimits;

/** How large selections are. */
export interface Measure {
  readonly depth: number;
  readonly aliases: number;
  /** At the top, through fragments. */
  readonly fields: number;
  readonly introspects: boolean;
}

const NOTHING: Measure = { depth: 0, aliases: 0, fields: 0, introspects: false };

/** Measures selections of a document, each fragment once: a document in which fragments spread each other manifold costs no more than its length. */
export const createMeasuring = (document: DocumentNode): ((selections: SelectionSetNode | undefined) => Measure) => {
  const fragments = fragmentsOf(document);
  const measured = new Map<string, Measure>();

  const fragment = (name: string): Measure => {
    const known = measured.get(name);
    if (known) return known;
    // A fragment that spreads itself counts as nothing here; validation refuses it.
    measured.set(name, NOTHING);
    const measure = selections(fragments.get(name)?.selectionSet);
    measured.set(name, measure);
    return measure;
  };

  const selections = (set: SelectionSetNode | undefined): Measure => {
    let depth = 0;
    let aliases = 0;
    let fields = 0;
    let introspects = false;
    for (const selection of set?.selections ?? []) {
      let inner: Measure;
      if (selection.kind === Kind.FIELD) {
        const isSchema = selection.name.value === '__schema' || selection.name.value === '__type';
        const below = selections(selection.selectionSet);
        inner = {
          depth: isSchema ? 1 : 1 + below.depth,
          aliases: below.aliases + (selection.alias ? 1 : 0),
          fields: 1,
          introspects: isSchema || below.introspects,
        };
      } else
        inner =
          selection.kind === Kind.INLINE_FRAGMENT ? selections(selection.selectionSet) : fragment(selection.name.value);
      depth = Math.max(depth, inner.depth);
      aliases += inner.aliases;
      fields += inner.fields;
      introspects ||= inner.introspects;
    }
    return { depth, aliases, fields, introspects };
  };
  return selections;
};

const refuse = (
  code: 'LIMIT_DEPTH' | 'LIMIT_ALIASES' | 'LIMIT_ROOT_FIELDS',
  what: string,
  is: number,
  most: number,
): never => {
  throw new AnswerError(code, `The operation has ${is} ${what}; at most ${most} are allowed.`);
};

/**
 * Holds every operation of a document against the limits, and says which of them look into the schema.
 * @throws {@link AnswerError} `LIMIT_DEPTH`, `LIMIT_ALIASES`, `LIMIT_ROOT_FIELDS`.
 */
export const checkLimits = (document: DocumentNode, limits: DocumentLimits): ReadonlySet<OperationDefinitionNode> => {
  const measure = createMeasuring(document);
  const introspecting = new Set<OperationDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, fields, introspects } = measure(definition.selectionSet);
    if (depth > limits.depth) refuse('LIMIT_DEPTH', 'levels of fields', depth, limits.depth);
    if (aliases > limits.aliases) refuse('LIMIT_ALIASES', 'aliases', aliases, limits.aliases);
    if (fields > limits.rootFields) refuse('LIMIT_ROOT_FIELDS', 'fields at the top', fields, limits.rootFields);
    if (introspects) introspecting.add(definition);
  }
  return introspecting;
};
