import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import { Kind } from 'graphql';

/** Whether a field of this name is asked for anywhere below the field that is being resolved: what nobody asks for need not be made. */
export const selects = ({ fieldNodes, fragments }: GraphQLResolveInfo, name: string): boolean => {
  const within = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).some((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return within(fragments[selection.name.value]?.selectionSet);
      if (selection.kind === Kind.FIELD && selection.name.value === name) return true;
      return within(selection.selectionSet);
    });
  return fieldNodes.some(({ selectionSet }) => within(selectionSet));
};
