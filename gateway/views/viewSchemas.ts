import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { parse, printSchema, validateSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { OperatorError } from '../../platform/errors.ts';
import type { View } from '../../platform/viewer.ts';
import type { Visibility } from '../../platform/visibility.ts';
import { createVisibility, keyOfView } from '../../platform/visibility.ts';
import { graphTypesOf } from '../../schema/elements.ts';
import { reduceSchema } from './reduce.ts';

/** The graph as a view shows it. */
export interface ViewSchema {
  /** SHA-256 of the view with its version, in base64url: what is kept under it is never another view's, nor of the view as it was. */
  readonly key: string;
  readonly schema: GraphQLSchema;
  /** SHA-256 of the schema's text, in base64url: the same for views that show the same. Made when first asked for. */
  readonly hash: string;
}

/** A view that would leave a graph that cannot be asked. */
export class InvalidView extends OperatorError {
  override readonly name = 'InvalidView';
  /** A sentence each, with the coordinate. */
  readonly faults: readonly string[];

  constructor(view: View, faults: readonly string[]) {
    super(`the view \`${view.name}\` cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Makes and keeps views' schemas. */
export interface ViewSchemas {
  /** @throws {@link InvalidView} */
  of(view: View): ViewSchema;
  readonly visibility: Visibility;
}

/** Schemas kept. One takes about 0.3 MB: `npm run bench -- --only views`. */
const KEPT = 200;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * The schemas of views over one graph, of the views used last {@link KEPT}.
 * @param schema - what clients see of the supergraph.
 * @throws `TypeError` where an element of the supergraph has no tag.
 */
export const createViewSchemas = (schema: GraphQLSchema, supergraphSdl: string): ViewSchemas => {
  const visibility = createVisibility(graphTypesOf([parse(supergraphSdl, { noLocation: true })]));
  const kept = new LRUCache<string, ViewSchema>({ max: KEPT });
  const byView = new WeakMap<View, ViewSchema>();

  const make = (view: View, key: string): ViewSchema => {
    const faults = visibility.faultsOf(view);
    if (faults.length > 0) throw new InvalidView(view, faults);
    const reduced = reduceSchema(schema, visibility.of(view));
    const errors = validateSchema(reduced);
    if (errors.length > 0)
      throw new InvalidView(
        view,
        errors.map(({ message }) => message),
      );
    let hash: string | undefined;
    return {
      key,
      schema: reduced,
      get hash() {
        hash ??= digest(printSchema(reduced));
        return hash;
      },
    };
  };
  return {
    visibility,
    of: (view) => {
      const known = byView.get(view);
      if (known) return known;
      const key = digest(keyOfView(view));
      const found = kept.get(key) ?? make(view, key);
      kept.set(key, found);
      byView.set(view, found);
      return found;
    },
  };
};
