import { describe, expect, it } from 'vitest';
import { openCommandLine } from './commandLine.ts';

const MINUTE = 60_000;

describe('subsidiaries and partners', () => {
  it('are added, changed in what is given alone, and shown with what stands on them', async () => {
    await using line = await openCommandLine();
    await line.run('subsidiaries add post --name "The Post" --language en-GB');
    await line.run('subsidiaries change post --site https://www.post.example');
    await line.run('applications add site --subsidiary post --name Site --channel web');
    await line.run('packages add post/best');
    const { id } = await line.key('keys add --subsidiary post --application site --view subsidiary --grants read');
    expect(await line.json('subsidiaries show post')).toEqual({
      id: 'post',
      kind: 'subsidiary',
      name: 'The Post',
      site: 'https://www.post.example',
      language: 'en-GB',
      applications: ['site'],
      workingKeys: [id],
      packages: ['post/best'],
      licences: [],
    });
  });

  it.each([
    ['subsidiaries add courier --name "Another"', 'the organisation `courier` is there already'],
    [
      'subsidiaries add A/B --name "Another"',
      'organisation is malformed: id: must be 1–64 lower-case letters, digits and inner hyphens',
    ],
    ['subsidiaries show radio', '`radio` is a partner, no subsidiary'],
    ['partners show nobody', 'there is no partner `nobody`'],
    ['partners change courier --name X', '`courier` is a subsidiary, no partner'],
    ['packages add radio/news', 'radio is a partner, which owns no content and no packages'],
    ['applications add app --partner nobody --name App --channel app', 'there is no partner `nobody`'],
    ['applications add app --partner radio --name App --channel tv', '--channel is web, app, print, archive, not "tv"'],
    ['applications show app --partner radio', 'radio has no application `app`'],
  ])('`%s` is refused', async (asked, expected) => {
    await using line = await openCommandLine();
    expect(await line.refusal(asked)).toBe(expected);
  });

  it.each([
    [
      'partners retire radio',
      'partners restore radio',
      'retiring `radio` stops 1 working key of 1 application: say it again with --yes',
    ],
    [
      'applications retire app --partner radio',
      'applications restore app --partner radio',
      'retiring `app` stops 1 working key: say it again with --yes',
    ],
  ])(
    '`%s` wants to be sure; then the keys are refused within a minute, until it is restored',
    async (retire, restore, refusal) => {
      await using line = await openCommandLine();
      await line.run('applications add app --partner radio --name App --channel app');
      const add = 'keys add --partner radio --application app --view partner --grants read';
      const { id, key } = await line.key(add);
      await line.apiKeys.callerOf([key]);

      expect(await line.refusal(retire)).toBe(refusal);
      line.advance(MINUTE);
      await line.apiKeys.callerOf([key]);

      await line.run(`${retire} --yes`);
      line.advance(MINUTE);
      await expect(line.apiKeys.callerOf([key])).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(await line.json(`keys show ${id}`)).toMatchObject({
        state: 'active',
        now: 'retired with its application',
      });
      expect(await line.refusal(add)).toMatch(/ is retired: restore it first$/);

      await line.run(restore);
      line.advance(MINUTE);
      await line.apiKeys.callerOf([key]);
    },
  );

  it('that have no working key are retired without a question', async () => {
    await using line = await openCommandLine();
    expect((await line.run('partners retire radio')).out).toBe(
      'Retired radio. Refused within a minute: 0 working keys of 0 applications.',
    );
    expect(await line.json('partners list')).toMatchObject([{ id: 'radio', retired: '2026-11-02T12:00:00.000Z' }]);
  });

  it('keep the moment at which they were retired first', async () => {
    await using line = await openCommandLine();
    await line.run('partners retire radio');
    line.advance(MINUTE);
    await line.run('partners retire radio');
    expect(await line.json('partners show radio')).toMatchObject({ retired: '2026-11-02T12:00:00.000Z' });
  });
});

describe('applications', () => {
  it('are changed in what is given alone, and their keys follow within a minute', async () => {
    await using line = await openCommandLine();
    await line.run('applications add app --partner radio --name App --channel app');
    const { key } = await line.key('keys add --partner radio --application app --view partner --grants read');
    expect((await line.apiKeys.callerOf([key])).viewer).toMatchObject({ channel: 'app', territory: undefined });
    await line.run('applications change app --partner radio --channel web --territory AT');
    line.advance(MINUTE);
    expect((await line.apiKeys.callerOf([key])).viewer).toMatchObject({ channel: 'web', territory: 'AT' });
    expect(await line.json('applications list --partner radio')).toEqual([
      { organisation: 'radio', id: 'app', name: 'App', channel: 'web', territory: 'AT' },
    ]);
  });
});
