/** `Content-Disposition` of a download: the name in UTF-8 (RFC 6266, RFC 8187) and, for old clients, as near as ASCII comes. Folders and control characters are taken out. */
export function attachment(name: string): string {
  const clean = name.replace(/[\p{Cc}\\/]/gu, '_');
  const ascii = clean
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]|["%]/gu, '_');
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
