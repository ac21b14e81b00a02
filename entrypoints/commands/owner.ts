import type { Organisation } from '../../platform/directory.ts';
import { usage } from './command.ts';
import type { Desk } from './desk.ts';
import { organisationOf } from './organisations.ts';

/** Options that name whose a thing is: one of them. */
export const OWNER = {
  subsidiary: { type: 'string', value: 'ID', about: 'the subsidiary whose it is; or' },
  partner: { type: 'string', value: 'ID', about: 'the partner whose it is' },
} as const;

/** The organisation that the options name. @throws `OperatorError` where they name none, two, or one that is not there. */
export const ownerOf = async (
  desk: Pick<Desk, 'register'>,
  { subsidiary, partner }: { readonly subsidiary: string | undefined; readonly partner: string | undefined },
): Promise<Organisation> => {
  if (subsidiary !== undefined && partner === undefined) return organisationOf(desk, 'subsidiary', subsidiary);
  if (partner !== undefined && subsidiary === undefined) return organisationOf(desk, 'partner', partner);
  return usage('it takes either --subsidiary or --partner');
};
