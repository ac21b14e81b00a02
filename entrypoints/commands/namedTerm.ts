import { termPk } from '../../subgraphs/content/keys.ts';
import { isTombstone } from '../../subgraphs/content/ownTombstone.ts';
import type { Term } from '../../subgraphs/content/record.ts';
import { indexSchema } from '../../subgraphs/document.ts';
import { renewNaming } from '../../subgraphs/search/naming.ts';
import { ownParts, slugsLeft, tombstoneInWords } from './namedOwn.ts';
import type { NamedRecord, Shelves } from './namedRecord.ts';
import { readable } from './namedRecord.ts';

const kinds = ['section', 'tag', 'contributor'] as const;
const DELETIONS = { section: 'deleteSection', tag: 'deleteTag', contributor: 'deleteContributor' } as const;
/** Where a document of the index names it. */
const FIELDS = { section: 'section', tag: 'tags', contributor: 'contributors' } as const;

const REMARKS = [
  'Records that name it stay, and show it no longer. What they say themselves is theirs: texts, and a byline that was written out.',
  'Kept answers of search may tell its name for fifteen seconds more.',
];

/** A section, tag or contributor, by its id. @throws `OperatorError` where it cannot be read. */
export const termNamed = async (
  { records, search, describers, contentStore }: Shelves,
  id: string,
): Promise<NamedRecord | undefined> => {
  const states = await contentStore.termStates(kinds.map((kind) => ({ kind, id })));
  const kind: Term['kind'] | undefined = kinds.find((_, at) => states[at] !== undefined);
  const found = kind && readable(id, states[kinds.indexOf(kind)]);
  if (!found || !kind) return undefined;
  const tombstone = isTombstone(found) ? found : undefined;
  const term = isTombstone(found) ? undefined : found;
  return {
    ...ownParts({ pk: termPk(kind, id), tombstone, deletion: DELETIONS[kind] }, records),
    kind,
    id,
    owner: found.owner,
    version: found.version,
    state: tombstone ? tombstoneInWords(tombstone) : `live in version ${found.version}`,
    changed: tombstone?.deleted,
    isLive: term !== undefined,
    leavesIndex: async ({ name, current }, signal) => {
      const parts = { search, schema: indexSchema, describers };
      const naming = { field: FIELDS[kind], id, of: current ? undefined : name };
      return (await renewNaming(parts, naming, signal)) === 0;
    },
    places: [slugsLeft(term ? [term] : [], id, records)],
    remarks: REMARKS,
  };
};
