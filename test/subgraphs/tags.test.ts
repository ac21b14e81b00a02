import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentPk, latestList, sectionList, slugPk, termPk } from '../../subgraphs/content/keys.ts';
import { documentId } from '../../subgraphs/document.ts';
import { mediaPk } from '../../subgraphs/media/store.ts';
import { organisationsTag } from '../../subgraphs/purgedDirectory.ts';
import { everythingTag, organisationTag, partitionTag } from '../../subgraphs/tags.ts';
import { idOf } from '../support/builders.ts';

test('a document of the index bears the name of its record’s partition', () => {
  expect(documentId('CONTENT', idOf('story'))).toBe(contentPk(idOf('story')));
  expect(documentId('MEDIA', idOf('story'))).toBe(mediaPk(idOf('story')));
});

test('a tag takes no more bytes than a cache does, and tells partitions apart', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
      fc.string({ unit: 'binary', minLength: 1 }),
      (one, other) => {
        expect(Buffer.byteLength(partitionTag(one))).toBeLessThanOrEqual(512);
        expect(partitionTag(one) === partitionTag(one + other)).toBe(false);
      },
    ),
  );
});

test('what every answer carries is no partition’s tag', () => {
  const partitions = [
    contentPk('courier'),
    mediaPk('courier'),
    termPk('tag', 'courier'),
    latestList('courier'),
    sectionList('all', 'courier'),
    slugPk('courier', 'en', 'all'),
  ].map(partitionTag);
  expect(new Set([...partitions, organisationsTag, everythingTag, organisationTag('courier')]).size).toBe(9);
});
