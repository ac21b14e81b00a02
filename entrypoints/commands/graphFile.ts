import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createCosting } from '../../gateway/cost/cost.ts';
import { createWeights } from '../../gateway/cost/weights.ts';
import { createPlanner } from '../../gateway/execution/planner.ts';
import type { OperationChecker } from '../../gateway/persisted/check.ts';
import { createChecker } from '../../gateway/persisted/check.ts';
import { createViewSchemas } from '../../gateway/views/viewSchemas.ts';
import { OperatorError } from '../../platform/errors.ts';

/** The text of a file that an operator names. @throws `OperatorError` */
export const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: is it there?`, { cause: error });
  }
};

/** The graph that this version serves. */
export const supergraphFile = new URL('../../schema/supergraph.graphql', import.meta.url);

/**
 * Proves operations against a supergraph.
 * @param sdl - Default: that of this version.
 * @throws `OperatorError` where it is none.
 */
export const checkerOf = (sdl = readFileSync(supergraphFile, 'utf8')): OperationChecker => {
  try {
    const { schema, supergraph } = createPlanner(sdl);
    return createChecker({
      schemas: createViewSchemas(schema, sdl),
      costing: createCosting(createWeights(supergraph)),
    });
  } catch (error) {
    throw new OperatorError(
      `this is no supergraph that can be served: ${error instanceof Error ? error.message.slice(0, 500) : ''}`,
      { cause: error },
    );
  }
};

/** The variables of a file; none without one. @throws {@link OperatorError} */
export const variablesIn = (file: string | undefined): Readonly<Record<string, unknown>> => {
  if (file === undefined) return {};
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readText(file)));
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(`${file} must hold the variables as one JSON object`, { cause: error });
  }
};
