import { readFileSync } from 'node:fs';
import type { Keeping } from '../../gateway/cache/keeping.ts';
import { createKeepingRules } from '../../gateway/cache/keeping.ts';
import { createPolicies } from '../../gateway/cache/policies.ts';
import { createPlanner } from '../../gateway/execution/planner.ts';
import type { Caller } from '../../gateway/identity/caller.ts';
import { termsOf } from '../../gateway/identity/caller.ts';
import type { DocumentLimits } from '../../gateway/limits.ts';
import type { Operation, SeenSchema } from '../../gateway/operations.ts';
import { createOperations } from '../../gateway/operations.ts';
import { createAutomaticOperations } from '../../gateway/persisted/automatic.ts';
import { createRegisteredOperations } from '../../gateway/persisted/registered.ts';
import type { GraphQLParams } from '../../gateway/request.ts';
import { createViewSchemas } from '../../gateway/views/viewSchemas.ts';
import { AnswerError, OperatorError } from '../../platform/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Desk } from './desk.ts';
import { supergraphFile } from './graphFile.ts';
import { keyOf } from './keys.ts';

/** The caller that a key is, without a token. @throws `OperatorError` where it sees nothing. */
export const callerOf = async (desk: Desk, id: string): Promise<Caller> => {
  const record = await keyOf(desk, id);
  const term = await desk.directory.viewerOf(record, desk.now());
  if (!term)
    throw new OperatorError(`the key \`${id}\` sees nothing: its application, its view or their owner is retired`);
  return { viewer: term.viewer, key: termsOf(record) };
};

/** Registered, or sent once by an application that may. */
const sourceOf = async ({ records, now }: Desk, viewer: Viewer, id: string) => {
  const operation = await createRegisteredOperations({ records, now }).find(viewer, id);
  if (operation) return { text: operation.text, persisted: operation.hash };
  const text = await createAutomaticOperations({ records, now, log: silentLog }).find(viewer, id);
  if (text !== undefined) return { text, persisted: id };
  throw new OperatorError(
    `the application \`${viewer.application}\` of \`${viewer.organisation}\` has no operation \`${id}\``,
  );
};

/** As the gateway finds it. */
const operationIn = (
  text: string,
  seen: SeenSchema,
  { operationName, variables, limits }: Pick<GraphQLParams, 'operationName' | 'variables'> & { limits: DocumentLimits },
): Operation => {
  const operations = createOperations();
  try {
    const operation = operations.find(seen, text, operationName, limits);
    operations.checkVariables(seen, operation, variables);
    return operation;
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    throw new OperatorError(`this key cannot send it so: ${error.message}`, { cause: error });
  }
};

/** An operation as a caller sends it, and whether its answer is kept. */
interface Looked {
  readonly operation: Operation;
  readonly keeping: Keeping;
}

/** Makes what says whether answers are kept, as the gateway decides it. The graph is read once. */
export const createKeepingLook = (desk: Desk) => {
  const supergraphSdl = readFileSync(supergraphFile, 'utf8');
  const { schema, supergraph } = createPlanner(supergraphSdl);
  const schemas = createViewSchemas(schema, supergraphSdl);
  const rules = createKeepingRules({ schemas, policies: createPolicies(supergraph) });
  /** @throws `OperatorError` where the caller has no such operation, or cannot send it so. */
  return async (
    caller: Caller,
    id: string,
    params: Pick<GraphQLParams, 'operationName' | 'variables'>,
  ): Promise<Looked> => {
    const source = await sourceOf(desk, caller.viewer, id);
    const seen = schemas.of(caller.viewer.view);
    const operation = operationIn(source.text, seen, { ...params, limits: caller.key.limits });
    return { operation, keeping: rules.keepingOf({ caller, source, params }, operation) };
  };
};
