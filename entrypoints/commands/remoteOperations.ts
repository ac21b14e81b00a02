import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PushPlan } from '../../gateway/persisted/push.ts';
import { OperatorError } from '../../platform/errors.ts';

/** Options by which a command works at a running gateway instead of beside the store. */
export const GATEWAY = {
  gateway: {
    type: 'string',
    value: 'URL',
    about:
      'a running gateway, reached with a key of the application that has the grant `register`: from MASTHEAD_KEY, or',
  },
  'key-file': { type: 'string', value: 'FILE', about: 'a file that holds that key; `-` for standard input' },
} as const;

/** What is asked of a gateway. */
export interface RemoteRegistration {
  readonly gateway: string;
  readonly keyFile: string | undefined;
  readonly manifest: string;
  readonly application: string | undefined;
  readonly view: string | undefined;
  readonly checkOnly: boolean;
}

const TIMEOUT_MS = 60_000;
const STANDARD_INPUT = 0;

const plan = z.object({ added: z.array(z.string()), renewed: z.array(z.string()), unchanged: z.int() });
const refusal = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const addressOf = (gateway: string, { application, view, checkOnly }: RemoteRegistration): URL => {
  const url = URL.canParse(gateway) ? new URL(gateway) : undefined;
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))))
    throw new OperatorError('--gateway is an address that begins with https://, since a key is sent there');
  const address = new URL('/operations', url);
  if (application !== undefined) address.searchParams.set('application', application);
  if (view !== undefined) address.searchParams.set('view', view);
  if (checkOnly) address.searchParams.set('check', 'true');
  return address;
};

const keyIn = (file: string | undefined, env: Readonly<Record<string, string | undefined>>): string => {
  const given = file === undefined ? env.MASTHEAD_KEY : readKey(file);
  const key = given?.trim() ?? '';
  if (key === '') throw new OperatorError('give the key in the variable MASTHEAD_KEY or by --key-file');
  return key;
};

const readKey = (file: string): string => {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: is it there?`, { cause: error });
  }
};

/**
 * Registers a manifest, or checks it, at a running gateway.
 * @throws {@link OperatorError} with every reason that the gateway gives.
 */
export const registerRemotely = async (
  asked: RemoteRegistration,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<PushPlan> => {
  const address = addressOf(asked.gateway, asked);
  const key = keyIn(asked.keyFile, env);
  let response: Response;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: asked.manifest,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch (error) {
    throw new OperatorError(`the gateway at ${address.origin} does not answer`, { cause: error });
  }
  const body: unknown = await response.json().catch(() => undefined);
  const done = plan.safeParse(body);
  if (response.ok && done.success) return done.data;
  const refused = refusal.safeParse(body);
  throw new OperatorError(
    refused.success
      ? refused.data.errors.map(({ message }) => message).join('\n')
      : `the gateway at ${address.origin} answered ${response.status}, and not as a gateway does: look at --gateway`,
  );
};
