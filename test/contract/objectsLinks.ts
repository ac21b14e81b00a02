import { expect, vi } from 'vitest';
import type { SignedPost, SignedPostOptions } from '../../platform/objects/port.ts';
import {
  bytesOf,
  codeOf,
  keysOf,
  type ObjectsContract,
  type ObjectsUnderTest,
  sha256,
  text,
  textOf,
} from './objectsSupport.ts';

async function upload(post: SignedPost, file: Uint8Array<ArrayBuffer>, changed: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...post.fields, ...changed })) form.append(name, value);
  form.append('file', new Blob([file]), 'upload.bin');
  const response = await fetch(post.url, { method: 'POST', body: form });
  return { status: response.status, body: await response.text() };
}

/** One text in place of another in a policy, which keeps its signature. */
function forge(post: SignedPost, from: string, to: string): Record<string, string> {
  const name = Object.keys(post.fields).find((field) => field.toLowerCase() === 'policy') ?? '';
  const policy = Buffer.from(post.fields[name] ?? '', 'base64').toString();
  expect(policy).toContain(from);
  return { [name]: Buffer.from(policy.replaceAll(from, to)).toString('base64') };
}

/** What a link to `k` answers whose minute begins then. */
async function statusFrom({ objects }: ObjectsUnderTest, startsAt: number): Promise<number> {
  const response = await fetch(await objects.signedGet('k', { expiresIn: 60, startsAt }));
  await response.arrayBuffer();
  return response.status;
}

/** What links and forms give, over HTTP, and what they refuse. */
export function linksContract(contract: ObjectsContract): void {
  const { make } = contract;
  contract.it('signed links serve the bytes, whole and in ranges, to whoever has the link', async () => {
    await using store = await make();
    await store.objects.put('pictures/ä b+c.png', Buffer.from('0123456789'), { contentType: 'image/png' });
    const link = await store.objects.signedGet('pictures/ä b+c.png', { expiresIn: 60 });
    const whole = await fetch(link);
    expect([whole.status, await whole.text(), whole.headers.get('content-type')]).toEqual([
      200,
      '0123456789',
      'image/png',
    ]);
    const part = await fetch(link, { headers: { range: 'bytes=3-5' } });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '345', 'bytes 3-5/10']);
    const beyond = await fetch(link, { headers: { range: 'bytes=10-' } });
    expect([beyond.status, (await beyond.text()).includes('InvalidRange')]).toEqual([416, true]);
    const same = await fetch(link, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
    expect([same.status, await same.text()]).toEqual([304, '']);
  });

  contract.it('signed links offer a download under a name', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('x'), { contentType: 'image/png' });
    const link = await store.objects.signedGet('k', { expiresIn: 60, downloadName: 'Fête "été".png' });
    const response = await fetch(link);
    expect(await response.text()).toBe('x');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="Fete _ete_.png"; filename*=UTF-8''F%C3%AAte%20%22%C3%A9t%C3%A9%22.png`,
    );
  });

  contract.it('signed links are equal for equal requests', async () => {
    await using store = await make();
    const options = { expiresIn: 900, startsAt: Math.floor(Date.now() / 900_000) * 900_000, downloadName: 'a.png' };
    const link = await store.objects.signedGet('k', options);
    await vi.waitFor(() => expect(Date.now() % 1_000).toBeLessThan(900), { timeout: 2_000, interval: 20 });
    expect(await store.objects.signedGet('k', options)).toBe(link);
  });

  contract.it('signed links are refused once they expired', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('x'), text);
    const now = Date.now();
    expect(await statusFrom(store, now - 61_000)).toBe(403);
    expect(await statusFrom(store, now - 30_000)).toBe(200);
  });

  contract.it('signed links are refused before their time', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('x'), text);
    expect(await statusFrom(store, Date.now() + 3_600_000)).toBe(403);
  });

  contract.it(
    'signed links are refused when key, life, name or signature is altered, or the signature is missing',
    async () => {
      await using store = await make();
      await store.objects.put('k', Buffer.from('mine'), text);
      await store.objects.put('other', Buffer.from('theirs'), text);
      const link = new URL(await store.objects.signedGet('k', { expiresIn: 60, downloadName: 'a' }));
      const altered = [...link.searchParams.keys()].map((name) => {
        const url = new URL(link);
        const value = url.searchParams.get(name) ?? '';
        url.searchParams.set(
          name,
          /\d$/.test(value) ? `${value}0` : value.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')),
        );
        return url;
      });
      const path = new URL(link);
      path.pathname = path.pathname.replace(/k$/, 'other');
      const bare = new URL(link);
      bare.search = '';
      for (const url of [...altered, path, bare]) {
        const response = await fetch(url);
        const body = await response.text();
        expect([url.search, [400, 403].includes(response.status), /mine|theirs/.test(body)]).toEqual([
          url.search,
          true,
          false,
        ]);
      }
      expect((await fetch(path)).status).toBe(403);
      expect((await fetch(bare)).status).toBe(403);
    },
  );

  contract.it('signed links do not put or delete', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('x'), text);
    const link = await store.objects.signedGet('k', { expiresIn: 60 });
    for (const method of ['PUT', 'DELETE', 'POST']) {
      const response = await fetch(link, { method, ...(method !== 'DELETE' && { body: 'y' }) });
      await response.arrayBuffer();
      expect([method, response.status >= 400]).toEqual([method, true]);
    }
    expect(await textOf(store.objects, 'k')).toBe('x');
  });

  contract.it('signed links answer 404 where there is no object', async () => {
    await using store = await make();
    const response = await fetch(await store.objects.signedGet('nothing', { expiresIn: 60 }));
    expect([response.status, (await response.text()).includes('NoSuchKey')]).toEqual([404, true]);
  });

  contract.it('signed links live from a second to seven days', async () => {
    await using store = await make();
    for (const expiresIn of [0, -1, 1.5, 604_801, Number.NaN]) {
      expect(await codeOf(store.objects.signedGet('k', { expiresIn }))).toBe('objects INVALID');
      const post = store.objects.signedPost({ ...text, key: 'k', maxBytes: 1, sha256: '0'.repeat(64), expiresIn });
      expect(await codeOf(post)).toBe('objects INVALID');
    }
    expect(await codeOf(store.objects.signedGet('k', { expiresIn: 604_800 }))).toBe('done');
  });

  const file = Buffer.from('the bytes of a picture');
  const allowed: SignedPostOptions = {
    key: 'incoming/u1',
    contentType: 'image/png',
    maxBytes: file.length,
    sha256: sha256(file),
    expiresIn: 60,
  };

  contract.it('signed forms store the object they were made for', async () => {
    await using store = await make();
    const before = Date.now();
    const post = await store.objects.signedPost(allowed);
    expect(Math.abs(post.expiresAt - before - 60_000)).toBeLessThan(30_000);
    expect((await upload(post, file)).status).toBe(204);
    const head = { contentType: 'image/png', size: file.length, sha256: sha256(file) };
    expect(await store.objects.head('incoming/u1')).toMatchObject(head);
    expect(await bytesOf(store.objects, 'incoming/u1')).toEqual(file);
  });

  contract.it(
    'signed forms refuse another key, another type, another checksum, another policy, and store nothing',
    async () => {
      await using store = await make();
      const post = await store.objects.signedPost(allowed);
      const other = Buffer.from('the bytes of a virus !');
      const changes: Record<string, string>[] = [
        { key: 'incoming/u2' },
        { 'Content-Type': 'text/html' },
        { 'x-amz-checksum-sha256': Buffer.from(sha256(other), 'hex').toString('base64') },
        { 'x-amz-meta-more': 'x' },
        forge(post, 'incoming/u1', 'incoming/u2'),
        { ...forge(post, 'image/png', 'text/html'), 'Content-Type': 'text/html' },
      ];
      for (const changed of changes) {
        expect([changed, (await upload(post, file, changed)).status]).toEqual([changed, 403]);
      }
      expect(await keysOf(store.objects)).toEqual([]);
    },
  );

  contract.it('signed forms refuse a larger file', async () => {
    await using store = await make();
    const larger = Buffer.concat([file, Buffer.from('!')]);
    const post = await store.objects.signedPost({ ...allowed, sha256: sha256(larger) });
    const { status, body } = await upload(post, larger);
    expect([status, body.includes('EntityTooLarge')]).toEqual([400, true]);
    expect(await keysOf(store.objects)).toEqual([]);
  });

  contract.it('signed forms refuse other bytes', async () => {
    await using store = await make();
    const post = await store.objects.signedPost(allowed);
    expect((await upload(post, Buffer.from('the bytes of a virus !'))).status).toBe(400);
    expect(await keysOf(store.objects)).toEqual([]);
  });

  contract.it('signed forms are refused once they expired', async () => {
    await using store = await make();
    const post = await store.objects.signedPost({ ...allowed, expiresIn: 1 });
    const late = async () => {
      const { status, body } = await upload(post, file);
      expect([status, body.includes('AccessDenied')]).toEqual([403, true]);
    };
    await vi.waitFor(late, { timeout: 10_000, interval: 250 });
  });

  contract.it('signed forms refuse a maximum beyond 5 GiB and a key with a variable', async () => {
    await using store = await make();
    const post = (options: Partial<SignedPostOptions>) => codeOf(store.objects.signedPost({ ...allowed, ...options }));
    expect(await post({ maxBytes: 5 * 1_024 ** 3 + 1 })).toBe('objects INVALID');
    expect(await post({ maxBytes: -1 })).toBe('objects INVALID');
    const variable = ['$', '{filename}'].join('');
    expect(await post({ key: `incoming/${variable}` })).toBe('objects INVALID');
  });
}
