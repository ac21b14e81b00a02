import type { GraphQLNamedType, SelectionSetNode } from 'graphql';
import { getNamedType, isInterfaceType, isObjectType, Kind, OperationTypeNode } from 'graphql';
import { fragmentsOf } from '../../subgraphs/execution/fragments.ts';
import type { Operation } from '../operations.ts';
import type { Policies } from './policies.ts';

/** How long answers may be kept. */
export interface KeepingPolicy {
  /** Seconds: the strictest of all fields that are asked. 0: not at all. */
  readonly maxAge: number;
  /** Seconds for which they may be sent when these are over, while they are made anew: the strictest too. */
  readonly staleWhileRevalidate: number;
}

/** How long an operation's answers may be kept. */
export interface OperationPolicy extends KeepingPolicy {
  /** Why not at all, for who may look into the schema. */
  readonly reason: string | undefined;
}

const never = (reason: string): OperationPolicy => ({ maxAge: 0, staleWhileRevalidate: 0, reason });

/**
 * The strictest policy of all that an operation asks, whatever its conditions leave out.
 * @param operation - valid for the policies' schema.
 */
export const compilePolicy = (
  policies: Policies,
  { document, definition, introspects }: Pick<Operation, 'document' | 'definition' | 'introspects'>,
): OperationPolicy => {
  const { schema } = policies;
  if (definition.operation !== OperationTypeNode.QUERY) return never('only queries are kept');
  if (introspects) return never('it looks into the schema');
  const fragments = new Map(fragmentsOf(document));
  let maxAge = Number.POSITIVE_INFINITY;
  let staleWhileRevalidate = Number.POSITIVE_INFINITY;
  let reason: string | undefined;

  const askField = (parent: GraphQLNamedType, name: string): GraphQLNamedType | undefined => {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return undefined;
    const policy = policies.ofField(parent.name, name);
    if (policy.isPrivate) reason ??= `${parent.name}.${name} is for one person alone`;
    else if (policy.maxAge === 0) reason ??= `${parent.name}.${name} may not be kept`;
    maxAge = Math.min(maxAge, policy.maxAge ?? maxAge);
    staleWhileRevalidate = Math.min(staleWhileRevalidate, policy.staleWhileRevalidate ?? staleWhileRevalidate);
    return getNamedType(field.type);
  };

  /** Fragments are looked at once, however often they are spread: their type is their own. */
  const ask = (parent: GraphQLNamedType | undefined, set: SelectionSetNode | undefined): void => {
    for (const selection of parent && set ? set.selections : []) {
      if (!parent) return;
      if (selection.kind === Kind.FIELD) {
        ask(askField(parent, selection.name.value), selection.selectionSet);
        continue;
      }
      const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (name !== undefined) fragments.delete(name);
      const condition = fragment?.typeCondition?.name.value;
      ask(condition === undefined ? parent : schema.getType(condition), fragment?.selectionSet);
    }
  };
  ask(schema.getQueryType() ?? undefined, definition.selectionSet);
  if (reason !== undefined) return never(reason);
  return Number.isFinite(maxAge) ? { maxAge, staleWhileRevalidate, reason } : never('it asks for nothing that is kept');
};
