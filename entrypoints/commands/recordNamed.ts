import { collectionNamed } from './namedCollection.ts';
import { contentNamed } from './namedContent.ts';
import { mediaNamed } from './namedMedia.ts';
import type { NamedRecord, Shelves } from './namedRecord.ts';
import { termNamed } from './namedTerm.ts';

/** What is stored under an id. @throws `OperatorError` where it cannot be read. */
export const recordNamed = async (shelves: Shelves, id: string): Promise<NamedRecord | undefined> =>
  (await contentNamed(shelves, id)) ??
  (await mediaNamed(shelves, id)) ??
  (await termNamed(shelves, id)) ??
  collectionNamed(shelves, id);
