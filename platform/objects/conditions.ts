import type { ObjectHead } from './port.ts';

type Headers = Readonly<Record<string, string>>;
/** By which a client's copy is known. */
type Validators = Pick<ObjectHead, 'etag' | 'lastModified'>;

/** Which condition of a request does not hold (RFC 9110 §13.2.2): `If-Match`, then `If-None-Match` or `If-Modified-Since`. @param headers - names in lower case. */
export function failedCondition(headers: Headers, head: Validators): 304 | 412 | undefined {
  const names = (list: string) => list.split(',').map((etag) => etag.trim().replace(/^W\//, ''));
  const match = headers['if-match'];
  if (match !== undefined && match !== '*' && !names(match).includes(head.etag)) return 412;
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return noneMatch === '*' || names(noneMatch).includes(head.etag) ? 304 : undefined;
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Math.floor(head.lastModified / 1_000) * 1_000 <= since ? 304 : undefined;
}

/** The range that a request asks for, where what `If-Range` names is still there. @param headers - names in lower case. */
export function rangeWanted(
  headers: Headers,
  { etag, size }: Pick<ObjectHead, 'etag' | 'size'>,
): ReturnType<typeof rangeOf> {
  const range = headers['if-range'] === undefined || headers['if-range'] === etag ? headers.range : undefined;
  return range === undefined ? undefined : rangeOf(range, size);
}

/** One range of bytes; several, or what is no range, are ignored, as S3 ignores them. */
function rangeOf(
  header: string,
  size: number,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? [];
  if (first === '' && last === '') return undefined;
  const end = Math.min(first === '' || last === '' ? size - 1 : Number(last), size - 1);
  if (first === '')
    return Number(last) === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - Number(last)), end };
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}
