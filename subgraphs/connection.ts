import type { CursorPosition, Cursors } from '../platform/cursor.ts';
import { AnswerError } from '../platform/errors.ts';

/** The longest page of any list. */
export const LONGEST_PAGE = 100;

/**
 * `first` as a whole number from 0 to `longest`.
 * @throws {@link AnswerError} `BAD_REQUEST`.
 */
export const pageSize = (first: number | null | undefined, usual: number, longest = LONGEST_PAGE): number => {
  const size = first ?? usual;
  if (size < 0 || size > longest)
    throw new AnswerError('BAD_REQUEST', `\`first\` must be a number from 0 to ${longest}; it was ${size}.`);
  return size;
};

/** One entry found, with its place in the list. */
export interface Placed<T> {
  readonly node: T;
  readonly position: CursorPosition;
}

/** A page as the Relay cursor connections specification has it. */
export interface Connection<T> {
  readonly edges: { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/**
 * A connection from the entries of one page.
 * @param entries - the page's entries; one beyond its size says that there is more, and is left out.
 */
export const connectionOf = <T>(
  entries: readonly Placed<T>[],
  page: {
    readonly size: number;
    readonly after: string | null | undefined;
    readonly binding: string;
    readonly cursors: Cursors;
    /** Where reading ended without filling the page, though there may be more: its end then. */
    readonly stoppedAt?: CursorPosition | undefined;
  },
): Connection<T> => {
  const { cursors, binding, stoppedAt } = page;
  // A cursor is signed only where somebody asks for it.
  const edges = entries.slice(0, page.size).map(({ node, position }) => ({
    get cursor() {
      return cursors.encode(binding, position);
    },
    node,
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: entries.length > page.size || stoppedAt !== undefined,
      hasPreviousPage: Boolean(page.after),
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return stoppedAt ? cursors.encode(binding, stoppedAt) : (edges.at(-1)?.cursor ?? null);
      },
    },
  };
};
