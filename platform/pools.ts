import { z } from 'zod';

/** A Cognito user pool as configured. */
export interface PoolSettings {
  /** The `iss` of its tokens, to the letter. */
  readonly issuer: string;
  /** Where its public keys are; Cognito's own are below the issuer. */
  readonly jwks: string;
  /** The ids of its clients whose tokens are taken. */
  readonly clients: readonly string[];
  /** The subsidiaries for which its tokens may speak; `undefined`: for all. */
  readonly subsidiaries: readonly string[] | undefined;
}

const MOST = 50;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whoever can answer for the address makes the keys, so that it is read in the clear from this machine alone. */
const isSafe = (value: string): boolean => {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash, username } = new URL(value);
  return (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))) && search + hash + username === '';
};
const address = z.string().refine(isSafe, 'must be an https address (http on this machine alone)');

const pools = z
  .array(
    z.strictObject({
      issuer: address,
      jwks: address.optional(),
      clients: z.array(z.string().regex(/^[\w.+-]{1,128}$/, 'must be the id of a client')).min(1),
      subsidiaries: z.array(z.string().min(1)).min(1).optional(),
    }),
  )
  .max(MOST);

const repeated = (values: readonly string[]): boolean => new Set(values).size < values.length;

const faultsIn = (found: z.infer<typeof pools>): string[] => [
  ...(repeated(found.map(({ issuer }) => issuer)) ? ['an issuer stands in two pools'] : []),
  // The directory knows a client by its id alone.
  ...(repeated(found.flatMap(({ clients }) => clients)) ? ['a client stands there twice'] : []),
];

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** User pools from JSON: `[{ "issuer", "clients": […], "jwks"?, "subsidiaries"?: […] }]`. Its faults show no value. */
export const poolsText = z.string().transform((text, context): readonly PoolSettings[] => {
  const value = parseJson(text);
  const parsed = pools.safeParse(value);
  const faults = parsed.success
    ? faultsIn(parsed.data)
    : value === undefined
      ? ['must be JSON']
      : parsed.error.issues.map(({ path, code, message }) => {
          const place = path.length > 0 ? `${path.join('.')} ` : '';
          return `${place}${code === 'custom' || code === 'invalid_format' ? message : 'is not as it should be'}`;
        });
  for (const message of faults) context.addIssue({ code: 'custom', message });
  if (!parsed.success || faults.length > 0) return z.NEVER;
  return Object.freeze(
    parsed.data.map(({ issuer, jwks = `${issuer}/.well-known/jwks.json`, clients, subsidiaries }) =>
      Object.freeze({ issuer, jwks, clients, subsidiaries }),
    ),
  );
});
