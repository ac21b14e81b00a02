import { createHttpEdge } from '../../platform/edge/http.ts';
import type { Edge } from '../../platform/edge/port.ts';
import type { Installation } from '../installation.ts';

/** The CDN. */
export const openEdge = ({ config: { edgePurges }, now }: Installation): Edge | undefined =>
  edgePurges && createHttpEdge({ ...edgePurges, fetch, now });
