import { STANDARD_PER_ADDRESS } from '../../gateway/identity/caller.ts';
import { publishableGrants } from '../../platform/directory/items.ts';
import type { KeyRecord } from '../../platform/directory.ts';
import type { Grant } from '../../platform/viewer.ts';
import { grants as allGrants } from '../../platform/viewer.ts';
import type { Given } from './command.ts';
import { usage } from './command.ts';
import { listOf, oneOf, partsOf, wholeNumberOf } from './values.ts';

/** What a key may do. */
export const GRANTS = { type: 'string', value: 'A,B', about: `what it may do: ${allGrants.join(', ')}` } as const;

/** What publishable keys have and secret ones do not. */
export const PUBLISHABLE = {
  origins: {
    type: 'string',
    value: 'A,B',
    about:
      'of a publishable key: the pages that send it, such as https://www.example.org, and `app` for installed applications',
  },
  'per-address': {
    type: 'string',
    value: 'N',
    about: `of a publishable key: requests a minute from one address (${STANDARD_PER_ADDRESS} unless given)`,
  },
} as const;

/** Which of both a key is, and what follows from it. */
export const KIND = {
  kind: {
    type: 'string',
    value: 'KIND',
    about: '`secret` (unless given), or `publishable`, for pages and applications that everybody can read',
  },
  grants: GRANTS,
  ...PUBLISHABLE,
} as const;

/** What is given of a publishable key. */
export const publishableOf = ({
  origins,
  'per-address': perAddress,
}: Given<typeof PUBLISHABLE>): Pick<KeyRecord, 'origins' | 'perAddress'> => ({
  ...(origins === undefined ? {} : { origins: partsOf(origins) }),
  ...(perAddress === undefined ? {} : { perAddress: wholeNumberOf('per-address', perAddress) }),
});

/** Kind and grants of a key that is to be made. @throws `OperatorError` */
export const kindOf = (
  given: Given<typeof KIND>,
): { readonly grants: readonly Grant[] } & ReturnType<typeof publishableOf> => {
  const kind = oneOf('kind', given.kind ?? 'secret', ['secret', 'publishable']);
  if (kind === 'secret') {
    if (given.origins !== undefined || given['per-address'] !== undefined)
      return usage('--origins and --per-address are for --kind publishable');
    if (given.grants === undefined) return usage('--grants is required');
    return { grants: listOf('grants', given.grants, allGrants) };
  }
  if (given.grants !== undefined)
    return usage(`a publishable key has the grants ${publishableGrants.join(' and ')}: leave --grants out`);
  if (given.origins === undefined) return usage('--origins is required with --kind publishable');
  return { grants: publishableGrants, ...publishableOf(given) };
};
