import { invalid, limits, nameBytes, valueBytes } from './limits.ts';
import type { Condition, Item, NamedCondition } from './port.ts';

/** Whether the condition holds of the item as stored; `undefined` is no item. */
export function holds(condition: Condition, item: Item | undefined): boolean {
  switch (condition.kind) {
    case 'absent':
      return item === undefined;
    case 'exists':
      return item !== undefined;
    case 'versionIs':
      return item?.version === condition.version;
    case 'equals':
      return (
        item !== undefined && Object.hasOwn(item, condition.attribute) && item[condition.attribute] === condition.value
      );
    case 'anyOf':
      return condition.conditions.some((one) => holds(one, item));
  }
}

/** @throws `INVALID` for what no store could evaluate. */
export function checkCondition(named: NamedCondition, where: string): void {
  if (named.name === '') throw invalid(`${where}: a condition needs a name`);
  if (count(named.condition, `${where}: condition '${named.name}'`) > limits.conditions) {
    throw invalid(`${where}: condition '${named.name}' has more than ${limits.conditions} parts`);
  }
}

function count(condition: Condition, where: string): number {
  switch (condition.kind) {
    case 'absent':
    case 'exists':
      return 1;
    case 'versionIs':
      valueBytes(condition.version, `${where}: version`);
      return 1;
    case 'equals':
      nameBytes(condition.attribute, where);
      valueBytes(condition.value, `${where}: ${condition.attribute}`);
      return 1;
    case 'anyOf':
      if (condition.conditions.length === 0) throw invalid(`${where}: anyOf needs at least one condition`);
      return condition.conditions.reduce((sum, one) => sum + count(one, where), 1);
  }
}
