import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { DevelopmentIssuer } from '../gateway/identity/developmentIssuer.ts';
import { createDevelopmentIssuer } from '../gateway/identity/developmentIssuer.ts';
import { ISSUER_MOUNT } from './addresses.ts';
import type { Installation } from './installation.ts';

const FILE = 'issuer.json';
/** What the gateway that was started last on the folder does. */
const GATEWAY_FILE = 'gateway.json';
const gatewaySchema = z.object({ takesOwnTokens: z.boolean() });
const issuerSchema = z.object({ issuer: z.url(), key: z.record(z.string(), z.string()) });

/**
 * The issuer of a data folder: its name and key are made on first use and kept beside the secrets, so that every process on the folder takes its tokens,
 * on whatever port it listens. Not for where secrets are configured: whoever reads the folder can be anybody.
 */
export const openDevelopmentIssuer = ({ folder, publicUrl, now }: Installation): DevelopmentIssuer => {
  const make = () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    folder.write(FILE, { issuer: `${publicUrl}${ISSUER_MOUNT}`, key: privateKey.export({ format: 'jwk' }) });
    return folder.read(FILE, issuerSchema);
  };
  const kept = folder.read(FILE, issuerSchema) ?? make();
  if (!kept) throw new TypeError(`${folder.at(FILE)} is gone as soon as it was written`);
  return createDevelopmentIssuer({
    issuer: kept.issuer,
    key: createPrivateKey({ key: kept.key, format: 'jwk' }),
    now,
    newId: randomUUID,
  });
};

/**
 * The issuer whose tokens a gateway takes: the folder's own, unless secrets are configured. It is written down in the folder, so that a command with another environment knows of
 * it too.
 */
export const openTakenIssuer = (installation: Installation): DevelopmentIssuer | undefined => {
  const takesOwnTokens = installation.config.secrets === undefined;
  installation.folder.write(GATEWAY_FILE, { takesOwnTokens });
  return takesOwnTokens ? openDevelopmentIssuer(installation) : undefined;
};

/** Whether the gateway that was started last on the folder takes tokens of its issuer; where none was, one that is started by this configuration. */
export const takesOwnTokens = ({ config, folder }: Installation): boolean =>
  config.secrets === undefined && (folder.read(GATEWAY_FILE, gatewaySchema)?.takesOwnTokens ?? true);
