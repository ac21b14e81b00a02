/** A value as PHP's `serialize` knows it. */
export type PhpValue = string | number | boolean | readonly PhpValue[] | { readonly [key: string]: PhpValue };

/** Writes a value the way PHP's `serialize` does; strings are measured in bytes of UTF-8. */
export function serialize(value: PhpValue): string {
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`;
  if (typeof value === 'number') return `i:${value};`;
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`;
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  return `a:${entries.length}:{${entries.map(([key, item]) => serialize(list ? Number(key) : key) + serialize(item)).join('')}}`;
}
