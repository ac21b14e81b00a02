import { hash } from 'node:crypto';
import type { Viewer } from '../../platform/viewer.ts';
import { audienceOf } from '../../platform/viewer.ts';
import { rulesVersion } from '../../subgraphs/rules.ts';
import type { DocumentLimits } from '../limits.ts';
import type { GraphQLParams } from '../request.ts';

/** What an answer is kept under. */
export interface KeyParts {
  readonly viewer: Viewer;
  /** SHA-256 of the schema that the viewer's view shows. */
  readonly schemaHash: string;
  /** SHA-256 of the document's text. */
  readonly operationHash: string;
  /** What the document was held against. */
  readonly limits: DocumentLimits;
  readonly params: Pick<GraphQLParams, 'operationName' | 'variables'>;
}

/** Levels of lists and objects in variables; what is deeper is not kept. */
const DEEPEST = 32;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const write = (value: unknown, depth: number): string | undefined => {
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  if (!isObject(value)) return JSON.stringify(value);
  if (depth === 0) return undefined;
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const each of value) {
      const part = write(each, depth - 1);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return `[${parts.join(',')}]`;
  }
  const names = Object.keys(value);
  if (names.length > 1) names.sort();
  for (const name of names) {
    const part = write(value[name], depth - 1);
    if (part === undefined) return undefined;
    parts.push(`${JSON.stringify(name)}:${part}`);
  }
  return `{${parts.join(',')}}`;
};

/**
 * JSON in one way alone: names in order, no blanks.
 * @param value - as `JSON.parse` gives it.
 * @returns `undefined` where it is deeper than 32 levels, or holds a number beyond what numbers hold, which JSON cannot write.
 */
export const canonicalJson = (value: unknown): string | undefined => write(value, DEEPEST);

/** Names answers. */
export interface Keys {
  /**
   * The one name of an answer: two requests have the same if and only if who asks sees the same, by the same schema and rules, and asks the same. SHA-256 in base64url.
   * @returns `undefined` where the variables are such that no answer is kept.
   */
  of(parts: KeyParts): string | undefined;
}

/** Of the same request. */
const isSame = (a: KeyParts, b: KeyParts): boolean =>
  a.viewer === b.viewer &&
  a.schemaHash === b.schemaHash &&
  a.operationHash === b.operationHash &&
  a.limits === b.limits;

/** Makes {@link Keys}. */
export const createKeys = (): Keys => {
  /** A viewer lives as long as its key is remembered, so that what its answers have in common is digested once. */
  const audiences = new WeakMap<Viewer, { readonly schemaHash: string; readonly text: string }>();

  const audienceIn = (viewer: Viewer, schemaHash: string): string => {
    const known = audiences.get(viewer);
    if (known?.schemaHash === schemaHash) return known.text;
    const text = `${schemaHash} ${rulesVersion} ${audienceOf(viewer)}`;
    audiences.set(viewer, { schemaHash, text });
    return text;
  };

  const name = ({ viewer, schemaHash, operationHash, limits, params }: KeyParts): string | undefined => {
    const { operationName = null, variables = {} } = params;
    const values = canonicalJson(variables);
    if (values === undefined) return undefined;
    const { depth, aliases, rootFields, tokens } = limits;
    // Blanks stand in the last two parts alone, and a name in JSON ends where it ends: no two lists of parts make the same text.
    const text = `${audienceIn(viewer, schemaHash)} ${operationHash} ${depth} ${aliases} ${rootFields} ${tokens} ${JSON.stringify(operationName)} ${values}`;
    return hash('sha256', text, 'base64url');
  };

  /** What a request that is known again, which is the same object then, was named when it was last asked. */
  const named = new WeakMap<KeyParts['params'], { readonly parts: KeyParts; readonly key: string | undefined }>();

  return {
    of: (parts) => {
      const known = named.get(parts.params);
      if (known && isSame(known.parts, parts)) return known.key;
      const key = name(parts);
      named.set(parts.params, { parts, key });
      return key;
    },
  };
};
