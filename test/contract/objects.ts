import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import { keysContract } from './objectsKeys.ts';
import { linksContract } from './objectsLinks.ts';
import { bytesOf, codeOf, keysOf, type ObjectsContract, sha256, text, textOf } from './objectsSupport.ts';

/** The sentences of the objects port. */
export function objectsContract(contract: ObjectsContract): void {
  const { make } = contract;
  keysContract(contract);
  linksContract(contract);

  contract.it('gives back bytes as they were put, with type, size, SHA-256, validator and time', async () => {
    await using store = await make();
    const bytes = randomBytes(5_000);
    const before = Date.now();
    const put = await store.objects.put('a/b.png', bytes, { contentType: 'image/png' });
    const got = await store.objects.get('a/b.png');
    expect(await buffer(got.body)).toEqual(bytes);
    expect(got).toMatchObject({
      key: 'a/b.png',
      contentType: 'image/png',
      size: 5_000,
      sha256: sha256(bytes),
      range: undefined,
    });
    expect(got.etag).toMatch(/^"[^"]+"$/);
    expect(Math.abs(got.lastModified - before)).toBeLessThan(60_000);
    const { body: _, range: __, ...head } = got;
    expect(await store.objects.head('a/b.png')).toEqual(head);
    expect(put).toMatchObject({ key: 'a/b.png', size: 5_000, sha256: sha256(bytes), etag: got.etag });
  });

  contract.it('stores a stream of unknown length, short and longer than a part', async () => {
    await using store = await make();
    for (const size of [0, 1, 70_000, 19 * 1_024 * 1_024]) {
      const bytes = randomBytes(size);
      const chunks = Array.from({ length: Math.ceil(size / 65_536) }, (_, at) =>
        bytes.subarray(at * 65_536, (at + 1) * 65_536),
      );
      await store.objects.put('stream', Readable.from(chunks), { ...text, sha256: sha256(bytes) });
      const got = await store.objects.get('stream');
      expect([got.size, got.sha256, sha256(await buffer(got.body))]).toEqual([size, sha256(bytes), sha256(bytes)]);
    }
  });

  contract.it('keeps an empty object', async () => {
    await using store = await make();
    await store.objects.put('empty', new Uint8Array(), text);
    expect(await store.objects.head('empty')).toMatchObject({ size: 0, contentType: 'text/plain' });
    expect(await bytesOf(store.objects, 'empty')).toEqual(Buffer.alloc(0));
  });

  contract.it('refuses bytes of another SHA-256 and stores nothing', async () => {
    await using store = await make();
    const large = randomBytes(17 * 1_024 * 1_024);
    const wrong = sha256(Buffer.from('other'));
    const chunks = [large.subarray(0, 9 * 1_024 * 1_024), large.subarray(9 * 1_024 * 1_024)];
    for (const body of [Buffer.from('these'), Readable.from([Buffer.from('these')]), Readable.from(chunks)]) {
      expect(await codeOf(store.objects.put('k', body, { ...text, sha256: wrong }))).toBe('objects INVALID');
    }
    expect(await store.objects.head('k')).toBeUndefined();
    expect(await keysOf(store.objects)).toEqual([]);
  });

  contract.it('stores nothing of a stream that fails', async () => {
    await using store = await make();
    const failing = Readable.from(
      (function* () {
        yield randomBytes(100_000);
        throw new Error('the source broke');
      })(),
    );
    expect(await codeOf(store.objects.put('k', failing, text))).toBe('objects UNAVAILABLE');
    expect(await keysOf(store.objects)).toEqual([]);
  });

  contract.it('stores nothing once its signal is aborted', async () => {
    await using store = await make();
    const abort = new AbortController();
    const slow = Readable.from(
      (async function* () {
        yield randomBytes(100_000);
        abort.abort();
        yield randomBytes(100_000);
      })(),
    );
    expect(await codeOf(store.objects.put('k', slow, { ...text, signal: abort.signal }))).toBe('objects UNAVAILABLE');
    const late = store.objects.put('k', Buffer.from('x'), { ...text, signal: abort.signal });
    expect(await codeOf(late)).toBe('objects UNAVAILABLE');
    expect(await keysOf(store.objects)).toEqual([]);
  });

  contract.it('refuses ifAbsent where the key holds an object, and leaves that', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('first'), { ...text, ifAbsent: true });
    const again = store.objects.put('k', Buffer.from('second'), { ...text, ifAbsent: true });
    expect(await codeOf(again)).toBe('objects CONDITION_FAILED');
    expect(await textOf(store.objects, 'k')).toBe('first');
  });

  contract.it('lets one of many concurrent ifAbsent puts win, and keeps the bytes of that one', async () => {
    await using store = await make();
    for (const round of ['r1', 'r2', 'r3']) {
      const puts = Array.from({ length: 16 }, (_, n) =>
        codeOf(store.objects.put(round, Buffer.from(`writer ${n}`), { ...text, ifAbsent: true })),
      );
      const codes = await Promise.all(puts);
      expect(codes.filter((code) => code === 'done')).toHaveLength(1);
      expect(codes.filter((code) => code === 'objects CONDITION_FAILED')).toHaveLength(15);
      expect(await textOf(store.objects, round)).toBe(`writer ${codes.indexOf('done')}`);
    }
  });

  contract.it('shows a reader the old object or the new one, never a mixture', async () => {
    await using store = await make();
    const versions = ['a', 'b', 'c'].map((letter) => Buffer.alloc(200_000, letter));
    await store.objects.put('k', versions[0] ?? Buffer.alloc(0), text);
    const writes = Array.from({ length: 30 }, (_, n) => versions[n % 3] ?? Buffer.alloc(0));
    const writer = async () => {
      for (const version of writes) await store.objects.put('k', version, text);
    };
    const reader = async () => {
      for (const _ of writes) {
        const got = await store.objects.get('k');
        const bytes = await buffer(got.body);
        expect([bytes.length, sha256(bytes)]).toEqual([200_000, got.sha256]);
      }
    };
    await Promise.all([writer(), reader(), reader()]);
  });

  contract.it('refuses what is no media type, no SHA-256', async () => {
    await using store = await make();
    const put = (options: object) => codeOf(store.objects.put('k', Buffer.from('x'), { ...text, ...options }));
    expect(await put({ contentType: 'text/plain\r\nx-evil: 1' })).toBe('objects INVALID');
    expect(await put({ contentType: '' })).toBe('objects INVALID');
    expect(await put({ sha256: 'abc' })).toBe('objects INVALID');
    expect(await put({ contentType: 'text/html; charset="utf-8"' })).toBe('done');
  });

  contract.it('gives a range, cut at the end of the object', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('0123456789'), text);
    const read = async (start: number, end?: number) => {
      const got = await store.objects.get('k', { range: { start, end } });
      return [(await buffer(got.body)).toString(), got.range, got.size];
    };
    expect(await read(2, 4)).toEqual(['234', { start: 2, end: 4 }, 10]);
    expect(await read(7)).toEqual(['789', { start: 7, end: 9 }, 10]);
    expect(await read(8, 100)).toEqual(['89', { start: 8, end: 9 }, 10]);
    expect(await read(0, 0)).toEqual(['0', { start: 0, end: 0 }, 10]);
  });

  contract.it('refuses a range that is none, or begins beyond the end', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('0123456789'), text);
    for (const range of [{ start: 10 }, { start: -1 }, { start: 3, end: 2 }, { start: 0.5 }]) {
      expect(await codeOf(store.objects.get('k', { range }))).toBe('objects INVALID');
    }
  });

  contract.it('answers NOT_FOUND, or from head nothing, where there is no object', async () => {
    await using store = await make();
    await store.objects.put('a/b', Buffer.from('x'), text);
    for (const key of ['a', 'a/c', 'b', 'a/b/c']) {
      expect(await codeOf(store.objects.get(key))).toBe('objects NOT_FOUND');
      expect(await store.objects.head(key)).toBeUndefined();
    }
  });

  contract.it('refuses a call whose signal is aborted', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('x'), text);
    const options = { signal: AbortSignal.abort() };
    const calls = [
      store.objects.get('k', options),
      store.objects.head('k', options),
      store.objects.copy('k', 'l', options),
      store.objects.delete('k', options),
      store.objects.ping(options),
    ];
    expect(await Promise.all(calls.map(codeOf))).toEqual(Array.from(calls, () => 'objects UNAVAILABLE'));
    expect(await keysOf(store.objects)).toEqual(['k']);
  });

  contract.it('copies bytes, type and SHA-256, over what was there', async () => {
    await using store = await make();
    const bytes = randomBytes(3_000);
    await store.objects.put('from', bytes, { contentType: 'image/jpeg' });
    await store.objects.put('to/there ü', Buffer.from('old'), text);
    await store.objects.copy('from', 'to/there ü');
    const head = { contentType: 'image/jpeg', size: 3_000, sha256: sha256(bytes) };
    expect(await store.objects.head('to/there ü')).toMatchObject(head);
    expect(await bytesOf(store.objects, 'to/there ü')).toEqual(bytes);
    expect(await bytesOf(store.objects, 'from')).toEqual(bytes);
  });

  contract.it('refuses to copy what is not there, or onto itself', async () => {
    await using store = await make();
    expect(await codeOf(store.objects.copy('nothing', 'k'))).toBe('objects NOT_FOUND');
    await store.objects.put('k', Buffer.from('x'), text);
    expect(await codeOf(store.objects.copy('k', 'k'))).toBe('objects INVALID');
  });

  contract.it('copies with ifAbsent once', async () => {
    await using store = await make();
    await store.objects.put('one', Buffer.from('1'), text);
    await store.objects.put('two', Buffer.from('2'), text);
    await store.objects.copy('one', 'target', { ifAbsent: true });
    expect(await codeOf(store.objects.copy('two', 'target', { ifAbsent: true }))).toBe('objects CONDITION_FAILED');
    expect(await textOf(store.objects, 'target')).toBe('1');
  });

  contract.it('lets one of many concurrent ifAbsent copies win', async () => {
    await using store = await make();
    const sources = Array.from({ length: 8 }, (_, n) => `source ${n}`);
    await Promise.all(sources.map((key) => store.objects.put(key, Buffer.from(key), text)));
    const copy = (key: string) => codeOf(store.objects.copy(key, 'target', { ifAbsent: true }));
    const codes = await Promise.all(sources.map(copy));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'objects CONDITION_FAILED')).toHaveLength(7);
    expect(await textOf(store.objects, 'target')).toBe(sources[codes.indexOf('done')]);
  });

  contract.it('deletes, and again', async () => {
    await using store = await make();
    await store.objects.put('a/b/c', Buffer.from('x'), text);
    await store.objects.put('a/d', Buffer.from('x'), text);
    await store.objects.delete('a/b/c');
    await store.objects.delete('a/b/c');
    await store.objects.delete('never/was');
    expect(await keysOf(store.objects)).toEqual(['a/d']);
  });

  contract.it('prepares again without harm, and answers a ping', async () => {
    await using store = await make();
    await store.objects.put('k', Buffer.from('x'), text);
    await store.objects.prepare();
    await store.objects.ping();
    expect(await textOf(store.objects, 'k')).toBe('x');
  });

  contract.it('refuses calls once it is closed', async () => {
    await using store = await make();
    await store.objects.close();
    await store.objects.close();
    expect(await codeOf(store.objects.head('k'))).toBe('objects UNAVAILABLE');
  });
}
