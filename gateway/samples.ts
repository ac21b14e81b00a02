import { ownOperation } from '../schema/operations.ts';

/** A query that crosses all three subgraphs. */
export const sampleQuery = ownOperation('find');

/** Operations to begin with. */
export const sampleOperations = [ownOperation('me'), ownOperation('newest'), sampleQuery].join('\n');
