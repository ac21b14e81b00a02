import type { Item } from '../platform/records/port.ts';

/** Something that has a slug which does not lead to it. */
export interface Nameless {
  readonly kind: string;
  readonly id: string;
  readonly slug: string;
  /** What has the slug instead, if anything has. */
  readonly holder: string | undefined;
  readonly repaired: boolean;
}

/** Whether what is told from others by its slug is found by it: looked at by the way, where a table is read whole. */
export interface NameCheck {
  readonly table: string;
  /** Whether an item is of something that has a slug of its own. */
  wanted(item: Item): boolean;
  /**
   * Looks at what these items are of, as it is now; answers what its slug does not lead to.
   * @param options - `repair`: has slugs lead there that lead nowhere. Those that something else has stay with it.
   */
  look(
    items: readonly Item[],
    options: { readonly repair: boolean; readonly signal: AbortSignal },
  ): Promise<readonly Nameless[]>;
}
