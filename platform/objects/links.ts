import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { PortError } from '../errors.ts';
import { checkSignedGet, checkSignedPost } from './checks.ts';
import { encodeKey } from './key.ts';
import type { SignedGetOptions, SignedPost, SignedPostOptions } from './port.ts';

/** What a form's policy fixes. */
export interface PostPolicy {
  readonly key: string;
  readonly contentType: string;
  readonly maxBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Why a link or form is refused, as S3 says it. All are answered 403. */
export interface Refusal {
  readonly refused: 'AccessDenied' | 'SignatureDoesNotMatch';
  readonly message: string;
}

/** Makes links and forms, and checks those that come back. */
export interface Links {
  get(key: string, options: SignedGetOptions): string;
  post(options: SignedPostOptions): SignedPost;
  /** The link's key and the name of its download, or why it is refused. */
  openGet(
    key: string,
    query: URLSearchParams,
  ): { readonly downloadName: string | undefined; readonly expiresAt: number } | Refusal;
  /** The form's policy, or why it is refused. `fields` by lower-case name. */
  openPost(fields: ReadonlyMap<string, string>): PostPolicy | Refusal;
}

export interface LinkOptions {
  /** Where `handle` is served, without a trailing slash. */
  readonly baseUrl: string;
  readonly secret: Uint8Array | string;
  readonly now: () => number;
}

const GET_PARAMETERS = ['date', 'expires', 'name', 'signature'];
const POST_FIELDS = new Set(['key', 'content-type', 'x-amz-checksum-sha256', 'policy', 'signature']);

/** A clock may run ahead of another by so much, as at S3. */
const SKEW_MS = 15 * 60_000;

/** Links signed with HMAC-SHA256, under one key for links and another for forms, both derived from `secret`. */
export function createLinks({ baseUrl, secret, now }: LinkOptions): Links {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `masthead objects ${use}`, 32));
  const keys = { get: derive('get'), post: derive('post') };
  const sign = (use: 'get' | 'post', text: string) => createHmac('sha256', keys[use]).update(text).digest('base64url');
  const verify = (use: 'get' | 'post', text: string, signature: string | null | undefined): boolean => {
    // The text, not what it decodes to: several texts decode to the same bytes.
    const given = Buffer.from(signature ?? '');
    const expected = Buffer.from(sign(use, text));
    return given.length === expected.length && timingSafeEqual(given, expected);
  };

  return {
    get(key, options) {
      checkSignedGet(key, options);
      const date = Math.floor((options.startsAt ?? now()) / 1_000);
      const query = new URLSearchParams({ date: String(date), expires: String(options.expiresIn) });
      if (options.downloadName !== undefined) query.set('name', options.downloadName);
      query.set('signature', sign('get', getText(key, query)));
      return `${baseUrl}/${encodeKey(key)}?${query.toString()}`;
    },

    post(options) {
      checkSignedPost(options);
      const { key, contentType, maxBytes, sha256, expiresIn } = options;
      const expiresAt = now() + expiresIn * 1_000;
      const policy = Buffer.from(
        JSON.stringify({ key, contentType, maxBytes, sha256, expiresAt } satisfies PostPolicy),
      ).toString('base64');
      const fields = {
        key,
        'Content-Type': contentType,
        'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
        policy,
        signature: sign('post', policy),
      };
      return { url: `${baseUrl}/`, fields, expiresAt };
    },

    openGet(key, query) {
      const names = [...query.keys()];
      const known = names.every((name) => GET_PARAMETERS.includes(name)) && new Set(names).size === names.length;
      if (!known || !query.has('signature')) return denied('The request is not signed, or has other parameters');
      if (!verify('get', getText(key, query), query.get('signature'))) return mismatch;
      const startsAt = Number(query.get('date')) * 1_000;
      const expiresAt = startsAt + Number(query.get('expires')) * 1_000;
      if (now() >= expiresAt) return denied('Request has expired');
      if (now() < startsAt - SKEW_MS) return denied('Request is not yet valid');
      return { downloadName: query.get('name') ?? undefined, expiresAt };
    },

    openPost(fields) {
      const text = fields.get('policy');
      if (text === undefined) return denied('The form has no policy');
      if (!verify('post', text, fields.get('signature'))) return mismatch;
      const policy = parsePolicy(text);
      if (now() >= policy.expiresAt) return denied('Invalid according to Policy: Policy expired.');
      const extra = [...fields.keys()].filter((name) => !POST_FIELDS.has(name));
      if (extra.length > 0) return denied(`Invalid according to Policy: Extra input fields: ${extra.length}`);
      const fixed = [
        ['key', policy.key],
        ['content-type', policy.contentType],
        ['x-amz-checksum-sha256', Buffer.from(policy.sha256, 'hex').toString('base64')],
      ] as const;
      const failed = fixed.find(([name, value]) => fields.get(name) !== value);
      if (failed !== undefined) return denied(`Invalid according to Policy: Policy Condition failed: ${failed[0]}`);
      return policy;
    },
  };
}

/** A name may hold any character but no line break can be forged: the parts are JSON. */
const getText = (key: string, query: URLSearchParams): string =>
  JSON.stringify([key, query.get('date'), query.get('expires'), query.get('name')]);

const denied = (message: string): Refusal => ({ refused: 'AccessDenied', message });

const mismatch: Refusal = {
  refused: 'SignatureDoesNotMatch',
  message: 'The request signature we calculated does not match the signature you provided.',
};

/** Reads a policy whose signature was found good: this store's own words. */
function parsePolicy(text: string): PostPolicy {
  const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
  if (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'contentType' in value &&
    typeof value.contentType === 'string' &&
    'maxBytes' in value &&
    typeof value.maxBytes === 'number' &&
    'sha256' in value &&
    typeof value.sha256 === 'string' &&
    'expiresAt' in value &&
    typeof value.expiresAt === 'number'
  ) {
    const { key, contentType, maxBytes, sha256, expiresAt } = value;
    return { key, contentType, maxBytes, sha256, expiresAt };
  }
  throw new PortError('objects', 'INVALID', 'a signed policy of another shape');
}
