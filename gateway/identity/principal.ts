import type { Directory } from '../../platform/directory.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Role, TokenHolder } from '../../platform/viewer.ts';
import { roles } from '../../platform/viewer.ts';
import type { TokenClaims } from './cognito.ts';

/** Who holds a token, and the subsidiary for which it speaks. */
export interface Principal {
  readonly subsidiary: string;
  readonly holder: TokenHolder;
}

const SECTION = 'section:';

/** The one table from groups to roles: a group gives the role of its own name, and no other group gives any. */
const rolesIn = (groups: readonly string[]): readonly Role[] => roles.filter((role) => groups.includes(role));

/** `section:<id>` narrows. One that names no section narrows too, to nothing. */
const sectionsIn = (groups: readonly string[]): readonly string[] | undefined => {
  const named = groups.filter((group) => group.startsWith(SECTION)).map((group) => group.slice(SECTION.length));
  return named.length === 0 ? undefined : [...new Set(named)].filter((id) => ID_PATTERN.test(id)).sort();
};

/**
 * Who a verified token stands for. Its subsidiary is what it names, else what the directory says of its client; a person's roles come from their groups,
 * a service's from the directory, where it speaks for the same subsidiary there.
 * @returns `undefined` where it speaks for no subsidiary, or for one for which its pool may not, and where its client is retired.
 */
export const principalOf = async (
  { subject, client, service, subsidiary: named, scopes, groups, pool }: TokenClaims,
  directory: Pick<Directory, 'client'>,
): Promise<Principal | undefined> => {
  const entry = await directory.client(client);
  const subsidiary = named ?? entry?.subsidiary;
  if (subsidiary === undefined || entry?.retired !== undefined || pool.subsidiaries?.includes(subsidiary) === false)
    return undefined;
  const own = entry?.subsidiary === subsidiary ? entry : undefined;
  return {
    subsidiary,
    holder: {
      user: subject,
      scopes,
      roles: service ? roles.filter((role) => own?.roles.includes(role)) : rolesIn(groups),
      sections: service ? own?.sections : sectionsIn(groups),
    },
  };
};
