import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import { emptyData } from '../../subgraphs/execution/run.ts';
import type { Data } from './data.ts';
import { isData, merge } from './data.ts';

/** Whether an object says that it is of a type. */
export type IsOfType = (object: Data, type: string) => boolean;

/** {@link IsOfType} by the types of a supergraph. */
export const typesOf =
  (supergraph: GraphQLSchema): IsOfType =>
  ({ __typename: name }, type) => {
    if (name === type) return true;
    const wanted = supergraph.getType(type);
    const actual = typeof name === 'string' ? supergraph.getType(name) : undefined;
    return (
      isAbstractType(wanted) &&
      (isObjectType(actual) || isInterfaceType(actual)) &&
      supergraph.isSubType(wanted, actual)
    );
  };

/** Copies from an object what a subgraph needs to know it by; `false` where some of it is not there. */
type Copy = (from: Data, to: Data) => boolean;

const copyAll = (selections: readonly QueryPlanSelectionNode[], isOfType: IsOfType): Copy => {
  const copies = selections.map((selection) => copyOne(selection, isOfType));
  return (from, to) => copies.every((copy) => copy(from, to));
};

const copyOne = (selection: QueryPlanSelectionNode, isOfType: IsOfType): Copy => {
  if (selection.kind === 'Field') {
    const name = selection.alias ?? selection.name;
    const inner = selection.selections && copyAll(selection.selections, isOfType);
    const copied = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(copied);
      if (!inner || !isData(value)) return value;
      const copy = emptyData();
      return inner(value, copy) ? copy : null;
    };
    return (from, to) => {
      const value = from[name];
      if (value === undefined) return false;
      to[name] = copied(value);
      return true;
    };
  }
  const { typeCondition } = selection;
  const inner = copyAll(selection.selections, isOfType);
  return (from, to) => {
    if (typeCondition === undefined || !isOfType(from, typeCondition)) return true;
    // What is incomplete is left out; the entity may be known by another of its keys.
    const copy = emptyData();
    if (inner(from, copy)) merge(to, copy);
    return true;
  };
};

/** Makes the representations by which a subgraph knows its entities; `undefined` for one that it cannot know. */
export const representationOf = (
  requires: readonly QueryPlanSelectionNode[],
  isOfType: IsOfType,
): ((entity: Data) => Data | undefined) => {
  const copy = copyAll(requires, isOfType);
  return (entity) => {
    const representation = emptyData();
    return copy(entity, representation) && representation.__typename ? representation : undefined;
  };
};
