import { describe, expect, it } from 'vitest';
import { idOf } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';

const culture = idOf('Culture');
const LAST =
  '`robot` is the last administrator among the clients of courier: give the role to another first, or say it again with --force';

describe('clients', () => {
  it('are added, changed in what is given alone, and listed for their subsidiary', async () => {
    await using line = await openCommandLine();
    await line.run(`clients add robot --subsidiary courier --roles author,editor --sections ${culture}`);
    await line.run('clients add other --subsidiary blatt --roles publisher');
    expect(await line.json('clients list --subsidiary courier')).toEqual([
      { id: 'robot', subsidiary: 'courier', roles: ['author', 'editor'], sections: [culture] },
    ]);
    await line.run('clients change robot --roles publisher');
    expect(await line.json('clients show robot')).toEqual({
      id: 'robot',
      subsidiary: 'courier',
      roles: ['publisher'],
      sections: [culture],
    });
    await line.run('clients change robot --all-sections');
    expect(await line.json('clients show robot')).toEqual({
      id: 'robot',
      subsidiary: 'courier',
      roles: ['publisher'],
    });
    expect((await line.run('clients list --subsidiary courier')).out).toMatch(
      /^ID +ROLES +SECTIONS +RETIRED\nrobot +publisher +all +-$/,
    );
  });

  it('are on record: who, what, before and after', async () => {
    await using line = await openCommandLine();
    await line.run('clients add robot --subsidiary courier --roles author');
    await line.run('clients retire robot');
    const { out } = await line.run('audit directory --organisation courier');
    expect(out).toMatch(/ann@desk {2}retire client robot\n +retired nothing → "2026-/);
    expect(out).toMatch(/ann@desk {2}add client robot\n/);
  });

  it.each([
    ['clients add robot --roles author', '--subsidiary is required. `masthead help` says how'],
    ['clients add robot --subsidiary radio --roles author', '`radio` is a partner, no subsidiary'],
    [
      'clients add robot --subsidiary courier --roles boss',
      '--roles is reader, author, editor, publisher, administrator, not "boss"',
    ],
    [
      'clients add robot --subsidiary courier --roles author --sections ,',
      '--sections names no section: --all-sections lifts the narrowing. `masthead help` says how',
    ],
    [
      'clients add robot --subsidiary courier --roles author --sections culture',
      'client is malformed: sections.0: must be the id of a section',
    ],
    [
      'clients add a#b --subsidiary courier --roles author',
      'client is malformed: id: must be 1–128 letters, digits, `_`, `+`, `.` or `-`',
    ],
    ['clients add taken --subsidiary blatt --roles author', 'the client `taken` is there already'],
    ['clients show nobody', 'there is no client `nobody`'],
    ['clients change nobody --roles author', 'there is no client `nobody`'],
    [
      `clients change taken --sections ${culture} --all-sections`,
      'it takes either --sections or --all-sections. `masthead help` says how',
    ],
  ])('`%s` is refused', async (asked, expected) => {
    await using line = await openCommandLine();
    await line.run('clients add taken --subsidiary courier --roles author');
    expect(await line.refusal(asked)).toBe(expected);
  });

  it('of a subsidiary that is retired are not added', async () => {
    await using line = await openCommandLine();
    await line.run('subsidiaries retire courier');
    expect(await line.refusal('clients add robot --subsidiary courier --roles author')).toBe(
      'the organisation `courier` is retired: restore it first',
    );
  });
});

describe('the last administrator among a subsidiary’s clients', () => {
  const open = async () => {
    const line = await openCommandLine();
    await line.run('clients add robot --subsidiary courier --roles administrator,editor');
    await line.run('clients add elsewhere --subsidiary blatt --roles administrator');
    await line.run('clients add writer --subsidiary courier --roles publisher');
    await line.run('clients add former --subsidiary courier --roles administrator');
    await line.run('clients retire former');
    return line;
  };

  it.each([
    ['clients retire robot', 'clients change former --roles administrator'],
    ['clients change robot --roles editor', 'clients change former --roles administrator'],
  ])('is not taken away by `%s`, unless it is said to be meant', async (asked, useless) => {
    await using line = await open();
    const before = await line.json('clients show robot');
    expect(await line.refusal(asked)).toBe(LAST);
    await line.run(useless);
    expect(await line.refusal(asked)).toBe(LAST);
    expect(await line.json('clients show robot')).toEqual(before);
    await line.run(`${asked} --force`);
    expect(await line.json('clients show robot')).not.toEqual(before);
  });

  it.each([
    'clients change writer --roles administrator',
    'clients restore former',
    'clients add second --subsidiary courier --roles administrator',
  ])('is no longer the last one after `%s`', async (asked) => {
    await using line = await open();
    await line.run(asked);
    await line.run('clients retire robot');
    expect(await line.json('clients show robot')).toMatchObject({ retired: '2026-11-02T12:00:00.000Z' });
  });

  it('may change in all else', async () => {
    await using line = await open();
    await line.run(`clients change robot --roles administrator --sections ${culture}`);
    expect(await line.json('clients show robot')).toMatchObject({ roles: ['administrator'], sections: [culture] });
  });
});
