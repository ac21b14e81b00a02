import type { GraphQLResolveInfo } from 'graphql';
import { responsePathAsArray } from 'graphql';

/** Stands for a text that the model does not know, but that must be there. */
export const SOMETHING = '«something»';
/** Stands for a count that the model does not know, but that must be there. */
export const SOMETHING_COUNTED = -71;

/** What the model cannot say of an answer, by the path of the field. */
export interface Unsaid {
  /** Lists of which anything may be said. */
  readonly open: Set<string>;
  /** Lists that may come in any order. */
  readonly unordered: Set<string>;
}

/** For the model to write into. */
export const nothingUnsaid = (): Unsaid => ({ open: new Set(), unordered: new Set() });

/** The path of a field in the answer. */
export const pathOf = ({ path }: GraphQLResolveInfo): string => responsePathAsArray(path).join('.');
