import type { Caller } from '../identity/caller.ts';
import type { Operation } from '../operations.ts';
import type { Source } from '../persisted/source.ts';
import type { GraphQLParams } from '../request.ts';
import type { ViewSchemas } from '../views/viewSchemas.ts';
import { createKeys } from './key.ts';
import type { Policies } from './policies.ts';
import type { KeepingPolicy, OperationPolicy } from './policy.ts';
import { compilePolicy } from './policy.ts';

/** What is asked, and by whom. */
export interface Asked {
  readonly caller: Caller;
  readonly source: Pick<Source, 'persisted'>;
  readonly params: Pick<GraphQLParams, 'operationName' | 'variables'>;
}

/** Whether and how an answer is kept. */
export type Keeping =
  | ({ readonly isKept: true; readonly key: string } & KeepingPolicy)
  | { readonly isKept: false /** For who may look into the schema. */; readonly reason: string };

/** Says what is kept. */
export interface KeepingRules {
  /** What an answer is kept under; `undefined`: nothing is kept of what is asked. */
  keyOf(asked: Asked): string | undefined;
  keepingOf(asked: Asked, operation: Operation): Keeping;
}

/** An answer that is not kept. */
export const notKept = (reason: string): Keeping => Object.freeze({ isKept: false, reason });
const byText = notKept('it came as text: answers of persisted operations alone are kept');
const tooDeep = notKept('its variables are too deep');
const previewed = notKept('it asks for working copies');
const fresh = notKept('it reads past every cache, by `minVersion`');

/** Makes {@link KeepingRules}: answers of persisted operations are kept, as long as the schema's policies allow. */
export const createKeepingRules = ({
  schemas,
  policies,
}: {
  readonly schemas: ViewSchemas;
  readonly policies: Policies;
}): KeepingRules => {
  const keys = createKeys();
  const compiled = new WeakMap<Operation, OperationPolicy>();

  const policyOf = (operation: Operation): OperationPolicy => {
    const policy = compiled.get(operation) ?? compilePolicy(policies, operation);
    compiled.set(operation, policy);
    return policy;
  };

  const keyOf = ({ caller: { viewer, key }, source: { persisted }, params }: Asked): string | undefined => {
    if (persisted === undefined) return undefined;
    const { hash: schemaHash } = schemas.of(viewer.view);
    return keys.of({ viewer, schemaHash, operationHash: persisted, limits: key.limits, params });
  };

  return {
    keyOf,
    keepingOf: (asked, operation) => {
      const { variables } = asked.params;
      if (asked.source.persisted === undefined) return byText;
      if (operation.previews(variables)) return previewed;
      if (operation.readsFresh(variables)) return fresh;
      const { maxAge, staleWhileRevalidate, reason } = policyOf(operation);
      if (reason !== undefined) return notKept(reason);
      const key = keyOf(asked);
      return key === undefined ? tooDeep : { isKept: true, key, maxAge, staleWhileRevalidate };
    },
  };
};
