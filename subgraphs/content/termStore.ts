import type { CallOptions, Records } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { reader } from '../item.ts';
import type { OwnName } from './keys.ts';
import { contentTable, ownNamePk, termPk } from './keys.ts';
import type { OwnTombstone } from './ownTombstone.ts';
import { readerOfEither, unlessDeleted } from './ownTombstone.ts';
import type { NamePointer, Term } from './record.ts';
import { namePointerSchema, termSchema } from './record.ts';

/** A section, tag or contributor by what it is and its id. */
export interface TermReference {
  readonly kind: Term['kind'];
  readonly id: string;
}

/** Reads of sections, tags and contributors; each is one call of the port. */
export interface TermStore {
  /** What was deleted is not there. */
  terms(
    references: readonly TermReference[],
    options?: CallOptions & { readonly consistent?: boolean },
  ): Promise<Read<Term>[]>;
  /** For who saves: tombstones too, read consistently. */
  termStates(references: readonly TermReference[], options?: CallOptions): Promise<Read<Term | OwnTombstone>[]>;
  /** What of a subsidiary's own has these slugs, read consistently. */
  namePointers(names: readonly OwnName[], options?: CallOptions): Promise<Read<NamePointer>[]>;
}

/** {@link TermStore} over records. */
export const createTermStore = ({ records }: { readonly records: Records }): TermStore => {
  const readTerm = readerOfEither(termSchema);
  const readName = reader(namePointerSchema, contentTable.name);
  const read = async (
    references: readonly TermReference[],
    options: (CallOptions & { readonly consistent?: boolean }) | undefined,
  ): Promise<Read<Term | OwnTombstone>[]> => {
    const keys = references.map(({ kind, id }) => ({ table: contentTable.name, pk: termPk(kind, id), sk: 'META' }));
    return (await records.getMany(keys, options)).map(readTerm);
  };
  return {
    terms: async (references, options) => (await read(references, options)).map(unlessDeleted),
    termStates: (references, options) => read(references, { ...options, consistent: true }),
    async namePointers(names, options) {
      const items = await records.getMany(
        names.map((name) => ({ table: contentTable.name, pk: ownNamePk(name), sk: 'PTR' })),
        { ...options, consistent: true },
      );
      return items.map(readName);
    },
  };
};
