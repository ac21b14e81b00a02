import { type ComparedAddress, compareAddress, uploadPath, withoutSize } from './addresses.ts';
import { createChildren } from './children.ts';
import { createHashTable } from './hashTable.ts';

/** What an item of an export is, as far as references to it need to know. */
export interface IndexedItem {
  readonly externalId: string;
  readonly media: boolean;
  /** Whether readers may see it: published, or an attachment. */
  readonly live: boolean;
  /** Whether it is taken over at all: what lies in the trash is not. */
  readonly taken: boolean;
}

/** What an item's survey tells the index. */
export interface IndexEntry extends IndexedItem {
  /** Its permalink or attachment page. */
  readonly link: string | undefined;
  readonly guid: string | undefined;
  /** Where an attachment's bytes lie. */
  readonly fileUrl: string | undefined;
  readonly parent: string | undefined;
}

/** An attachment of a record. */
export interface Attachment {
  readonly externalId: string;
  /** The address of its own page. */
  readonly page: string | undefined;
}

/**
 * Where the records of one site lie, by all their addresses: made before anything is imported, so that links and pictures in a text are
 * resolved in one pass. Some 200 bytes a record, whatever its size.
 */
export interface SiteIndex {
  add(entry: IndexEntry): void;
  /** What an item of this id is. */
  item(externalId: string): IndexedItem | undefined;
  /** The record to which an address leads. */
  byAddress(address: string): IndexedItem | undefined;
  /** The attachment whose file, or a smaller size of it, lies at an address. */
  mediaByFile(address: string): string | undefined;
  /** The attachments that were uploaded for a record, in the order of their ids. */
  attachmentsOf(parent: string): readonly Attachment[];
  /** Whether an address lies on the site's own host. */
  isOwn(address: string): boolean;
}

const MAX_MEDIA_HOSTS = 100;
const MEDIA = 1;
const LIVE = 2;
const TAKEN = 4;
const FLAGS = 8;

const pack = ({ externalId, media, live, taken }: IndexedItem): number =>
  Number(externalId) * FLAGS + (media ? MEDIA : 0) + (live ? LIVE : 0) + (taken ? TAKEN : 0);

const unpack = (value: number | undefined): IndexedItem | undefined => {
  if (value === undefined) return undefined;
  const flags = value % FLAGS;
  return {
    externalId: String(Math.floor(value / FLAGS)),
    media: (flags & MEDIA) !== 0,
    live: (flags & LIVE) !== 0,
    taken: (flags & TAKEN) !== 0,
  };
};

const fileKeys = (address: ComparedAddress): readonly string[] => {
  const upload = uploadPath(address.path);
  if (upload === undefined) {
    return [`file ${address.host}${address.path}${address.query}`, `file ${address.host}${address.path}`];
  }
  const plain = withoutSize(upload);
  return plain === upload ? [`upload ${upload}`] : [`upload ${upload}`, `upload ${plain}`];
};

/** Services that resize pictures put the site's host into their path. */
const throughProxy = (address: ComparedAddress): ComparedAddress => {
  if (!/^i\d\.wp\.com$/.test(address.host)) return address;
  const [, host = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(address.path) ?? [];
  return { ...address, host: host.replace(/^www\./, ''), path };
};

/** An empty index for the site at `baseUrl`. */
export const createSiteIndex = (baseUrl: string): SiteIndex => {
  const table = createHashTable();
  const children = createChildren();
  const siteHost = compareAddress(baseUrl, baseUrl)?.host ?? '';
  const mediaHosts = new Set([siteHost]);

  return {
    add: (entry) => {
      const value = pack(entry);
      table.add(Number(entry.externalId), value);
      if (!entry.taken) return;
      for (const address of [entry.link, entry.guid]) {
        // An address by id alone needs no entry: the id has one.
        if (address === undefined || /\/\?(?:p|page_id|attachment_id)=\d+$/.test(address)) continue;
        const compared = compareAddress(address, baseUrl);
        if (compared?.host === siteHost && compared.path !== '' && compared.postId === undefined) {
          table.add(`page ${compared.path}`, value);
        }
      }
      const file = entry.fileUrl === undefined ? undefined : compareAddress(entry.fileUrl, baseUrl);
      if (file !== undefined) {
        for (const key of fileKeys(file)) table.add(key, value);
        if (mediaHosts.size < MAX_MEDIA_HOSTS) mediaHosts.add(file.host);
      }
      if (entry.media && entry.parent !== undefined) {
        children.add(Number(entry.parent), Number(entry.externalId), entry.link);
      }
    },
    item: (externalId) => unpack(table.get(Number(externalId))),
    byAddress: (address) => {
      const compared = compareAddress(address, baseUrl);
      if (compared?.host !== siteHost) return undefined;
      if (compared.postId !== undefined) return unpack(table.get(Number(compared.postId)));
      return compared.path === '' ? undefined : unpack(table.get(`page ${compared.path}`));
    },
    mediaByFile: (address) => {
      const compared = compareAddress(address, baseUrl);
      if (compared === undefined) return undefined;
      const direct = throughProxy(compared);
      if (!mediaHosts.has(direct.host)) return undefined;
      for (const key of fileKeys(direct)) {
        const found = unpack(table.get(key));
        if (found?.media === true) return found.externalId;
      }
      return undefined;
    },
    attachmentsOf: (parent) => children.of(Number(parent)).map(({ id, page }) => ({ externalId: String(id), page })),
    isOwn: (address) => compareAddress(address, baseUrl)?.host === siteHost,
  };
};
