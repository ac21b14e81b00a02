import { describe, expect, it } from 'vitest';
import type { CommandParts } from '../../../entrypoints/commands/command.ts';
import { command } from '../../../entrypoints/commands/command.ts';
import { dispatch } from '../../../entrypoints/commands/dispatch.ts';
import { nouns } from '../../../entrypoints/commands/nouns.ts';
import { openCommandLine } from './commandLine.ts';

describe('the command line', () => {
  it('explains itself, all of it and noun by noun, without opening anything', async () => {
    await using line = await openCommandLine();
    const closed = { desk: () => Promise.reject(new Error('help needs no backend')) };
    const { out } = await line.run('help', closed);
    for (const { name, verbs } of nouns) {
      const named = Object.keys(verbs).filter(Boolean);
      expect(out).toMatch(new RegExp(`masthead ${name}( [A-Z|]*${named.join('\\|')})?$`, 'm'));
      const help = await line.run(`${name} help`, closed);
      for (const verb of Object.keys(verbs)) expect(help.out).toContain(`masthead ${name} ${verb}`.trimEnd());
      expect((await line.run(`${name} ${Object.keys(verbs)[0]} --help`, closed)).out).toBe(help.out);
    }
    expect((await line.run('keys', closed)).out).toBe((await line.run('keys help', closed)).out);
    expect((await line.run('', closed)).out).toBe(out);
  });

  it.each([
    ['nonsense', 'there is no command `nonsense`. `masthead help` says how'],
    ['keys toString', 'there is no command `keys toString`. `masthead help` says how'],
    ['keys show', 'KEY is required. `masthead help` says how'],
    ['keys show a b', '`b` is one too many. `masthead help` says how'],
    ['keys list --owner x', "Unknown option '--owner'. `masthead help` says how"],
    ['keys list', 'it takes either --subsidiary or --partner. `masthead help` says how'],
    [
      'keys list --subsidiary courier --partner radio',
      'it takes either --subsidiary or --partner. `masthead help` says how',
    ],
    ['partners add x', '--name is required. `masthead help` says how'],
    ['partners add x --name', "Option '--name <value>' argument missing. `masthead help` says how"],
  ])('refuses `%s` in one line that says what to do', async (asked, expected) => {
    await using line = await openCommandLine();
    expect(await line.refusal(asked)).toBe(expected);
  });

  it('runs a noun that is a single command without a verb', async () => {
    const said: string[] = [];
    const parts: CommandParts = {
      say: (line) => said.push(line),
      note: () => undefined,
      fail: () => undefined,
      desk: () => Promise.reject(new Error('it needs no backend')),
      signal: new AbortController().signal,
      env: {},
    };
    const only = command({
      about: 'says it again',
      options: { loud: { type: 'boolean', about: 'in capitals' } },
      operands: ['WORD'],
      run: async ({ loud }, [word = ''], { say }) => say(loud ? word.toUpperCase() : word),
    });
    const echo = { name: 'echo', about: 'an echo', verbs: { '': only } };
    await dispatch([echo], ['echo', 'hello', '--loud'], parts);
    expect(said.splice(0)).toEqual(['HELLO']);
    await dispatch([echo], ['echo', 'help'], parts);
    expect(said.splice(0).slice(0, 3)).toEqual(['masthead echo: an echo', '', '  masthead echo WORD']);
    await dispatch([echo], ['help'], parts);
    expect(said).toContain('  masthead echo');
    await expect(dispatch([echo], ['echo'], parts)).rejects.toThrow('WORD is required');
  });

  it('answers in a table, or as JSON that holds the same', async () => {
    await using line = await openCommandLine();
    expect((await line.run('subsidiaries list')).out).toBe(
      [
        'ID       NAME         SITE                         LANGUAGE  RETIRED',
        'blatt    Das Blatt    -                            de        -',
        'courier  The Courier  https://www.courier.example  en        -',
      ].join('\n'),
    );
    expect(await line.json('subsidiaries list')).toEqual([
      { id: 'blatt', kind: 'subsidiary', name: 'Das Blatt', language: 'de' },
      { id: 'courier', kind: 'subsidiary', name: 'The Courier', site: 'https://www.courier.example', language: 'en' },
    ]);
    expect((await line.run('keys list --partner radio')).out).toBe('(none)');
    expect(await line.json('keys list --partner radio')).toEqual([]);
  });
});
