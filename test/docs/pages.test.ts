import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Command } from '../../entrypoints/commands/command.ts';
import { nouns } from '../../entrypoints/commands/nouns.ts';
import { configVariables } from '../../platform/config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })];
const pages = names.map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
/** What says how it is, not how it was. */
const manuals = pages.filter(({ name }) => name !== 'CHANGELOG.md');

const withoutBlocks = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '');
/** What stands between backticks, and each line of a block. */
const codeOf = (text: string): string[] => [
  ...Array.from(text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)).flatMap(([, block = '']) => block.split('\n')),
  ...Array.from(withoutBlocks(text).matchAll(/`([^`\n]+)`/g), ([, code = '']) => code),
];
/** The name of a heading in an address. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsOf = (text: string): string[] =>
  Array.from(withoutBlocks(text).matchAll(/^#+ (.+)$/gm), ([, heading = '']) => anchorOf(heading));

/** What follows `masthead` in a line, up to what the shell takes. */
const commandsOf = (text: string): string[][] =>
  codeOf(text).flatMap((line) =>
    Array.from(
      line.matchAll(/(?:^|\(|&& |npm run (?:--silent )?)masthead (?:-- )?([a-z][^#|`)]*)/g),
      ([, words = '']) => words.trim().split(/\s+/),
    ),
  );
const commandOf = ([name = '', verb = '']: readonly string[]): Command | undefined => {
  const noun = nouns.find((each) => each.name === name);
  return noun?.verbs[verb] ?? noun?.verbs[''];
};
const isHelp = ([name, verb]: readonly string[]): boolean => name === 'help' || verb === 'help';
/** `masthead clients` means all of a noun's commands. */
const isNoun = (words: readonly string[]): boolean => words.length === 1 && nouns.some(({ name }) => name === words[0]);

/** What is wrong, each with its page; at least `least` things were looked at. */
const expectNone = (
  looked: readonly (readonly [page: string, what: string, fault: boolean])[],
  least: number,
): void => {
  expect(looked.length).toBeGreaterThanOrEqual(least);
  expect(looked.flatMap(([page, what, fault]) => (fault ? [`${page}: ${what}`] : []))).toEqual([]);
};

describe('the pages', () => {
  it('lead to pages and headings that are there', () => {
    const isThere = (name: string, target: string): boolean => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(root, name) : join(root, dirname(name), path);
      if (!existsSync(file)) return false;
      return anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
    };
    const links = pages.flatMap(({ name, text }) =>
      Array.from(
        text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g),
        ([, target = '']) => [name, target, !isThere(name, target)] as const,
      ),
    );
    expectNone(links, 100);
  });

  it('call commands that there are, by options that they have', () => {
    const isKnown = (words: readonly string[]): boolean => {
      if (isHelp(words) || isNoun(words)) return true;
      const known = commandOf(words);
      const options = Array.from(words.join(' ').matchAll(/(?<=^|[\s[])--([a-z-]+)/g), ([, option = '']) => option);
      return known !== undefined && options.every((option) => option in known.options);
    };
    const calls = manuals.flatMap(({ name, text }) =>
      commandsOf(text).map((words) => [name, `masthead ${words.join(' ')}`, !isKnown(words)] as const),
    );
    expectNone(calls, 60);
  });

  it('call scripts that there are', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    const calls = manuals.flatMap(({ name, text }) =>
      Array.from(
        text.matchAll(/npm run (?:--silent )?([a-z:]+)/g),
        ([, script = '']) => [name, script, !(script in scripts)] as const,
      ),
    );
    expectNone(calls, 30);
  });

  it('name files that there are', () => {
    const rooms =
      /^(?:schema|platform|subgraphs|gateway|writes|imports|entrypoints|samples|scripts|test|bench|prove|docs)\/[\w./-]*$/;
    const files = manuals.flatMap(({ name, text }) =>
      codeOf(text)
        .map((code) => code.split(/[\s:#]/)[0] ?? '')
        .filter((path) => rooms.test(path))
        .map((path) => [name, path, !existsSync(join(root, path))] as const),
    );
    expectNone(files, 60);
  });

  it('configure by variables that there are', () => {
    /** Of Node, of the C library, of AWS's SDK. */
    const others = /^(?:AWS_|NODE_|MALLOC_|MASTHEAD_)/;
    const operators = pages.filter(({ name }) => name.startsWith('docs/operators/'));
    const variables = operators.flatMap(({ name, text }) =>
      codeOf(text)
        .flatMap((code) =>
          Array.from(code.matchAll(/(?:^|\s)([A-Z][A-Z_]{3,})=(?!\$)/g), ([, variable = '']) => variable),
        )
        .map((variable) => [name, variable, !others.test(variable) && !(variable in configVariables.shape)] as const),
    );
    expectNone(variables, 20);
  });
});
