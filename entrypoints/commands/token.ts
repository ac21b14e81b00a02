import { z } from 'zod';
import type { DevelopmentUser } from '../../gateway/identity/developmentIssuer.ts';
import { OperatorError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import { roles } from '../../platform/viewer.ts';
import { openDevelopmentIssuer, takesOwnTokens } from '../developmentIssuer.ts';
import type { Noun } from './command.ts';
import { command, usage } from './command.ts';
import { commandInstallation } from './commandInstallation.ts';

const list = (text = ''): string[] => text.split(/[\s,]+/).filter((part) => part !== '');

const isSection = (text: string): text is `section:${string}` =>
  text.startsWith('section:') && ID_PATTERN.test(text.slice('section:'.length));

const user = z.object({
  name: z.string().regex(/^[\w.@+-]{1,128}$/, '--user must be 1–128 letters, digits, `_`, `.`, `@`, `+` or `-`'),
  subsidiary: z.string('--subsidiary is required').min(1, '--subsidiary is required'),
  groups: z.array(
    z.union([z.enum(roles), z.custom<`section:${string}`>((text) => typeof text === 'string' && isSection(text))], {
      error: `--groups must be of ${roles.join(', ')} and section:ID`,
    }),
  ),
  scopes: z.array(z.string().regex(/^[\w/.:-]{1,128}$/, '--scope must be names such as masthead/write')),
});

/** @throws {@link OperatorError} with every fault. */
const userFrom = (given: unknown): DevelopmentUser => {
  const parsed = user.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = new Set(parsed.error.issues.map(({ message }) => message));
  return usage([...faults].join('; '));
};

/** `masthead token`: prints a token of development and nothing else, so that a shell can take it. Refused where secrets are configured, here or in the gateway: there, people sign in with their user pool. */
const token = command({
  about:
    'prints an access token of the data folder’s own issuer, as staff have one, good for an hour. In development alone',
  options: {
    subsidiary: {
      type: 'string',
      required: true,
      value: 'ID',
      about: 'for which it speaks: send it beside a key of the same one',
    },
    groups: { type: 'string', value: 'NAME,…', about: `${roles.join(', ')}; section:ID narrows them` },
    scope: { type: 'string', value: 'NAME,…', about: 'such as masthead/write' },
    user: { type: 'string', value: 'NAME', about: 'who it says you are; default developer' },
  },
  run: async ({ subsidiary, groups, scope, user: name = 'developer' }, _, { say, env }) => {
    const installation = commandInstallation(env);
    if (installation.config.secrets)
      throw new OperatorError(
        'tokens are made in development alone: where secrets are configured, sign in with a user pool of COGNITO_POOLS',
      );
    if (!takesOwnTokens(installation))
      throw new OperatorError(
        `the gateway that was started last on ${installation.folder.path} has secrets in its configuration, as CACHE=redis and every other adapter that is not embedded ask for, and takes no tokens of development: sign in with a user pool of COGNITO_POOLS, or start it without them`,
      );
    const asked = userFrom({ name, subsidiary, groups: list(groups), scopes: list(scope) });
    const issued = await openDevelopmentIssuer(installation).token(asked);
    say(issued);
    return { token: issued };
  },
});

/** Signing in on a developer's machine. */
export const tokenNoun: Noun = { name: 'token', about: 'signs in on a developer’s machine', verbs: { '': token } };
