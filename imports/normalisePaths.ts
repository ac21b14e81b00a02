import type { Content } from '../subgraphs/content/record.ts';

type Path = Content['paths'][number];

/** Where a URL lies: host name, and path with query. Spellings are made one where they are stored. */
const addressOf = (url: string | undefined): Path | undefined => {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed === null ? undefined : { site: parsed.hostname, path: `${parsed.pathname}${parsed.search}` };
};

/** As many as a record may have. */
const MAX_PATHS = 12;

/** The address of a record under a slug that it had before. */
const withSlug = (link: string, slug: string, old: string): string | undefined => {
  for (const written of [slug, encodeURIComponent(slug), encodeURIComponent(slug).toLowerCase()]) {
    const at = link.lastIndexOf(`/${written}`);
    if (at !== -1) return `${link.slice(0, at + 1)}${encodeURIComponent(old)}${link.slice(at + 1 + written.length)}`;
  }
  return undefined;
};

/** The addresses of a record, its present one first, each once; `left`: those for which there is no room. */
export const pathsOf = (record: {
  readonly link: string | undefined;
  readonly slug: string;
  readonly oldSlugs: readonly string[];
  readonly addresses: readonly string[];
  readonly attachmentPages: readonly string[];
}): { readonly paths: Path[]; readonly left: readonly string[] } => {
  const { link } = record;
  const old = link === undefined ? [] : record.oldSlugs.map((slug) => withSlug(link, record.slug, slug));
  const paths = new Map<string, Path>();
  const left: string[] = [];
  for (const url of [link, ...record.addresses, ...old, ...record.attachmentPages]) {
    const address = addressOf(url);
    // The front page is no record's address, whatever an export says.
    if (url === undefined || address === undefined || address.path === '/') continue;
    const key = `${address.site}${address.path}`;
    if (paths.has(key)) continue;
    if (paths.size < MAX_PATHS) paths.set(key, address);
    else left.push(url);
  }
  return { paths: [...paths.values()], left };
};
