import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';

const keyOf = (text: string, half: 'private' | 'public'): KeyObject | undefined => {
  const key = Buffer.from(text, 'base64');
  try {
    return half === 'private'
      ? createPrivateKey({ key, format: 'der', type: 'pkcs8' })
      : createPublicKey({ key, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
};

/** Half of an Ed25519 key pair, DER in base64. Its faults show no value. */
export const ed25519Text = (half: 'private' | 'public') =>
  z.string().transform((text, context): KeyObject => {
    const key = keyOf(text, half);
    if (key?.asymmetricKeyType === 'ed25519') return key;
    context.addIssue({ code: 'custom', message: `must be the ${half} half of an Ed25519 key, DER in base64` });
    return z.NEVER;
  });
