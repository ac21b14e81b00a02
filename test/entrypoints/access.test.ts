import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dispatch } from '../../entrypoints/commands/dispatch.ts';
import { nouns } from '../../entrypoints/commands/nouns.ts';
import { openDesk } from '../../entrypoints/commands/openDesk.ts';
import type { Gateway } from '../../gateway/handler.ts';
import { askGateway, openHouse } from '../system/house.ts';
import { temporaryFolder } from '../system/masthead.ts';

const page = readFileSync(new URL('../../docs/operators/access.md', import.meta.url), 'utf8');
const sections = page.split(/^## /m).map((text) => {
  const [title = ''] = text.split('\n');
  const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
  return { title, lines };
});

/** A shell's words: quotes are taken off, `$NAME` is what was assigned. */
const words = (line: string, variables: ReadonlyMap<string, string>): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) =>
    single === undefined
      ? (double ?? plain ?? '').replaceAll(
          /\$(\w+)|RECORD_ID/g,
          (name, variable = name) => variables.get(variable) ?? name,
        )
      : single,
  );

describe('docs/operators/access.md, command by command beside a server', () => {
  const stack = new AsyncDisposableStack();
  const variables = new Map<string, string>();
  let env: Readonly<Record<string, string>>;
  let gateway: Gateway;
  let ahead = 0;

  const masthead = async (line: string): Promise<string> => {
    const signal = new AbortController().signal;
    await using desk = await openDesk(env, signal);
    const said: string[] = [];
    const say = (text: string): void => void said.push(text);
    await dispatch(nouns, words(line, variables), {
      say,
      note: () => undefined,
      fail: () => undefined,
      desk: async () => desk,
      signal,
      env,
    });
    return said.join('\n');
  };
  const status = async (key: string): Promise<number> =>
    (await askGateway(gateway, variables.get(key) ?? '', '{ viewer { name } }')).status;
  const headlines = async (key: string): Promise<string> => {
    const query = '{ latestContent(first: 100) { edges { node { id headline section { slug } } } } }';
    const { body, errors } = await askGateway(gateway, variables.get(key) ?? '', query);
    expect(errors).toEqual([]);
    return body;
  };

  /** Runs a line of the page; answers what it printed. */
  const run = async (line: string): Promise<string> => {
    if (line.startsWith('alias ')) return '';
    const [, name, inner] = /^(\w+)=\$\((.*)\)$/.exec(line) ?? [];
    if (name === undefined || inner === undefined) {
      if (!line.startsWith('curl ')) return masthead(line.replace(/^masthead /, ''));
      const [, query = ''] = /"query":"(.*)"}'$/.exec(line) ?? [];
      return (await askGateway(gateway, variables.get('KEY') ?? '', query)).body;
    }
    const value = inner.startsWith('masthead ')
      ? await masthead(inner.replace('masthead ', ''))
      : (variables.get('KEY')?.split('_')[1] ?? '');
    variables.set(name, value);
    return value;
  };
  const runSection = async (title: string): Promise<ReadonlyMap<string, string>> => {
    const section = sections.find((each) => each.title === title);
    const said = new Map<string, string>();
    for (const line of section?.lines ?? []) said.set(line, await run(line));
    expect([title, said.size > 0]).toEqual([title, true]);
    return said;
  };
  /** What a line said that begins so. */
  const lineOf = (said: ReadonlyMap<string, string>, beginning: string): string =>
    [...said].find(([line]) => line.startsWith(beginning))?.[1] ?? `no line ${beginning}`;

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    env = { DATA_DIR: folder.path, LOG_LEVEL: 'silent' };
    const house = stack.use(await openHouse(env, () => Date.now() + ahead));
    gateway = house.gateway();
  });
  afterAll(() => stack.disposeAsync());

  it('a subsidiary comes from nothing to its first query', async () => {
    const said = await runSection('A subsidiary, from nothing to its first query');
    expect(variables.get('KEY')).toMatch(/^mh_[a-z2-7]{24}_[a-z2-7]{52}$/);
    expect(lineOf(said, 'masthead import')).toContain(' 0 quarantined');
    expect(lineOf(said, 'curl ').match(/"headline"/g)).toHaveLength(3);
    variables.set('RECORD_ID', /"id":"([a-z2-7]{26})"/.exec(await headlines('KEY'))?.[1] ?? '');
  });

  it('a partner licenses a package', async () => {
    const said = await runSection('A partner who licenses a package');
    expect(lineOf(said, 'masthead packages apply valley-post/sport --dry-run')).toMatch(
      /nothing was written: \d+ looked at, 3 put in/,
    );
    expect(lineOf(said, 'masthead licences add')).toMatch(/gains 3 records\n.*ARTICLE 3\n.*Sport 3\n/);
    const seen = await headlines('PARTNER_KEY');
    expect(seen.match(/"slug":"sport"/g)).toHaveLength(3);
    expect(seen.match(/"headline"/g)).toHaveLength(3);
  });

  it('a key has limits of its own', async () => {
    const said = await runSection('How much a key may ask');
    expect(lineOf(said, 'masthead keys change "$KEY_ID" --limit cost')).toContain('"cost":9000');
    expect(lineOf(said, 'masthead keys change "$KEY_ID" --limit depth=')).toContain('{"cost":9000}');
    expect(lineOf(said, 'masthead keys change "$KEY_ID" --quota')).toMatch(/quota +900000/);
  });

  it('a leaked key is rotated and revoked', async () => {
    const said = await runSection('A key that has leaked');
    const listed = lineOf(said, 'masthead keys list');
    expect([listed.match(/ revoked /g)?.length, listed.match(/ works /g)?.length]).toEqual([1, 1]);
    ahead += 30_000;
    expect([await status('KEY'), await status('NEW_KEY')]).toEqual([401, 200]);
  });

  it('people and services sign in', async () => {
    const said = await runSection('Who signs in: people and services');
    expect(lineOf(said, 'masthead clients list')).toMatch(
      /desk-admin +administrator +all +-\nnewsdesk-robot +editor +/,
    );
    expect(await masthead('clients show newsdesk-robot')).not.toContain('retired');
  });

  it('a key is explained', async () => {
    const said = await runSection('Why does this key not see that record');
    expect(lineOf(said, 'masthead rights explain RECORD_ID')).toContain('NO   the key is revoked');
    expect(lineOf(said, 'masthead rights explain Content')).toContain('NO   it is editorial');
  });

  it('a partner is closed', async () => {
    expect(await status('PARTNER_KEY')).toBe(200);
    const said = await runSection('Closing a partner');
    expect(lineOf(said, 'masthead licences end')).toContain('loses 3 records');
    ahead += 60_000;
    expect(await status('PARTNER_KEY')).toBe(401);
  });

  it('all of it can be read afterwards', async () => {
    const said = await runSection('Who did that');
    expect(lineOf(said, 'masthead audit directory --since').match(/^\d{4}-.*@/gm)?.length).toBeGreaterThan(12);
    expect(lineOf(said, 'masthead audit directory --organisation')).toContain('retire organisation lake-radio');
  });

  it('no other command stands on the page', async () => {
    const [introduction] = sections;
    for (const line of introduction?.lines ?? []) expect(await run(line)).toMatch(/^$|masthead/);
    const titles = sections.filter(({ lines }) => lines.length > 0).map(({ title }) => title);
    expect(titles).toHaveLength(9);
  });
});
