import { describe, expect, it } from 'vitest';
import { everythingTag, organisationTag } from '../../../subgraphs/tags.ts';
import { idOf } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';

const story = idOf('story');

describe('cache purge', () => {
  it.each([
    [`--record ${story}`, ['C', 'K', 'M', 'P', 'S', 'T'].map((kind) => `${kind}#${story}`)],
    ['--tag LATEST#courier', ['LATEST#courier']],
    ['--subsidiary courier', [organisationTag('courier')]],
    ['--partner radio', [organisationTag('radio')]],
    ['--all', [everythingTag]],
  ])('%s reaches who purges by the feed, each time it is said', async (options, tags) => {
    await using line = await openCommandLine();
    await line.world.purged();
    expect((await line.run(`cache purge ${options}`)).out).toMatch(
      /^Asked for: .*\nAt the CDN purge the tags [\w-]{16} b\d+( [\w-]{16} b\d+){0,5}\.$/,
    );
    expect([...(await line.world.purged())].sort()).toEqual(tags);
    await line.run(`cache purge ${options}`);
    expect([...(await line.world.purged())].sort()).toEqual(tags);
    expect([...(await line.world.purged())]).toEqual([]);
  });

  it('is on record', async () => {
    await using line = await openCommandLine();
    await line.run('cache purge --subsidiary courier');
    expect((await line.run('audit directory --organisation courier')).out).toBe(
      ['2026-11-02T12:00:00.000Z  ann@desk  purge cache subsidiary courier', '    tags ["org:courier"]'].join('\n'),
    );
  });

  it.each([
    ['', 'it takes one of --tag, --record, --subsidiary, --partner and --all. `masthead help` says how'],
    ['--all --tag a', 'it takes one of --tag, --record, --subsidiary, --partner and --all. `masthead help` says how'],
    ['--tag ""', '--tag takes 1 to 512 bytes of text'],
    [`--tag ${'ü'.repeat(257)}`, '--tag takes 1 to 512 bytes of text'],
    ['--record nonsense', '"nonsense" is no record’s id: 26 letters and digits'],
    ['--subsidiary nobody', 'there is no subsidiary `nobody`'],
    ['--partner courier', '`courier` is a subsidiary, no partner'],
  ])('%s is refused with one line', async (options, expected) => {
    await using line = await openCommandLine();
    await line.world.purged();
    expect(await line.refusal(`cache purge ${options}`)).toBe(expected);
    expect([...(await line.world.purged())]).toEqual([]);
  });
});
