import { domainToASCII } from 'node:url';
import { hashOf } from '../../platform/ids.ts';
import type { TableDefinition } from '../../platform/records/port.ts';
import { dueIndex } from '../../writes/dueIndex.ts';
import type { Term } from './record.ts';

/** The live table: what readers see, and all they see. Its index `lists` holds the links. */
export const contentTable: TableDefinition = {
  name: 'content',
  indexes: [{ name: 'lists', pk: 'lpk', sk: 'lsk', projection: 'keys' }],
  feed: true,
};

/** The desk: working copies, revisions, raw sources. Its index `due` finds what goes live or comes down by itself, the earliest first; `work` an owner's working copies. */
export const contentDeskTable: TableDefinition = {
  name: 'content-desk',
  indexes: [dueIndex, { name: 'work', pk: 'wpk', sk: 'wsk', projection: 'keys' }],
  feed: false,
};

/** The sort key, on the desk, of what finds a live record when it expires. */
export const EXPIRES_SK = 'EXPIRES';

/** The partition of an owner's working copies in the index `work`, ordered by when each was saved. */
export const workList = (owner: string): string => `WORK#${owner}`;

/** The partition of a record's parts. */
export const contentPk = (id: string): string => `C#${id}`;
/** The record that a partition belongs to, where it is one's. */
export const idOfPk = (pk: string): string | undefined => (pk.startsWith('C#') ? pk.slice(2) : undefined);

const TERM_PREFIX: Readonly<Record<Term['kind'], string>> = { section: 'S#', tag: 'T#', contributor: 'P#' };
/** The partition of a section, tag or contributor. */
export const termPk = (kind: Term['kind'], id: string): string => `${TERM_PREFIX[kind]}${id}`;

/** The section, tag or contributor that a partition belongs to, where it is one's. */
export const termOfPk = (pk: string): { readonly kind: Term['kind']; readonly id: string } | undefined => {
  const kind = (['section', 'tag', 'contributor'] as const).find((each) => pk.startsWith(TERM_PREFIX[each]));
  return kind && { kind, id: pk.slice(TERM_PREFIX[kind].length) };
};

/** The partition of a collection. */
export const collectionPk = (id: string): string => `K#${id}`;
/** The collection that a partition belongs to, where it is one's. */
export const collectionOfPk = (pk: string): string | undefined => (pk.startsWith('K#') ? pk.slice(2) : undefined);

/** What would end a path or begin an escape, were it left as it is. */
const RESERVED = /[%?#]/g;

/** Runs of escapes that are UTF-8 are what they stand for; others, and a stray percent sign, are part of the address as they are. */
const decoded = (place: string): string =>
  place.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

/** One spelling of a path: percent-decoded, composed, without fragment, without empty parts and the slash at its end, the query kept. */
export const normalPath = (path: string): string => {
  const [whole = ''] = path.split('#');
  const [place = '', ...query] = whole.split('?');
  const parts = decoded(place).normalize('NFC').split('/').filter(Boolean).join('/');
  const spelled = `/${parts.replace(RESERVED, (character) => encodeURIComponent(character))}`;
  return query.length > 0 ? `${spelled}?${query.join('?')}` : spelled;
};

/** One spelling of a host name: lower case, as DNS has it. */
const normalSite = (site: string): string => domainToASCII(site) || site.toLowerCase();

/** A site and a path on it, each in its one spelling. */
export interface Address {
  readonly site: string;
  readonly path: string;
}

/** Where an absolute URL lies; `undefined` where it is none. */
export const addressOf = (url: string | undefined): Address | undefined => {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed ? { site: parsed.hostname, path: normalPath(parsed.pathname + parsed.search) } : undefined;
};

/** Whether this is the address that a canonical URL names, whatever the spelling. */
export const isPresentAddress = (canonicalUrl: string | undefined, site: string, path: string): boolean => {
  const present = addressOf(canonicalUrl);
  return present !== undefined && present.site === normalSite(site) && present.path === normalPath(path);
};

/** Pointers' partitions; slugs and paths are long and foreign, so their hash stands in the key. */
/** A slug is unique within a language, whatever its region: `en-GB` and `en` find the same. */
export const slugPk = (subsidiary: string, language: string, slug: string): string =>
  `SLUG#${subsidiary}#${language.toLowerCase().split('-')[0]}#${hashOf(slug)}`;
export const altPk = (subsidiary: string, role: string, value: string): string =>
  `ALT#${subsidiary}#${hashOf(`${role}\n${value}`)}`;
export const pathPk = (site: string, path: string): string => `PATH#${normalSite(site)}#${hashOf(normalPath(path))}`;
/** The sort key, on the desk, of a name that an owner's working copy has: each owner's own, so that nobody's draft stands in the way of another's. */
export const draftPointerSk = (owner: string): string => `PTR#${owner}`;
/** The slug of a section, tag, contributor or collection, and whose it is. */
export interface OwnName {
  readonly owner: string;
  readonly kind: Term['kind'] | 'collection';
  readonly slug: string;
}
/** A slug is unique among the sections, the tags, the contributors and the collections of a subsidiary. */
export const ownNamePk = ({ owner, kind, slug }: OwnName): string => `NAME#${owner}#${kind}#${hashOf(slug)}`;
/** The attribute by which a record is a member of its translation group. */
export const translationMember = (id: string): string => `m_${id}`;
export const translationsPk = (group: string): string => `TRG#${group}`;

/** The lists that a record lies in: dense partitions, one for each audience (its owner and each of its packages). */
export const latestList = (audience: string): string => `LATEST#${audience}`;
export const sectionList = (section: string, audience: string): string => `SEC#${section}#${audience}`;

/** The sort key of a record's link into a list. */
export const linkSk = (list: string): string => `IN#${list}`;
/** The list into which a link leads, by its sort key; `undefined` for another item's. */
export const listOfLink = (sk: string): string | undefined => (sk.startsWith('IN#') ? sk.slice(3) : undefined);

/** The order within every list: newest first is descending. */
export const orderKey = (published: string, id: string): string => `${published}#${id}`;

const digits = (version: number): string => String(version).padStart(10, '0');
/** The sort key of a version on the desk: what its list shows. */
export const revisionSk = (version: number): string => `REV#${digits(version)}`;
/** The sort key of a version's text, apart from {@link revisionSk} so that a list of versions reads no texts. */
export const snapshotSk = (version: number): string => `SNAP#${digits(version)}`;
