import { createHttpEdge } from '../../platform/edge/http.ts';
import type { Edge } from '../../platform/edge/port.ts';
import type { Place } from '../place.ts';

/** The CDN. */
export const openEdge = ({ config: { edgePurges }, now }: Place): Edge | undefined =>
  edgePurges && createHttpEdge({ ...edgePurges, fetch, now });
