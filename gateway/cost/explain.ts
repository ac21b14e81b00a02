import type { FieldPrice, OperationPrice, TypePrice, Variables } from './compile.ts';
import { createAmounts } from './cost.ts';

/** What a field costs for each object that it stands on: `cost = weight + size × (each + below)`. */
export interface ExplainedField {
  /** Its name, behind its alias where it has one. */
  readonly field: string;
  readonly cost: number;
  readonly weight: number;
  readonly size: number;
  readonly each: number;
  readonly below: number;
  /** The type that counts, being the dearest, where there could be several. */
  readonly type?: string | undefined;
  readonly fields: readonly ExplainedField[];
}

/** Fields shown at most: a document's fragments may amount to more than anybody could read. */
const MOST_FIELDS = 1_000;

/** A cost with the numbers that made it. */
export const explainCost = (
  { root, defaults }: OperationPrice,
  given: Variables | undefined,
): { readonly cost: number; readonly fields: readonly ExplainedField[]; readonly cut: boolean } => {
  const variables = { ...defaults, ...given };
  const amounts = createAmounts(variables);
  let left = MOST_FIELDS;

  const dearest = ({ below }: FieldPrice, sizeBelow: number): TypePrice | undefined => {
    const costOf = (type: TypePrice): number => {
      const { fixed, each } = amounts.ofType(type);
      return fixed + sizeBelow * each;
    };
    return below.reduce<TypePrice | undefined>(
      (best, type) => (best && costOf(best) >= costOf(type) ? best : type),
      undefined,
    );
  };

  const explained = (part: FieldPrice, sizeAbove: number): ExplainedField => {
    const { once, perElement } = amounts.ofField(part);
    const size = part.sized ? sizeAbove : part.size(variables);
    const sizeBelow = part.sizeBelow(variables);
    const type = dearest(part, sizeBelow);
    return {
      field: part.label,
      cost: once + size * perElement,
      weight: once,
      size,
      each: part.each,
      below: perElement - part.each,
      ...(part.below.length > 1 ? { type: type?.type } : {}),
      fields: type ? fieldsOf(type, sizeBelow) : [],
    };
  };

  const fieldsOf = (type: TypePrice, sizeAbove: number): readonly ExplainedField[] => {
    const fields: ExplainedField[] = [];
    for (const part of type.parts) {
      if (!part.included(variables)) continue;
      if (part.kind === 'spread') fields.push(...fieldsOf(part.of, sizeAbove));
      else if (left > 0) {
        left -= 1;
        fields.push(explained(part, sizeAbove));
      }
      if (left === 0) break;
    }
    return fields;
  };

  const fields = fieldsOf(root, 1);
  return { cost: Math.ceil(amounts.ofType(root).fixed), fields, cut: left === 0 };
};
