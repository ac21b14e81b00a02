import type DataLoader from 'dataloader';
import type { Objects } from '../../platform/objects/port.ts';
import type { Submit } from '../../writes/submit.ts';
import type { RequestScope } from '../subgraph.ts';
import type { LiveMedia, MediaMeta } from './record.ts';
import type { RenditionAddresses } from './renditions.ts';

/** What the resolvers of one request work with. */
export interface Context {
  readonly scope: RequestScope;
  readonly objects: Objects;
  readonly renditions: RenditionAddresses;
  readonly writes: { readonly submit: Submit };
  /** Makes the ids of assets. */
  readonly newId: () => string;
  readonly meta: DataLoader<string, MediaMeta | undefined>;
  /** The asset where it is live and this viewer may see it; the only way from an id to an asset. */
  readonly visible: (id: string) => Promise<LiveMedia | null>;
}
