import { posix } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyFault } from '../../../platform/objects/key.ts';
import { entryOf, foldersOf, pathOf, placeOf } from '../../../platform/objects/paths.ts';

const key = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.stringMatching(/^[a-zA-Z./~=+%é-]{1,200}$/),
    // Parts about the length at which they go on in another folder.
    fc
      .array(fc.tuple(fc.integer({ min: 55, max: 125 }), fc.constantFrom('', '.', '..', '/', '=', 'x')), {
        maxLength: 3,
      })
      .map((parts) => parts.map(([length, end]) => 'k'.repeat(length) + end).join('/')),
  )
  .filter((text) => keyFault(text) === undefined);

it('keeps every key below the root, in names of at most 255 bytes', () => {
  fc.assert(
    fc.property(key, (text) => {
      const path = pathOf('/root', placeOf(text));
      expect(path.startsWith('/root/')).toBe(true);
      expect(posix.normalize(path)).toBe(path);
      for (const name of path.split('/').slice(1)) expect(name).toMatch(/^(?!\.)[a-z0-9_.%=~+-]{1,255}$/);
    }),
    { numRuns: 2_000 },
  );
});

it('reads a key back from its names', () => {
  fc.assert(
    fc.property(key, (text) => {
      const { folders, file } = placeOf(text);
      const entries = [...folders, file].map((name) => entryOf(name));
      const read = entries.map((entry) =>
        Buffer.concat([entry?.bytes ?? Buffer.alloc(0), Buffer.from(entry?.kind === 'folder' ? '/' : '')]),
      );
      expect(Buffer.concat(read).toString()).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

it('never gives two keys one file, on a file system that folds case and normalises Unicode either', () => {
  const folded = (text: string) => pathOf('/root', placeOf(text)).normalize('NFC').toLowerCase();
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(key, fc.constantFrom('É', 'é', 'E\u0301', 'e\u0301', 'k', 'K', 'k/x', 'K/x'))),
      (keys) => {
        expect(new Set(keys.map(folded)).size).toBe(keys.length);
      },
    ),
    { numRuns: 500 },
  );
});

it('never gives a key’s file the name of a folder', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      const file = pathOf('/root', placeOf(a));
      const below = placeOf(`${a}/${b}`.slice(0, 500)).folders;
      expect(below).not.toContain(file.split('/').at(-1));
    }),
  );
});

it('finds the folder in which a listing begins', () => {
  fc.assert(
    fc.property(key, (text) => {
      const parts = text.split('/').slice(0, -1);
      expect(placeOf(text).folders.slice(0, foldersOf(parts).length)).toEqual(foldersOf(parts));
    }),
  );
});

it('reads no key from a name that no key makes', () => {
  for (const name of ['lost+found', 'A=', 'a b=', 'ä=', '%4G=', '%4=', '.DS_Store', 'a%2F=']) {
    expect([name, entryOf(name)]).toEqual([name, undefined]);
  }
});
