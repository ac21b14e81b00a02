import type { Term } from '../../subgraphs/content/record.ts';
import { SHAPE } from '../../subgraphs/content/record.ts';
import type { House } from './houses.ts';
import { seedId, slugOf } from './ids.ts';

/** The series that every folder holds whole, however large it is: what finds it finds as many records in each. */
export const series = { tag: 'The saltmarsh letters', episodes: 25 } as const;

/** Enough people that no name is everywhere. */
const NEWSROOM = 60;

/** The people who write for a house. */
export const newsroomOf = ({ grammars: [{ words }] }: House): string[] => {
  const { first = [], last = [] } = words;
  return Array.from(
    { length: NEWSROOM },
    (_, at) => `${first[(at * 7) % first.length]} ${last[(at * 11 + Math.floor(at / last.length)) % last.length]}`,
  );
};

/** The sections, tags and contributors that records name. */
export interface Terms {
  /** The id of one, which is then among {@link Terms.named}. */
  idOf(house: House, kind: Term['kind'], name: string, slug?: string): string;
  /** Those named so far, each once, in the order in which they first were. */
  named(): Term[];
}

/** Terms that come to be as they are named. */
export const createTerms = (): Terms => {
  const ids = new Map<string, string>();
  const terms = new Map<string, Term>();
  return {
    idOf: (house, kind, name, slug = slugOf(name)) => {
      const key = `${house.id}/${kind}/${name}`;
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = seedId(house, kind, slug);
      ids.set(key, id);
      const description = kind === 'contributor' ? `${name} · ${house.name}` : undefined;
      // In a house of two languages two names may have one slug: whichever was named first is it.
      if (!terms.has(id)) terms.set(id, { v: SHAPE, id, kind, owner: house.id, name, slug, description, version: 1 });
      return id;
    },
    named: () => [...terms.values()],
  };
};
