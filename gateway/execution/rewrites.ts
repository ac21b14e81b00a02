import type { FetchDataRewrite } from '@apollo/query-planner';
import type { Data } from './data.ts';
import { isData } from './data.ts';
import type { IsOfType } from './representation.ts';

const FRAGMENT = '... on ';

const change = (rewrite: FetchDataRewrite, name: string, object: Data): void => {
  if (rewrite.kind === 'ValueSetter') object[name] = rewrite.setValueTo;
  else if (object[name] !== undefined && object[name] !== null) {
    object[rewrite.renameKeyTo] = object[name];
    delete object[name];
  }
};

const apply = (rewrite: FetchDataRewrite, path: readonly string[], value: unknown, isOfType: IsOfType): void => {
  if (Array.isArray(value)) for (const entry of value) apply(rewrite, path, entry, isOfType);
  if (!isData(value)) return;
  const [step, ...rest] = path;
  if (step === undefined) return;
  if (step.startsWith(FRAGMENT)) {
    const type = step.slice(FRAGMENT.length);
    if (value.__typename === undefined || isOfType(value, type)) apply(rewrite, rest, value, isOfType);
  } else if (rest.length > 0) apply(rewrite, rest, value[step], isOfType);
  else change(rewrite, step, value);
};

/**
 * Changes what goes to or comes from a subgraph as the planner says: it gives fields other names where one name would mean two things, and an interface's
 * name for a type's where a subgraph knows only the interface.
 */
export const applyRewrites = (
  rewrites: readonly FetchDataRewrite[] | undefined,
  data: Data,
  isOfType: IsOfType,
): void => {
  for (const rewrite of rewrites ?? []) apply(rewrite, rewrite.path, data, isOfType);
};
