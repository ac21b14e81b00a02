import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Attributes, toAttribute, toAttributes } from './dynamodbCodec.ts';
import type { Condition, Operation, Query, Value } from './port.ts';
import type { QueryPlan } from './reads.ts';

/** Collects the names and values of one request; every name and value goes through a placeholder, so that none is read as syntax. */
interface Placeholders {
  name(attribute: string): string;
  value(value: Value): string;
  fields(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Attributes };
}

function createPlaceholders(): Placeholders {
  const names = new Map<string, string>();
  const values: Attributes = {};
  return {
    name(attribute) {
      const placeholder = names.get(attribute) ?? `#${names.size}`;
      names.set(attribute, placeholder);
      return placeholder;
    },
    value(value) {
      const placeholder = `:${Object.keys(values).length}`;
      values[placeholder] = toAttribute(value);
      return placeholder;
    },
    fields: () => ({
      ...(names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...names].map(([name, placeholder]) => [placeholder, name])),
      }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    }),
  };
}

function conditionExpression(condition: Condition, use: Placeholders): string {
  switch (condition.kind) {
    case 'absent':
      return `attribute_not_exists(${use.name('pk')})`;
    case 'exists':
      return `attribute_exists(${use.name('pk')})`;
    case 'versionIs':
      return `${use.name('version')} = ${use.value(condition.version)}`;
    case 'equals':
      return `${use.name(condition.attribute)} = ${use.value(condition.value)}`;
    case 'anyOf':
      return condition.conditions.map((one) => `(${conditionExpression(one, use)})`).join(' OR ');
  }
}

/** One operation as a part of `TransactWriteItems`. */
export function transactItem(operation: Operation, tableName: (table: string) => string): TransactWriteItem {
  const use = createPlaceholders();
  const condition = operation.when === undefined ? undefined : conditionExpression(operation.when.condition, use);
  const conditions = condition !== undefined && {
    ConditionExpression: condition,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  if (operation.kind === 'put') {
    const Item = toAttributes(operation.item);
    return { Put: { TableName: tableName(operation.table), Item, ...conditions, ...use.fields() } };
  }
  const { table, pk, sk } = operation.key;
  const target = { TableName: tableName(table), Key: toAttributes({ pk, sk }) };
  switch (operation.kind) {
    case 'update': {
      const UpdateExpression = updateExpression(operation, use);
      return { Update: { ...target, UpdateExpression, ...conditions, ...use.fields() } };
    }
    case 'delete':
      return { Delete: { ...target, ...conditions, ...use.fields() } };
    case 'check':
      return {
        ConditionCheck: { ...target, ConditionExpression: condition, ...conditions, ...use.fields() },
      };
  }
}

function updateExpression(operation: Operation & { readonly kind: 'update' }, use: Placeholders): string {
  const set = Object.entries(operation.set ?? {}).map(([name, value]) => `${use.name(name)} = ${use.value(value)}`);
  const remove = (operation.remove ?? []).map((name) => use.name(name));
  const add = Object.entries(operation.add ?? {}).map(([name, amount]) => `${use.name(name)} ${use.value(amount)}`);
  const clause = (word: string, parts: readonly string[]): string[] =>
    parts.length === 0 ? [] : [`${word} ${parts.join(', ')}`];
  return [...clause('SET', set), ...clause('REMOVE', remove), ...clause('ADD', add)].join(' ');
}

/** The key condition of a checked query. */
export function keyCondition(
  query: Query,
  plan: QueryPlan,
): { KeyConditionExpression: string } & ReturnType<Placeholders['fields']> {
  const use = createPlaceholders();
  const keys = plan.index ?? { pk: 'pk', sk: 'sk' };
  const terms = [`${use.name(keys.pk)} = ${use.value(query.pk)}`];
  const { from, to } = plan;
  if (from !== undefined && to !== undefined) {
    terms.push(`${use.name(keys.sk)} BETWEEN ${use.value(from)} AND ${use.value(to)}`);
  } else if (from !== undefined) terms.push(`${use.name(keys.sk)} >= ${use.value(from)}`);
  else if (to !== undefined) terms.push(`${use.name(keys.sk)} <= ${use.value(to)}`);
  return { KeyConditionExpression: terms.join(' AND '), ...use.fields() };
}
