import { expect, it } from 'vitest';
import { article, idOf } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';

it('every command that changes something leaves its audit record, and none that reads does', async () => {
  await using line = await openCommandLine();
  await line.world.saved(article('story'));
  const id = idOf('story');
  const key = { of: '' };
  const done: string[] = [];
  for (const [command, expected] of [
    ['partners add lake --name Lake', 'add organisation lake'],
    ['partners change lake --name "Lake FM"', 'change organisation lake'],
    ['applications add app --partner lake --name App --channel app', 'add application lake/app'],
    ['applications change app --partner lake --territory AT', 'change application lake/app'],
    ['packages add courier/news', 'add package courier/news'],
    ['packages change courier/news --type ARTICLE', 'change package courier/news'],
    ['packages apply courier/news', 'apply package courier/news'],
    [`packages take courier/news ${id}`, 'take package courier/news'],
    [`packages put courier/news ${id}`, 'put package courier/news'],
    [`packages release courier/news ${id}`, 'release package courier/news'],
    ['licences add --partner lake --package courier/news --channels app --id l1', 'add licence lake/l1'],
    ['licences change l1 --partner lake --delay 5', 'change licence lake/l1'],
    ['licences end l1 --partner lake', 'end licence lake/l1'],
    ['packages retire courier/news', 'retire package courier/news'],
    ['packages restore courier/news', 'restore package courier/news'],
    ['keys add --partner lake --application app --view partner --grants read', 'add key KEY'],
    ['keys change KEY --view subsidiary', 'change key KEY'],
    ['keys revoke KEY', 'revoke key KEY'],
    ['applications retire app --partner lake', 'retire application lake/app'],
    ['applications restore app --partner lake', 'restore application lake/app'],
    ['cache purge --all', 'purge cache everything'],
    ['partners retire lake', 'retire organisation lake'],
    ['partners restore lake', 'restore organisation lake'],
  ] as const) {
    line.advance(1_000);
    const { out } = await line.run(command.replace('KEY', key.of));
    if (command.startsWith('keys add')) key.of = out.split('_')[1] ?? '';
    done.unshift(expected.replace('KEY', key.of));
    for (const read of [
      'partners list',
      'partners show lake',
      'keys list --partner lake',
      'licences list --partner lake',
    ])
      await line.run(read);
    const heads = (await line.run('audit directory')).out.split('\n').filter((each) => !each.startsWith(' '));
    expect(heads.map((head) => head.split('  ').slice(1).join(' '))).toEqual(done.map((each) => `ann@desk ${each}`));
  }
  expect(key.of).not.toBe('');
});

it('audit records show what differs, and can be narrowed', async () => {
  await using line = await openCommandLine();
  await line.run('partners change radio --name "Radio Two"');
  line.advance(1_000);
  await line.run('subsidiaries change blatt --language de-AT');
  expect((await line.run('audit directory --organisation radio')).out).toBe(
    ['2026-11-02T12:00:00.000Z  ann@desk  change organisation radio', '    name "Radio One" → "Radio Two"'].join('\n'),
  );
  expect(await line.json('audit directory --limit 1')).toMatchObject([{ subject: 'blatt' }]);
  expect((await line.run('audit directory --since 2026-11-03')).out).toBe('(none)');
  expect(await line.refusal('audit directory --limit 0')).toBe('--limit is 1 to 10000');
});
