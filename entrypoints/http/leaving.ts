import type { ServerResponse } from 'node:http';
import { clientGone } from './body.ts';

/** Aborts when the client leaves before its answer was sent. Made for who asks for it alone: it costs more than many an answer that is sent at once. */
export const signalOf = (response: ServerResponse): AbortSignal => {
  const controller = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) controller.abort(clientGone);
  };
  if (response.destroyed) leave();
  else response.once('close', leave);
  return controller.signal;
};
