import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Kind, OperationTypeNode } from 'graphql';
import { AnswerError } from '../../platform/errors.ts';
import type { Costing } from '../cost/cost.ts';
import { checkCost } from '../cost/cost.ts';
import type { Operation, Operations } from '../operations.ts';
import { createOperations, InvalidOperation } from '../operations.ts';
import type { ViewSchemas } from '../views/viewSchemas.ts';
import { InvalidView } from '../views/viewSchemas.ts';
import type { StoredOperation } from './items.ts';
import type { ManifestOperation } from './manifest.ts';
import type { Terms } from './terms.ts';

/** Why an application could not send an operation. */
export interface OperationFault {
  readonly id: string;
  readonly name: string | undefined;
  /** The views by which it could not, by name. */
  readonly views: readonly string[];
  readonly reason: string;
}

/** What a text proved to hold. */
export type CheckedOperation = Pick<StoredOperation, 'id' | 'text' | 'hash' | 'name' | 'kind'>;

/** What a check found: the operations in the order given, where none has a fault. */
export interface CheckOutcome {
  readonly operations: readonly CheckedOperation[];
  readonly faults: readonly OperationFault[];
}

/** Proves operations before they are sent. */
export interface OperationChecker {
  /**
   * Holds each operation against each of the terms: it fits the schema as the view shows it and keeps the limits. Of variables that have no default nothing is known: lists
   * count as long as the schema takes them to be without their argument, and what a condition leaves out or lets in counts by which of both is dearer.
   */
  check(operations: readonly ManifestOperation[], terms: readonly Terms[]): Promise<CheckOutcome>;
}

/** What {@link createChecker} stands on. */
export interface CheckerOptions {
  readonly schemas: Pick<ViewSchemas, 'of'>;
  readonly costing: Costing;
}

/** Operations checked at a stretch, between which other work has its turn. */
const STRETCH = 10;

const reasonsOf = (error: unknown): readonly string[] => {
  if (error instanceof InvalidOperation)
    return error.reasons.map(({ message, locations }) => {
      const [place] = locations ?? [];
      return place ? `${message} (line ${place.line}, column ${place.column})` : message;
    });
  if (error instanceof AnswerError || error instanceof InvalidView) return [error.message];
  throw error;
};

const kindOf = ({ definition }: Operation): CheckedOperation['kind'] =>
  definition.operation === OperationTypeNode.MUTATION ? 'mutation' : 'query';

/** Variables that are conditions alone, all of them true: what is included by them counts. */
const allTrue = ({ definition }: Operation): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (definition.variableDefinitions ?? []).flatMap(({ variable, type }) => {
      const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
      return named.kind === Kind.NAMED_TYPE && named.name.value === 'Boolean' ? [[variable.name.value, true]] : [];
    }),
  );

/** {@link OperationChecker} over one graph. */
export const createChecker = ({ schemas, costing }: CheckerOptions): OperationChecker => {
  const prove = (text: string, { view, limits, explores }: Terms, operations: Operations): Operation => {
    const operation = operations.find(schemas.of(view), text, undefined, limits);
    if (operation.introspects && !explores)
      throw new AnswerError('FORBIDDEN', 'It looks into the schema, for which a key needs the grant `explore`.');
    const cost = Math.max(costing.costOf(operation, {}), costing.costOf(operation, allTrue(operation)));
    checkCost(cost, limits.cost);
    return operation;
  };

  const disagreement = ({ says }: ManifestOperation, operation: Operation): string | undefined => {
    const { name = '(without a name)' } = operation;
    const kind = kindOf(operation);
    return says && (says.name !== name || says.type !== kind)
      ? `The manifest calls it the ${says.type} ${says.name}, its text the ${kind} ${name}.`
      : undefined;
  };

  return {
    check: async (given, terms) => {
      const operations = createOperations();
      const checked: CheckedOperation[] = [];
      const faults: OperationFault[] = [];
      for (const [index, each] of given.entries()) {
        if (index % STRETCH === STRETCH - 1) await nextTurn();
        const reasons = new Map<string, string[]>();
        const note = (reason: string, view: string): void =>
          void reasons.set(reason, [...new Set([...(reasons.get(reason) ?? []), view])]);
        let proven: Operation | undefined;
        for (const term of terms) {
          try {
            proven = prove(each.text, term, operations);
            const fault = disagreement(each, proven);
            if (fault !== undefined) note(fault, term.view.name);
          } catch (error) {
            for (const reason of reasonsOf(error)) note(reason, term.view.name);
          }
        }
        for (const [reason, views] of reasons)
          faults.push({ id: each.id, name: each.says?.name ?? proven?.name, views: views.sort(), reason });
        if (!proven || reasons.size > 0) continue;
        const { name } = proven;
        checked.push({
          id: each.id,
          text: each.text,
          hash: createHash('sha256').update(each.text).digest('hex'),
          ...(name === undefined ? {} : { name }),
          kind: kindOf(proven),
        });
      }
      return { operations: checked, faults };
    },
  };
};
