import type { CallOptions } from '../records/port.ts';

/**
 * The CDN in front of the graph and of renditions, as far as it has to be told something. It holds answers under names that tell nothing of what they stand for
 * (`Cache-Tag`), and forgets by them.
 */
export interface Edge {
  /**
   * Has all that carries any of these names fetched anew. Any number of names; done again it does no harm.
   * @param names - 1 to 256 visible ASCII characters each, no comma.
   * @throws PortError `UNAVAILABLE` or `THROTTLED` until the CDN has taken all of them: a CDN that is away has forgotten nothing.
   */
  purge(names: readonly string[], options?: CallOptions): Promise<void>;
}
