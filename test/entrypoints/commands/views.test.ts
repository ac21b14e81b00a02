import { describe, expect, test } from 'vitest';
import type { CommandLine } from './commandLine.ts';
import { openCommandLine } from './commandLine.ts';

/** What `masthead views …` answers. */
const answer = async (line: CommandLine, ...args: readonly string[]): Promise<string> =>
  (await line.run(['views', ...args].map((each) => (each === '' || each.includes(' ') ? `"${each}"` : each)).join(' ')))
    .out;

/** A key that sees the graph by a view; its id. */
const giveKey = async (line: CommandLine, view: string): Promise<string> => {
  await line.run('applications add app --partner radio --name App --channel app');
  const { id } = await line.key(`keys add --partner radio --application app --view ${view} --grants read`);
  return id;
};

const keyLine = (id: string): string => `  key ${id}  radio/app`;

describe('masthead views', () => {
  test('lists and shows views with the keys that use them', async () => {
    await using fixture = await openCommandLine();
    const id = await giveKey(fixture, 'partner');
    await answer(fixture, 'define', 'own', '--tags', 'public', '--hide', 'Content.seo');
    expect((await answer(fixture, 'list')).split('\n')).toEqual([
      'VIEW        VERSION  KEYS  SHOWS                                  HIDES  STATE',
      'newsroom    1        0     public, rights, editorial, provenance  0      built in',
      'own         1        0     public                                 1      defined',
      'partner     1        1     public                                 0      built in',
      'subsidiary  1        0     public, rights                         0      built in',
    ]);
    expect(await answer(fixture, 'show', 'partner')).toBe(`partner, version 1: public (built in)\n${keyLine(id)}`);
    expect(JSON.parse(await answer(fixture, 'show', 'own', '--json'))).toEqual({
      name: 'own',
      version: 1,
      tags: ['public'],
      hidden: ['Content.seo'],
      anonymous: false,
      builtIn: false,
      faults: [],
      keys: [],
    });
  });

  test('defines a view, and the next version of it, with what that changes and for whom', async () => {
    await using fixture = await openCommandLine();
    expect(await answer(fixture, 'define', 'own', '--tags', 'public,rights')).toBe(
      'own, version 1: public, rights\n  a new view\nNo key sees the graph by it.',
    );
    const id = await giveKey(fixture, 'own');
    expect(await answer(fixture, 'define', 'own', '--tags', 'public', '--hide', 'Content.tags', '--hide', 'Seo')).toBe(
      [
        'own, version 2: public, without Content.tags, Seo',
        ...['Content.tags', 'Content.seo', 'Content.rights', 'FacetField.TAG', 'MediaAsset.rights'].map(
          (each) => `  - ${each}`,
        ),
        ...['Rights', 'SearchFilter.tags', 'Seo', 'Tag.content'].map((each) => `  - ${each}`),
        '1 key will see it so within a minute:',
        keyLine(id),
      ].join('\n'),
    );
  });

  test('marks a view anonymous, for as long as its definition says so, and only one that shows what is public alone', async () => {
    await using fixture = await openCommandLine();
    expect(await answer(fixture, 'define', 'own', '--tags', 'public', '--anonymous')).toBe(
      'own, version 1: public, anonymous\n  a new view\nNo key sees the graph by it.',
    );
    expect(await answer(fixture, 'show', 'own')).toBe('own, version 1: public, anonymous');
    expect(await answer(fixture, 'list')).toMatch(/^own .* defined, anonymous$/m);
    expect(await fixture.desk.directory.views.named('own')).toMatchObject({ anonymous: true });
    expect(await answer(fixture, 'check', 'own', '--hide', 'Content.seo')).toContain('without Content.seo, anonymous');
    await expect(fixture.run('views define own --tags public,rights --anonymous')).rejects.toThrow(
      'an anonymous view shows what is public alone: take away the tag rights',
    );
    expect(await answer(fixture, 'define', 'own', '--tags', 'public')).toContain('own, version 2: public\n');
    expect(await fixture.desk.directory.views.named('own')).toMatchObject({ version: 2, anonymous: false });
    const audit = JSON.parse((await fixture.run('audit directory --json')).out);
    expect(audit).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ subject: 'own', before: expect.objectContaining({ anonymous: true }) }),
      ]),
    );
  });

  test('says what a definition would change, and changes nothing', async () => {
    await using fixture = await openCommandLine();
    await answer(fixture, 'define', 'own', '--tags', 'public', '--hide', 'Content.seo');
    const id = await giveKey(fixture, 'own');
    expect(await answer(fixture, 'check', 'own', '--hide', '')).toBe(
      `Would be own, version 2: public\n  + Content.seo\n  + Seo\n1 key would see it so within a minute:\n${keyLine(id)}`,
    );
    expect(await answer(fixture, 'check', 'own')).toContain('shows what it showed');
    expect(await fixture.desk.directory.views.named('own')).toMatchObject({ version: 1, hidden: ['Content.seo'] });
  });

  test.each([
    [['define', 'own', '--tags', 'public', '--hide', 'Content.id'], '`Content.id` is the key of its type'],
    [['define', 'own', '--tags', 'public', '--hide', 'Content.nothing'], '`Content.nothing` is not in the graph'],
    [['define', 'own', '--tags', 'rights'], 'nothing is left that could be asked'],
    [['define', 'own', '--tags', 'secret'], '--tags is public, rights, editorial, provenance, not "secret"'],
    [['define', 'own'], '--tags is required'],
    [['define', 'partner', '--tags', 'public'], 'the view `partner` is built in'],
    [['check', 'own'], 'the view `own` is new: say which tags it shows'],
    [['check', 'own', '--tags', 'public', '--hide', 'Query.content(id:)'], '`Query.content(id:)` must be given'],
    [['sdl', 'own'], 'there is no view `own`: newsroom, partner, subsidiary'],
    [['retire', 'newsroom'], 'built in'],
    [['diff', 'newsroom'], 'B is required'],
    [['forget', 'own'], 'forget'],
    [['list', '--all'], 'Unknown option'],
  ])('refuses %j with the reason, and defines nothing', async (line, reason) => {
    await using fixture = await openCommandLine();
    await expect(answer(fixture, ...line)).rejects.toMatchObject({
      name: expect.stringMatching(/OperatorError|InvalidView/),
    });
    await expect(answer(fixture, ...line)).rejects.toThrow(reason);
    expect(await fixture.desk.directory.views.list()).toHaveLength(3);
  });

  test('tells two views apart', async () => {
    await using fixture = await openCommandLine();
    const lines = (await answer(fixture, 'diff', 'subsidiary', 'partner')).split('\n');
    expect(lines).toEqual(['  - Content.rights', '  - MediaAsset.rights', '  - Rights']);
    expect(await answer(fixture, 'diff', 'partner', 'subsidiary')).toContain('  + Rights');
    expect(await answer(fixture, 'diff', 'partner', 'partner')).toBe('partner and partner show the same.');
  });

  test('prints what a view shows as SDL', async () => {
    await using fixture = await openCommandLine();
    const sdl = await answer(fixture, 'sdl', 'partner');
    expect(sdl).toContain('type Content {');
    expect(sdl).not.toContain('workflow');
  });

  test('retires a view that no key uses, and no other', async () => {
    await using fixture = await openCommandLine();
    await answer(fixture, 'define', 'own', '--tags', 'public');
    const id = await giveKey(fixture, 'own');
    await expect(answer(fixture, 'retire', 'own')).rejects.toThrow('the view `own` is in use by a key');
    await fixture.run(`keys revoke ${id}`);
    expect(await answer(fixture, 'retire', 'own')).toBe('The view own is retired.');
    const audit = await fixture.json('audit directory');
    expect(audit).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'define', noun: 'view', subject: 'own', before: null, by: 'ann@desk' }),
        expect.objectContaining({ action: 'retire', noun: 'view', subject: 'own', after: null, by: 'ann@desk' }),
      ]),
    );
  });
});
