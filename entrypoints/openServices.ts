import type { Backends, BackendsOptions } from './backends.ts';
import { openBackends } from './backends.ts';
import type { Installation } from './installation.ts';
import { openCdnTags } from './keptAnswers.ts';
import type { Services } from './services.ts';
import { createServices } from './services.ts';

/** The backends of an installation with what stands on them, open together. */
export interface OpenServices extends AsyncDisposable {
  readonly backends: Backends;
  readonly services: Services;
}

/**
 * Opens the backends of an installation, and wires services to them.
 * @throws {@link OperatorError} with one line for each backend that is missing.
 */
export const openServices = async (installation: Installation, options?: BackendsOptions): Promise<OpenServices> => {
  const backends = await openBackends(installation, options);
  return {
    backends,
    services: createServices({ ...installation, backends, cdnTags: openCdnTags(installation.config) }),
    [Symbol.asyncDispose]: () => backends[Symbol.asyncDispose](),
  };
};
