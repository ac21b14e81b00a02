import type { GatewayResponse } from './request.ts';

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): GatewayResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body,
});

/** What everybody may ask of a process: whether it lives and whether it can answer, yes or no and nothing else. `undefined` for other paths. */
export const healthAnswer = async (
  path: string,
  ready: () => Promise<boolean>,
): Promise<GatewayResponse | undefined> => {
  if (path === '/health/live') return answer(200, 'yes\n');
  if (path !== '/health/ready') return undefined;
  return (await ready().catch(() => false)) ? answer(200, 'yes\n') : answer(503, 'no\n', { 'retry-after': '5' });
};
