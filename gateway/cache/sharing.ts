import { isLook } from '../../platform/methods.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { GatewayRequest } from '../request.ts';
import { VIEW_HEADER } from '../views/narrow.ts';

/**
 * Whether caches between client and gateway may hold a kept answer, for whoever sends the same headers of those that `vary` names: where its view is anonymous, and it was asked by GET or HEAD
 * with a key alone. What a token or a narrowed view has decided about stays with the client.
 */
export const mayBeShared = (
  { view }: Pick<Viewer, 'view'>,
  { method, headers }: Pick<GatewayRequest, 'method' | 'headers'>,
): boolean =>
  view.anonymous && isLook(method) && headers.authorization === undefined && headers[VIEW_HEADER] === undefined;
