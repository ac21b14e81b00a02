import type { CallOptions, Records } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { reader } from '../item.ts';
import type { OwnName } from './keys.ts';
import { contentTable, ownNamePk, termPk } from './keys.ts';
import type { NamePointer, Term } from './record.ts';
import { namePointerSchema, termSchema } from './record.ts';

/** A section, tag or contributor by what it is and its id. */
export interface TermReference {
  readonly kind: Term['kind'];
  readonly id: string;
}

/** Reads of sections, tags and contributors; each is one call of the port. */
export interface TermStore {
  terms(
    references: readonly TermReference[],
    options?: CallOptions & { readonly consistent?: boolean },
  ): Promise<Read<Term>[]>;
  /** What of a subsidiary's own has these slugs, read consistently. */
  namePointers(names: readonly OwnName[], options?: CallOptions): Promise<Read<NamePointer>[]>;
}

/** {@link TermStore} over records. */
export const createTermStore = ({ records }: { readonly records: Records }): TermStore => {
  const readTerm = reader(termSchema, contentTable.name);
  const readName = reader(namePointerSchema, contentTable.name);
  return {
    async terms(references, options) {
      const items = await records.getMany(
        references.map(({ kind, id }) => ({ table: contentTable.name, pk: termPk(kind, id), sk: 'META' })),
        options,
      );
      return items.map(readTerm);
    },
    async namePointers(names, options) {
      const items = await records.getMany(
        names.map((name) => ({ table: contentTable.name, pk: ownNamePk(name), sk: 'PTR' })),
        { ...options, consistent: true },
      );
      return items.map(readName);
    },
  };
};
