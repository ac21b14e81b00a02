import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hostFiles } from '../../contract/objectsHost.ts';

const OURS = 'https://desk.example';
const file = Buffer.from('the bytes');

const host = (origins: readonly string[] = [OURS]) => hostFiles({ origins });
type Host = Awaited<ReturnType<typeof host>>;

const send = async ({ objects }: Host, origin: string, bytes = file): Promise<Response> => {
  const sha256 = createHash('sha256').update(file).digest('hex');
  const { url, fields } = await objects.signedPost({
    key: 'incoming/u',
    contentType: 'image/png',
    maxBytes: file.length,
    sha256,
    expiresIn: 60,
  });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]));
  return fetch(url, { method: 'POST', body: form, headers: { origin } });
};

const allowedBy = ({ headers }: Response) => [headers.get('access-control-allow-origin'), headers.get('vary')];

describe('a page', () => {
  it('of a known origin reads what became of a form, good or not, and follows links', async () => {
    await using hosted = await host();
    const taken = await send(hosted, OURS);
    expect([taken.status, ...allowedBy(taken)]).toEqual([204, OURS, 'origin']);
    expect(taken.headers.get('access-control-expose-headers')).toContain('etag');
    const refused = await send(hosted, OURS, Buffer.from('bytes that are too many'));
    expect([refused.status, ...allowedBy(refused)]).toEqual([400, OURS, 'origin']);
    const link = await fetch(await hosted.objects.signedGet('incoming/u', { expiresIn: 60 }), {
      headers: { origin: OURS },
    });
    expect([link.status, ...allowedBy(link), await link.text()]).toEqual([200, OURS, 'origin', 'the bytes']);
  });

  it('of a known origin may ask first', async () => {
    await using hosted = await host();
    const asked = await fetch(`${hosted.baseUrl}/`, {
      method: 'OPTIONS',
      headers: {
        origin: OURS,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-requested-with',
      },
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': OURS,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': 'x-requested-with',
      'access-control-max-age': '600',
    });
    expect(asked.headers.has('access-control-allow-credentials')).toBe(false);
  });

  it.each(['https://elsewhere.example', 'null', `${OURS}.elsewhere.example`, 'https://DESK.example'])(
    'of %s is told nothing',
    async (origin) => {
      await using hosted = await host();
      const taken = await send(hosted, origin);
      expect([taken.status, ...allowedBy(taken)]).toEqual([204, null, 'origin']);
      const asked = await fetch(`${hosted.baseUrl}/`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect([asked.status, allowedBy(asked)[0]]).toEqual([403, null]);
    },
  );

  it('of anywhere is told nothing where no origin is known', async () => {
    await using hosted = await host([]);
    expect(allowedBy(await send(hosted, OURS))).toEqual([null, null]);
  });
});
