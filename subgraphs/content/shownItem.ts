import type { LiveContent, Term } from './record.ts';

/** One entry of a collection, with what it leads to as far as the viewer may see it. */
export interface ShownItem {
  readonly title?: string | undefined;
  readonly content?: LiveContent | undefined;
  readonly section?: Term | undefined;
  readonly url?: string | undefined;
}
