import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { DevelopmentUser } from '../gateway/identity/developmentIssuer.ts';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import { ID_PATTERN } from '../platform/ids.ts';
import { roles } from '../platform/viewer.ts';
import { openDataFolder } from './dataFolder.ts';
import { openDevelopmentIssuer } from './developmentIssuer.ts';
import { addressesOf } from './services.ts';

/** What `masthead help` says of it. */
export const TOKEN_HELP = `  masthead token --subsidiary ID [options]

    Prints an access token of the data folder's own issuer, as staff have one, good for an hour. In development alone.

    --subsidiary ID        for which it speaks: send it beside a key of the same one
    --groups NAME,…        ${roles.join(', ')}; section:ID narrows them
    --scope NAME,…         such as masthead/write
    --user NAME            who it says you are; default developer
`;

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
const userFrom = (args: readonly string[]): DevelopmentUser => {
  const option = { type: 'string' } as const;
  const parse = () =>
    parseArgs({ args: [...args], options: { subsidiary: option, groups: option, scope: option, user: option } });
  let values: ReturnType<typeof parse>['values'];
  try {
    ({ values } = parse());
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. \`masthead help\` says how`, {
      cause: error,
    });
  }
  const { subsidiary, groups, scope, user: name = 'developer' } = values;
  const parsed = user.safeParse({ name, subsidiary, groups: list(groups), scopes: list(scope) });
  if (parsed.success) return parsed.data;
  const faults = new Set(parsed.error.issues.map(({ message }) => message));
  throw new OperatorError(`${[...faults].join('; ')}. \`masthead help\` says how`);
};

/**
 * `masthead token`: prints a token of development and nothing else, so that a shell can take it.
 * @throws {@link OperatorError} where secrets are configured: there, people sign in with their user pool.
 */
export const printToken = async (args: readonly string[]): Promise<void> => {
  const config = loadConfig(process.env);
  if (config.secrets)
    throw new OperatorError(
      'tokens are made in development alone: where secrets are configured, sign in with a user pool of COGNITO_POOLS',
    );
  const asked = userFrom(args);
  const issuer = openDevelopmentIssuer(openDataFolder(config.dataDir), addressesOf(config).publicUrl);
  process.stdout.write(`${await issuer.token(asked)}\n`);
};
