import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kind, parse } from 'graphql';

/** A folder of files that goes away with its test. */
export interface Files extends Disposable {
  /** Writes a file and gives its path. */
  write(name: string, content: string): string;
  /** Writes Apollo's manifest of operations, each by the SHA-256 of its text, and gives its path. */
  manifest(...texts: readonly string[]): string;
}

export const idOfText = (text: string): string => createHash('sha256').update(text).digest('hex');

const entryOf = (body: string) => {
  const [definition] = parse(body).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError('a manifest holds operations');
  return { id: idOfText(body), name: definition.name?.value ?? '', type: definition.operation, body };
};

/** Apollo's manifest of operations. */
export const manifestOf = (...texts: readonly string[]): string =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: texts.map(entryOf) });

export const openFiles = (): Files => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-manifests-'));
  const write: Files['write'] = (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    write,
    manifest: (...texts) => write('manifest.json', manifestOf(...texts)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
};
