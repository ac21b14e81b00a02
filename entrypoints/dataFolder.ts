import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Secrets } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';

/** The version of what lies in the folder. A folder of a later one is refused, since its shapes are unknown here. */
const VERSION = 1;

const versionSchema = z.object({ version: z.number().int().positive() });
const secret = z.string().min(43);
const secretsSchema = z.object({ link: secret, cursor: secret, key: secret, token: secret });

/** The folder of the embedded adapters. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** A file or folder in it. */
  at(name: string): string;
  /** Made on first use, kept in a file that only its owner reads. */
  secrets(): Secrets;
  /** Reads a JSON file of it; `undefined` where there is none. */
  read<T>(name: string, schema: z.ZodType<T>): T | undefined;
  /** Writes a JSON file whole or not at all, readable by its owner alone. */
  write(name: string, value: unknown): void;
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);

/**
 * Opens the data folder, making it where it is not there.
 * @param fresh - removes first what Masthead put there before.
 * @throws {@link OperatorError} where it cannot be written, is not Masthead's, or comes from a later version.
 */
export const openDataFolder = (dataDir: string, { fresh = false } = {}): DataFolder => {
  const path = resolve(dataDir);
  const at = (name: string): string => join(path, name);
  const versionFile = at('version.json');

  const parse = <T>(file: string, schema: z.ZodType<T>): T => {
    try {
      return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      throw new OperatorError(
        `${file} cannot be read as what it should be; restore it, or begin anew with \`npm start -- --fresh\``,
        { cause: error },
      );
    }
  };
  const write = (name: string, value: unknown): void => {
    const draft = at(`${name}.${process.pid}.new`);
    writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, at(name));
  };

  try {
    if (fresh && existsSync(path)) {
      // Only a folder that carries our mark is ever removed.
      if (!existsSync(versionFile))
        throw new OperatorError(
          `${path} is not a data folder of Masthead: it is left as it is. Name another one with DATA_DIR.`,
        );
      rmSync(path, { recursive: true });
    }
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!existsSync(versionFile)) write('version.json', { version: VERSION });
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(
      `the data folder ${path} cannot be written (${reasonOf(error)}): give it to this user, or name another one with DATA_DIR`,
      {
        cause: error,
      },
    );
  }
  const { version } = parse(versionFile, versionSchema);
  if (version > VERSION)
    throw new OperatorError(
      `the data folder ${path} comes from a later version of Masthead (its version is ${version}, this one knows ${VERSION}): update Masthead, or name another folder with DATA_DIR`,
    );

  return {
    path,
    at,
    write,
    read: (name, schema) => (existsSync(at(name)) ? parse(at(name), schema) : undefined),
    secrets: () => {
      const file = 'secrets.json';
      if (!existsSync(at(file))) {
        const make = (): string => randomBytes(32).toString('base64url');
        write(file, { link: make(), cursor: make(), key: make(), token: make() });
      }
      return parse(at(file), secretsSchema);
    },
  };
};
