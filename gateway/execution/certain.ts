import type { DocumentNode, FieldNode } from 'graphql';
import { Kind, visit } from 'graphql';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * A document for the planner in which something is asked of each object whatever the conditions: where nothing is (`viewer @include(if: $a) { name @skip(if: $a) }`)
 * it leaves out the object too, which is to be there and empty, and where it is never null the whole answer would fail. What is added is not shown: the
 * answer is shaped by the client's own document.
 */
export const certain = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet: (set, _key, parent) => {
      const isRoot = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
      if (isRoot || set.selections.some(({ directives = [] }) => directives.length === 0)) return undefined;
      return { ...set, selections: [...set.selections, TYPENAME] };
    },
  });
