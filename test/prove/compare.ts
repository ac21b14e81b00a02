import type { ExecutionResult } from 'graphql';
import type { Unsaid } from './unsaid.ts';
import { SOMETHING, SOMETHING_COUNTED } from './unsaid.ts';

/** What comparing came to. */
export interface Compared {
  readonly leaves: number;
  /** Where the answer is not what it must be; none where it is. */
  readonly faults: readonly string[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const said = (value: unknown): string => JSON.stringify(value)?.slice(0, 120) ?? 'nothing';

interface Found {
  leaves: number;
  readonly faults: string[];
}

/** Holds a part of an answer against what the model says of it. */
const hold = (wanted: unknown, is: unknown, path: string, unsaid: Unsaid, found: Found): void => {
  const fault = (what: string): void => void found.faults.push(`${path}: ${what}`);
  if (wanted === SOMETHING || wanted === SOMETHING_COUNTED) {
    found.leaves += 1;
    if (typeof is !== (wanted === SOMETHING ? 'string' : 'number')) fault(`${said(is)} for something`);
  } else if (Array.isArray(wanted)) {
    if (!Array.isArray(is)) fault(`${said(is)} for a list`);
    else if (unsaid.open.has(path)) found.leaves += is.length;
    else if (is.length !== wanted.length) fault(`${is.length} entries for ${wanted.length}`);
    else if (unsaid.unordered.has(path)) holdUnordered(wanted, is, path, unsaid, found);
    else for (const [at, each] of wanted.entries()) hold(each, is[at], `${path}.${at}`, unsaid, found);
  } else if (isObject(wanted)) {
    const names = Object.keys(wanted);
    const has = isObject(is) ? is : undefined;
    if (!has) fault(`${said(is)} for an object`);
    else if (names.join() !== Object.keys(has).join()) fault(`${Object.keys(has).join()} for ${names.join()}`);
    else for (const name of names) hold(wanted[name], has[name], path === '' ? name : `${path}.${name}`, unsaid, found);
  } else {
    found.leaves += 1;
    if (!Object.is(wanted, is)) fault(`${said(is)} for ${said(wanted)}`);
  }
};

/** Each entry that is wanted must be there, whichever it is. */
const holdUnordered = (
  wanted: readonly unknown[],
  is: readonly unknown[],
  path: string,
  unsaid: Unsaid,
  found: Found,
): void => {
  const left = [...is];
  for (const [at, each] of wanted.entries()) {
    const inner: Found = { leaves: 0, faults: [] };
    const place = left.findIndex((entry) => {
      inner.leaves = 0;
      inner.faults.length = 0;
      hold(each, entry, `${path}.${at}`, unsaid, inner);
      return inner.faults.length === 0;
    });
    found.leaves += inner.leaves;
    if (place < 0) found.faults.push(`${path}: nothing for ${said(each)}`);
    else left.splice(place, 1);
  }
};

/** Holds an answer against what the model says of it: every leaf there, with its value, and nothing else. */
export const compare = (wanted: unknown, is: unknown, unsaid: Unsaid): Compared => {
  const found: Found = { leaves: 0, faults: [] };
  hold(wanted, is, '', unsaid, found);
  return found;
};

/** Where errors show, indexes left out, each once. */
export const placesOf = (errors: readonly { readonly path?: readonly (string | number)[] | undefined }[]): string =>
  [...new Set(errors.map(({ path = [] }) => path.filter((step) => typeof step === 'string').join('.')))]
    .sort()
    .join(' ');

/** What graphql-js made of the model, as JSON. */
export const plainResult = ({
  data,
  errors = [],
}: ExecutionResult): { readonly data: unknown; readonly places: string } => ({
  data: JSON.parse(JSON.stringify(data ?? null)),
  places: placesOf(errors),
});
