import { hashOf } from '../../platform/ids.ts';
import type { TableDefinition } from '../../platform/records/port.ts';
import type { Term } from './record.ts';

/** The live table: what readers see, and all they see. Its index `lists` holds the links. */
export const contentTable: TableDefinition = {
  name: 'content',
  indexes: [{ name: 'lists', pk: 'lpk', sk: 'lsk', projection: 'keys' }],
  feed: true,
};

/** The desk: working copies, revisions, raw sources. Its index `due` finds what goes live or comes down by itself, by minute. */
export const contentDeskTable: TableDefinition = {
  name: 'content-desk',
  indexes: [{ name: 'due', pk: 'dpk', sk: 'dsk', projection: 'keys' }],
  feed: false,
};

/** The partition of a record's parts. */
export const contentPk = (id: string): string => `C#${id}`;
/** The record that a partition belongs to, where it is one's. */
export const idOfPk = (pk: string): string | undefined => (pk.startsWith('C#') ? pk.slice(2) : undefined);

const TERM_PREFIX: Readonly<Record<Term['kind'], string>> = { section: 'S#', tag: 'T#', contributor: 'P#' };
/** The partition of a section, tag or contributor. */
export const termPk = (kind: Term['kind'], id: string): string => `${TERM_PREFIX[kind]}${id}`;

/** Pointers' partitions; slugs and paths are long and foreign, so their hash stands in the key. */
export const slugPk = (subsidiary: string, language: string, slug: string): string =>
  `SLUG#${subsidiary}#${language}#${hashOf(slug)}`;
export const altPk = (subsidiary: string, role: string, value: string): string =>
  `ALT#${subsidiary}#${hashOf(`${role}\n${value}`)}`;
export const pathPk = (site: string, path: string): string => `PATH#${site}#${hashOf(path)}`;
export const translationsPk = (group: string): string => `TRG#${group}`;

/** The lists that a record lies in: dense partitions, one for each audience (its owner and each of its packages). */
export const latestList = (audience: string): string => `LATEST#${audience}`;
export const sectionList = (section: string, audience: string): string => `SEC#${section}#${audience}`;

/** The order within every list: newest first is descending. */
export const orderKey = (published: string, id: string): string => `${published}#${id}`;

/** The sort key of a version on the desk. */
export const revisionSk = (version: number): string => `REV#${String(version).padStart(10, '0')}`;
