import type { KeyLimits } from '../../platform/directory/items.ts';
import { OperatorError } from '../../platform/errors.ts';
import { oneOf, wholeNumberOf } from './values.ts';

/** The limits that a key may have of its own, as command lines call them. */
export const limitNames = ['depth', 'aliases', 'root-fields', 'tokens', 'cost'] as const;

const PROPERTIES = {
  depth: 'depth',
  aliases: 'aliases',
  'root-fields': 'rootFields',
  tokens: 'tokens',
  cost: 'cost',
} as const satisfies Readonly<Record<(typeof limitNames)[number], keyof KeyLimits>>;

/** The option by which a key has limits of its own. */
export const LIMIT = {
  type: 'string',
  multiple: true,
  value: 'NAME=NUMBER',
  about: `a limit of its own in the place of the graph’s (\`NAME=\` takes it away): ${limitNames.join(', ')}`,
} as const;

/**
 * Own limits as `--limit` changes them: `cost=9000` sets one, `cost=` takes it away.
 * @returns `undefined` where none are left.
 * @throws `OperatorError`
 */
export const changedLimits = (before: KeyLimits | undefined, given: readonly string[]): KeyLimits | undefined => {
  const after: KeyLimits = { ...before };
  for (const each of given) {
    const [name = '', value, ...more] = each.split('=');
    if (value === undefined || more.length > 0)
      throw new OperatorError(`--limit is NAME=NUMBER such as cost=9000, not ${JSON.stringify(each)}`);
    const property = PROPERTIES[oneOf('limit', name, limitNames)];
    if (value === '') delete after[property];
    else after[property] = wholeNumberOf('limit', value);
  }
  return Object.keys(after).length === 0 ? undefined : after;
};
