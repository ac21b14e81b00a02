import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { ListedObject } from '../../platform/objects/port.ts';
import { codeOf, keysOf, type ObjectsContract, sha256, text, textOf } from './objectsSupport.ts';

/** Parts without what a key forbids. */
const keyPart = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((part) => !/[\p{Cc}\p{Cs}\\/\uFFFE\uFFFF]/u.test(part) && part !== '.' && part !== '..');

/** Which keys there are, that they stay apart, and how they are listed. */
export function keysContract(contract: ObjectsContract): void {
  const { make } = contract;
  contract.it('refuses a key that is empty, too long, leads elsewhere or has control characters', async () => {
    await using store = await make();
    const bad = ['', '/', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/../b', 'a/./b', 'a/..', 'a\\b', 'a\0b', 'a\nb']
      .concat(['a\u007fb', '\ud800', 'a\uFFFF', 'k'.repeat(1_025), 'ü'.repeat(513)])
      .concat('..\\..\\etc', `${'a/'.repeat(512)}b`);
    for (const key of bad) {
      const calls = [
        store.objects.put(key, Buffer.from('x'), text),
        store.objects.get(key),
        store.objects.head(key),
        store.objects.copy(key, 'k'),
        store.objects.copy('k', key),
        store.objects.delete(key),
        store.objects.signedGet(key, { expiresIn: 60 }),
        store.objects.signedPost({ ...text, key, maxBytes: 1, sha256: sha256(Buffer.from('x')), expiresIn: 60 }),
      ];
      const codes = await Promise.all(calls.map(codeOf));
      expect([key, new Set(codes)]).toEqual([key, new Set(['objects INVALID'])]);
    }
    expect(await keysOf(store.objects)).toEqual([]);
  });

  contract.it('tells keys apart by their bytes', async () => {
    await using store = await make();
    // Composed and decomposed, capital and small, encoded and plain.
    const keys = ['É', 'E\u0301', 'é', 'e\u0301', 'a', 'A', 'a%2fb', '%41', 'a+b', 'a b', 'con', '~', '=', '+', 'a='];
    for (const key of keys) await store.objects.put(key, Buffer.from(key), text);
    for (const key of keys) expect(await textOf(store.objects, key)).toBe(key);
    expect((await keysOf(store.objects)).length).toBe(keys.length);
  });

  contract.it('holds a key and keys below it', async () => {
    await using store = await make();
    for (const key of ['k', 'k/x', 'k/x/y', 'k!']) await store.objects.put(key, Buffer.from(key), text);
    expect(await keysOf(store.objects)).toEqual(['k', 'k!', 'k/x', 'k/x/y']);
    await store.objects.delete('k/x');
    expect(await keysOf(store.objects)).toEqual(['k', 'k!', 'k/x/y']);
  });

  contract.it('holds keys of 1 024 bytes, in one part or in many', async () => {
    await using store = await make();
    const keys = [
      'k'.repeat(1_024),
      'ü'.repeat(512),
      `${'a-part-of/'.repeat(102)}last`,
      `${'K'.repeat(60)}/${'.'.repeat(963)}`,
    ];
    for (const key of keys) await store.objects.put(key, Buffer.from(key.slice(0, 9)), text);
    for (const key of keys) expect(await textOf(store.objects, key)).toBe(key.slice(0, 9));
    expect(new Set(await keysOf(store.objects))).toEqual(new Set(keys));
  });

  contract.it('gives back under any key what was put there, and lists it', async () => {
    await using store = await make();
    let round = 0;
    const property = fc.asyncProperty(fc.array(keyPart, { minLength: 1, maxLength: 4 }), async (parts) => {
      round += 1;
      const key = `p${round}/${parts.join('/')}`;
      await store.objects.put(key, Buffer.from(key), text);
      expect(await textOf(store.objects, key)).toBe(key);
      expect(await keysOf(store.objects, `p${round}/`)).toEqual([key]);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  contract.it('lists in the order of the keys’ bytes, by any beginning of a key', async () => {
    await using store = await make();
    const keys = ['a', 'a!', 'a-b', 'a.b', 'b/a', 'b/a b', 'b/ä', 'b0', 'c/d/e', 'c/d-', 'é', '\u{1F600}', '\uFF5E'];
    for (const key of keys) await store.objects.put(key, Buffer.from(key), text);
    const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await keysOf(store.objects)).toEqual(sorted);
    for (const prefix of ['a', 'b', 'b/', 'b/a', 'c/d', 'c/d/', 'z', 'é', '..', 'a/../', '/', 'b//']) {
      expect(await keysOf(store.objects, prefix)).toEqual(sorted.filter((key) => key.startsWith(prefix)));
    }
    const [first]: ListedObject[] = await Array.fromAsync(store.objects.list('b/a b'));
    const head = await store.objects.head('b/a b');
    expect(first).toMatchObject({ key: 'b/a b', size: 5, etag: head?.etag });
    expect(Math.abs((first?.lastModified ?? 0) - (head?.lastModified ?? 0))).toBeLessThan(1_000);
  });

  contract.it('lists more than a page of a thousand', async () => {
    await using store = await make();
    const keys = Array.from({ length: 1_040 }, (_, n) => `many/${String(n).padStart(5, '0')}`);
    for (let at = 0; at < keys.length; at += 40) {
      await Promise.all(keys.slice(at, at + 40).map((key) => store.objects.put(key, Buffer.from('x'), text)));
    }
    expect(await keysOf(store.objects, 'many/')).toEqual(keys);
  });
}
