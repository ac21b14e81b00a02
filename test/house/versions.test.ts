import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** Lowest versions known to be right, and free of known holes. Raise them with every advisory that concerns us. */
const AT_LEAST: Readonly<Record<string, string>> = {
  node: '24.12.0',
  graphql: '16.15.0',
  '@apollo/server': '5.5.0',
  '@apollo/gateway': '2.14.0',
  '@apollo/subgraph': '2.14.0',
  '@apollo/composition': '2.14.0',
  '@apollo/query-planner': '2.14.0',
  '@apollo/query-graphs': '2.14.0',
  '@apollo/federation-internals': '2.14.0',
  'graphql-shield': '7.6.5',
  ioredis: '6.0.0',
  jose: '6.2.0',
  undici: '7.0.0',
  typescript: '7.0.0',
  vitest: '5.0.0',
};

/** The same where they are used at all. */
const AT_LEAST_IF_PRESENT: Readonly<Record<string, string>> = { fastify: '5.7.2', 'graphql-query-complexity': '2.0.0' };

/** First versions that are too new: the gateway, the subgraphs and the shield need GraphQL 16. */
const BELOW: Readonly<Record<string, string>> = { graphql: '17.0.0', '@apollo/gateway': '2.15.0' };

/** One federation, one version. */
const TOGETHER = Object.keys(AT_LEAST).filter((name) => /^@apollo\/(?!server)/.test(name));

/** 3.0.0 of the command line is astray; this is the last right one. */
const PINNED: Readonly<Record<string, string>> = { 'aws-cdk': '2.1148.1' };

const PERMISSIVE = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'PSF-2.0',
]);

/** Licences with conditions, package by package. */
const BY_NAME: Readonly<Record<string, RegExp>> = {
  // The gateway may not be offered to others as a service of its own; the README says so.
  'Elastic-2.0': /^@apollo\/(gateway|composition|federation-internals|query-graphs|query-planner)$/,
  // Used as it is published; the licence is about its own files alone.
  'MPL-2.0': /^exifreader$/,
  // libvips, which sharp loads as a library and nobody changes.
  'LGPL-3.0-or-later': /^@img\/sharp-(libvips-[\w-]+|win32-\w+|wasm32)$/,
};

const entry = z.object({
  version: z.string(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  integrity: z.string().optional(),
  os: z.array(z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
const { packages } = z.object({ packages: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text));
const installed = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, value]) => ({ path, name: path.replace(/^.*node_modules\//, ''), ...entry.parse(value) }));
const paths = new Set(installed.map(({ path }) => path));
const copiesOf = (name: string) => installed.filter((one) => one.name === name);

/** Negative where `a` is older. A pre-release counts as its release. */
const compare = (a: string, b: string): number => {
  const numbers = (version: string): number[] => version.split('-')[0]?.split('.').map(Number) ?? [];
  const [one, other] = [numbers(a), numbers(b)];
  return [0, 1, 2].map((part) => (one[part] ?? 0) - (other[part] ?? 0)).find((difference) => difference !== 0) ?? 0;
};

describe('what package-lock.json installs', () => {
  it.each(Object.entries(AT_LEAST))('%s is at least %s, in every copy', (name, floor) => {
    const copies = copiesOf(name);
    expect(copies.length).toBeGreaterThan(0);
    expect(copies.filter(({ version }) => compare(version, floor) < 0)).toEqual([]);
  });

  it.each(Object.entries(AT_LEAST_IF_PRESENT))('%s is at least %s where it is used', (name, floor) => {
    expect(copiesOf(name).filter(({ version }) => compare(version, floor) < 0)).toEqual([]);
  });

  it.each(Object.entries(BELOW))('%s is below %s, in every copy', (name, ceiling) => {
    expect(copiesOf(name).filter(({ version }) => compare(version, ceiling) >= 0)).toEqual([]);
  });

  it.each(Object.entries(PINNED))('%s is %s where it is used', (name, version) => {
    expect(copiesOf(name).filter((copy) => copy.version !== version)).toEqual([]);
  });

  it('has one version of all of Apollo Federation', () => {
    expect(new Set(TOGETHER.flatMap(copiesOf).map(({ version }) => version)).size).toBe(1);
  });

  it('has one copy of graphql: two would not know each other’s types', () => {
    expect(copiesOf('graphql').map(({ path }) => path)).toEqual(['node_modules/graphql']);
  });

  it('names no registry', () => {
    expect(text).not.toContain('"resolved"');
  });

  it('proves the bytes of each package, but those of platforms that were not at hand', () => {
    const unproven = installed.filter(({ integrity }) => integrity === undefined);
    expect(unproven.filter(({ optional, os }) => optional !== true || os === undefined)).toEqual([]);
  });

  it('names every optional package of every platform, without which npm ci refuses it', () => {
    const missing = installed.flatMap(({ path, optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) => {
        for (let at = path; ; at = posix.dirname(at)) {
          if (paths.has(posix.join(at, 'node_modules', name))) return false;
          if (at === '.') return true;
        }
      }),
    );
    expect(missing).toEqual([]);
  });

  it('carries, in the product, only licences that let it be used and passed on, and the others package by package', () => {
    const refused = installed.filter(({ dev, name, license = 'none' }) => {
      if (dev === true) return false;
      const parts = license.replaceAll(/[()]/g, '').split(/ (?:AND|OR) /);
      return !parts.every((part) => PERMISSIVE.has(part) || BY_NAME[part]?.test(name) === true);
    });
    expect(refused.map(({ name, version, license }) => `${name} ${version}: ${license}`)).toEqual([]);
  });
});
