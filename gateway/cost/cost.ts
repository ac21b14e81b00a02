import { AnswerError } from '../../platform/errors.ts';
import type { Operation } from '../operations.ts';
import type { FieldPrice, OperationPrice, TypePrice, Variables } from './compile.ts';
import { compileCost } from './compile.ts';
import type { Weights } from './weights.ts';

/** Says what operations cost. */
export interface Costing {
  /**
   * What an operation costs with these variables: a whole number from 0 on, an upper bound of what its answer holds.
   * @param operation - valid, and its variables checked.
   */
  costOf(operation: Pick<Operation, 'document' | 'definition'>, variables: Variables | undefined): number;
}

/** What is asked of an object: in any case, and for each element of the lists whose size the field above says. */
interface Amount {
  readonly fixed: number;
  readonly each: number;
}

const NOTHING: Amount = { fixed: 0, each: 0 };

/** Works out amounts for one request's variables, each fragment once. */
export const createAmounts = (variables: Variables) => {
  const known = new Map<TypePrice, Amount>();

  /** What a field costs for each object that it stands on. Of several types one may have, the dearest counts. */
  const ofField = (field: FieldPrice): { readonly once: number; readonly perElement: number } => {
    let below = NOTHING;
    for (const type of field.below) {
      const amount = ofType(type);
      // Each maximum apart: exact where there is one type, and never too little.
      below = { fixed: Math.max(below.fixed, amount.fixed), each: Math.max(below.each, amount.each) };
    }
    return { once: field.weight, perElement: field.each + below.fixed + field.sizeBelow(variables) * below.each };
  };

  const ofType = (price: TypePrice): Amount => {
    const made = known.get(price);
    if (made) return made;
    let fixed = 0;
    let each = 0;
    for (const part of price.parts) {
      if (!part.included(variables)) continue;
      if (part.kind === 'spread') {
        const spread = ofType(part.of);
        fixed += spread.fixed;
        each += spread.each;
        continue;
      }
      const { once, perElement } = ofField(part);
      fixed += once;
      if (part.sized) each += perElement;
      else fixed += part.size(variables) * perElement;
    }
    const amount = { fixed, each };
    known.set(price, amount);
    return amount;
  };

  return { ofType, ofField };
};

/** Costs kept of one operation, by the variables on which they depend. */
const KEPT = 64;

const compiled = (price: OperationPrice): ((variables: Variables | undefined) => number) => {
  const kept = new Map<string, number>();
  return (given) => {
    const variables = { ...price.defaults, ...given };
    // Sizes and conditions alone: numbers, true, false and null.
    const key = price.variables.map((name) => String(variables[name])).join(' ');
    const known = kept.get(key);
    if (known !== undefined) return known;
    const cost = Math.ceil(createAmounts(variables).ofType(price.root).fixed);
    if (kept.size >= KEPT) kept.clear();
    kept.set(key, cost);
    return cost;
  };
};

/** Costs by the schema's weights; what does not depend on a request is worked out once for each operation. */
export const createCosting = (weights: Weights): Costing => {
  const prices = new WeakMap<Operation['definition'], (variables: Variables | undefined) => number>();
  return {
    costOf: ({ document, definition }, variables) => {
      let price = prices.get(definition);
      if (!price) {
        price = compiled(compileCost(weights, document, definition));
        prices.set(definition, price);
      }
      return price(variables);
    },
  };
};

/** Beyond it, the figure itself says nothing more. */
const MOST_TOLD = 1_000_000_000;

/** @throws {@link AnswerError} `LIMIT_COST` */
export const checkCost = (cost: number, most: number): void => {
  if (cost <= most) return;
  const told = cost <= MOST_TOLD ? String(cost) : `more than ${MOST_TOLD}`;
  throw new AnswerError('LIMIT_COST', `The operation costs ${told}; at most ${most} is allowed.`);
};
