import type { Config } from '../platform/config.ts';

/** Where the links of the embedded store are answered, on the host that serves media. */
export const MEDIA_MOUNT = '/media';
/** Where renditions are, on the same host. */
export const RENDITIONS_MOUNT = '/renditions';
/** Where the gateway serves the public key of its own issuer, below `/.well-known/jwks.json`. */
export const ISSUER_MOUNT = '/identity';

/** The addresses under which clients reach this host, without a slash at their ends. */
export interface Addresses {
  readonly publicUrl: string;
  readonly mediaUrl: string;
}

/** The configured addresses, or those of this machine. */
export const addressesOf = ({ publicUrl, mediaUrl, port }: Config): Addresses => {
  const graph = publicUrl ?? `http://localhost:${port}`;
  return { publicUrl: graph, mediaUrl: mediaUrl ?? graph };
};
