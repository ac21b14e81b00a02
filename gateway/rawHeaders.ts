const BEARER = /^bearer ([\w.-]+)$/i;

/**
 * Each value of a header, as often as it was sent.
 * @param rawHeaders - names and values in turn as they came: Node's `headers` drops a second `Authorization` in silence.
 * @param name - in lower case.
 */
export const headerValues = (rawHeaders: readonly string[], name: string): string[] => {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const each = rawHeaders[at] ?? '';
    if (each.length === name.length && each.toLowerCase() === name) values.push(rawHeaders[at + 1] ?? '');
  }
  return values;
};

/** The token of one `Authorization` header; `undefined` where it is anything but `Bearer` and a compact token. */
export const bearerToken = (authorization: string): string | undefined => BEARER.exec(authorization)?.[1];
