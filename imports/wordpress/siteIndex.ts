import { type ComparedAddress, compareAddress, uploadPath, withoutSize } from './addresses.ts';
import { createHashTable } from './hashTable.ts';

/** What an item of an export is, as far as references to it need to know. */
export interface IndexedItem {
  readonly externalId: string;
  readonly media: boolean;
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

/**
 * Where the records of one site lie, by all their addresses: made before anything is imported, so that links and pictures in a text are
 * resolved in one pass. Some 100 bytes a record, whatever their size.
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
  attachmentsOf(parent: string): readonly string[];
  /** Whether an address belongs to the site, its uploads included. */
  isOwn(address: string): boolean;
}

const MAX_MEDIA_HOSTS = 100;

/** An empty index for the site at `baseUrl`. */
export const createSiteIndex = (baseUrl: string): SiteIndex => {
  const table = createHashTable();
  const siteHost = compareAddress(baseUrl, baseUrl)?.host ?? '';
  const mediaHosts = new Set([siteHost]);
  let children: { readonly parent: number; readonly id: number }[] = [];
  let sorted = true;

  // An item is kept as twice its id, plus 1 for media.
  const pack = (item: IndexedItem): number => Number(item.externalId) * 2 + (item.media ? 1 : 0);
  const unpack = (value: number | undefined): IndexedItem | undefined =>
    value === undefined ? undefined : { externalId: String(Math.floor(value / 2)), media: value % 2 === 1 };

  const fileKeys = (address: ComparedAddress): readonly string[] => {
    const upload = uploadPath(address.path);
    if (upload === undefined)
      return [`file ${address.host}${address.path}${address.query}`, `file ${address.host}${address.path}`];
    const plain = withoutSize(upload);
    return plain === upload ? [`upload ${upload}`] : [`upload ${upload}`, `upload ${plain}`];
  };

  /** Services that resize pictures put the site's host into their path. */
  const throughProxy = (address: ComparedAddress): ComparedAddress => {
    if (!/^i\d\.wp\.com$/.test(address.host)) return address;
    const [, host = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(address.path) ?? [];
    return { ...address, host: host.replace(/^www\./, ''), path };
  };

  return {
    add: (entry) => {
      const value = pack(entry);
      table.add(Number(entry.externalId), value);
      for (const address of [entry.link, entry.guid]) {
        const compared = address === undefined ? undefined : compareAddress(address, baseUrl);
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
        children.push({ parent: Number(entry.parent), id: Number(entry.externalId) });
        sorted = false;
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
    attachmentsOf: (parent) => {
      if (!sorted) children = children.toSorted((a, b) => a.parent - b.parent || a.id - b.id);
      sorted = true;
      const wanted = Number(parent);
      let from = 0;
      let to = children.length;
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((children[middle]?.parent ?? 0) < wanted) from = middle + 1;
        else to = middle;
      }
      const found: string[] = [];
      for (let at = from; children[at]?.parent === wanted; at += 1) found.push(String(children[at]?.id));
      return found;
    },
    isOwn: (address) => {
      return compareAddress(address, baseUrl)?.host === siteHost;
    },
  };
};
