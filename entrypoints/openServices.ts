import type { Backends, BackendsOptions } from './backends.ts';
import { openBackends } from './backends.ts';
import { openCdnTags } from './keptAnswers.ts';
import type { Place } from './place.ts';
import type { Services } from './services.ts';
import { createServices } from './services.ts';

/** The backends of a place with what stands on them, open together. */
export interface OpenServices extends AsyncDisposable {
  readonly backends: Backends;
  readonly services: Services;
}

/**
 * Opens the backends of a place, and wires services to them.
 * @throws {@link OperatorError} with one line for each backend that is missing.
 */
export const openServices = async (place: Place, options?: BackendsOptions): Promise<OpenServices> => {
  const backends = await openBackends(place, options);
  return {
    backends,
    services: createServices({ ...place, backends, cdnTags: openCdnTags(place.config) }),
    [Symbol.asyncDispose]: () => backends[Symbol.asyncDispose](),
  };
};
