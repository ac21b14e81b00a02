import type { KeyRecord, Views } from '../../platform/directory.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { View } from '../../platform/viewer.ts';
import type { Limits } from '../limits.ts';
import { limitsOf } from '../limits.ts';
import type { ApplicationRef } from './items.ts';

/** On which terms an application's operations are asked. */
export interface Terms {
  readonly view: View;
  readonly limits: Limits;
  /** Whether they may look into the schema. */
  readonly explores: boolean;
}

/**
 * The terms of an application's keys that read or write, each once.
 * @param keys - those of its organisation that work.
 * @param only - the one view that counts, by name.
 * @throws {@link OperatorError} where no key says by which view its operations will be asked.
 */
export const termsOf = async (
  { organisation, application }: ApplicationRef,
  keys: readonly KeyRecord[],
  views: Pick<Views, 'named'>,
  only: string | undefined,
): Promise<readonly Terms[]> => {
  const asking = keys.filter(
    (key) =>
      key.application === application &&
      (key.grants.includes('read') || key.grants.includes('write')) &&
      (only === undefined || key.view === only),
  );
  const terms = new Map<string, Terms>();
  const add = async (name: string, limits: Limits, explores: boolean): Promise<void> => {
    const view = await views.named(name);
    if (!view) throw new OperatorError(`there is no view \`${name}\``);
    terms.set(JSON.stringify([name, limits, explores]), { view, limits, explores });
  };
  for (const key of asking) await add(key.view, limitsOf(key.limits), key.grants.includes('explore'));
  if (terms.size === 0 && only !== undefined) await add(only, limitsOf(undefined), false);
  if (terms.size === 0)
    throw new OperatorError(
      `${organisation}/${application} has no key that reads: name the view by which its operations will be asked, or add the key first`,
    );
  return [...terms.values()];
};
