import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../system/masthead.ts';
import { openCommandLine } from './commandLine.ts';

const FRONT = `# The front page.
query Front($first: Int = 10) {
  latestContent(first: $first) { edges { cursor node { ...Story } } }
  hits: search(query: "x", first: 2) {
    edges { node { ... on Content { body { html } } ... on MediaAsset { renditions { url } } } }
    facets(first: 5) { values { count } }
  }
}
fragment Story on Content { id headline tags { name } }
`;

const open = async () => {
  const stack = new AsyncDisposableStack();
  const line = stack.use(await openCommandLine());
  const folder = stack.use(await temporaryFolder());
  const file = (name: string, text: string): string => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return path;
  };
  return { line, file, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

describe('limits explain', () => {
  it('shows what an operation amounts to, as a tree of the numbers that made its cost', async () => {
    await using place = await open();
    const { out } = await place.line.run(`limits explain ${place.file('front.graphql', FRONT)}`);
    expect(out.split('\n')).toEqual([
      'query Front',
      '  yes  5 levels of fields, of at most 12',
      '  yes  1 aliases, of at most 15',
      '  yes  2 fields at the top, of at most 10',
      '  yes  91 tokens, of at most 2000',
      '  yes  211 cost, of at most 5000',
      'cost 211',
      '  latestContent: 106 = 5 + (1 + 100)',
      '    edges: 100 = 10 × (1 + 9)',
      '      cursor: 0',
      '      node: 9 = 1 + 8',
      '        id, headline: 0',
      '        tags: 8 = 8 × 1',
      '          name: 0',
      '  hits: search: 105 = 10 + (1 + 94)',
      '    edges: 24 = 2 × (1 + 11)',
      '      node: 11 = 1 + 10  (as MediaAsset, the dearest)',
      '        renditions: 10 = 2 + 8 × 1',
      '          url: 0',
      '    facets: 70 = 10 + 10 × (1 + 5)',
      '      values: 5 = 5 × 1',
      '        count: 0',
    ]);
  });

  it('counts tokens as the gateway does', async () => {
    await using place = await open();
    const { out } = await place.line.run(`limits explain ${place.file('f.graphql', FRONT)}`);
    const tokens = Number(/(\d+) tokens/.exec(out)?.[1]);
    expect(() => parse(FRONT, { maxTokens: tokens })).not.toThrow();
    expect(() => parse(FRONT, { maxTokens: tokens - 1 })).toThrow('tokens');
  });

  it('holds it against the limits and the view of a key, with the variables of a file', async () => {
    await using place = await open();
    await place.line.run('applications add app --partner radio --name App --channel app');
    const { id } = await place.line.key(
      'keys add --partner radio --application app --view partner --grants read --limit cost=700 --limit depth=4',
    );
    const front = place.file('front.graphql', FRONT);
    const variables = place.file('variables.json', '{ "first": 100 }');
    expect(await place.line.json(`limits explain ${front} --key ${id} --variables ${variables}`)).toMatchObject([
      {
        operation: 'Front',
        is: { depth: 5, cost: 1_111 },
        limits: { depth: 4, cost: 700 },
        broken: ['levels of fields', 'cost'],
      },
    ]);
    const hidden = place.file('hidden.graphql', '{ content(id: "a") { workflow { state } } }');
    expect(await place.line.refusal(`limits explain ${hidden} --key ${id}`)).toContain('Cannot query field "workflow"');
    expect(await place.line.run(`limits explain ${hidden}`)).toMatchObject({ out: expect.stringContaining('cost 2') });
  });

  it('shows at most a thousand fields of what fragments amount to, and the whole cost', async () => {
    await using place = await open();
    const levels = Array.from(
      { length: 9 },
      (_, n) => `fragment f${n} on Section { ${`parent { ...f${n + 1} } `.repeat(4)} }`,
    );
    const bomb = `{ section(id: "a") { ...f0 } } ${levels.join(' ')} fragment f9 on Section { id }`;
    const { out } = await place.line.run(`limits explain ${place.file('bomb.graphql', bomb)}`);
    expect(out).toContain(`NO   ${(4 ** 10 - 1) / 3} cost`);
    expect(out.split('\n').length).toBeLessThan(1_020);
    expect(out).toContain('… and more');
  });

  it.each([
    ['nowhere.graphql', undefined, /nowhere\.graphql cannot be read/],
    ['broken.graphql', '{ a', /Syntax Error/],
    ['needs.graphql', 'query ($id: ID!) { content(id: $id) { id } }', /without --variables: Variable "\$id"/],
  ])('refuses %s with one line', async (name, text, expected) => {
    await using place = await open();
    const path = text === undefined ? name : place.file(name, text);
    expect(await place.line.refusal(`limits explain ${path}`)).toMatch(expected);
  });
});
