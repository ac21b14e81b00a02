import type { Visibility } from '../platform/visibility.ts';
import { createVisibility } from '../platform/visibility.ts';
import { graphTypesOf } from '../schema/elements.ts';
import { subgraphDocument, subgraphNames } from '../schema/sdl.ts';

/** What views show of the whole graph: a subgraph knows it of the others' fields too, since what it answers may tell of them. */
export const graphVisibility: Visibility = createVisibility(graphTypesOf(subgraphNames.map(subgraphDocument)));
