import { describe, expect, it } from 'vitest';
import { NOW } from '../../support/builders.ts';
import type { CommandLine } from './commandLine.ts';
import { openCommandLine } from './commandLine.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const ADD = 'keys add --partner radio --application app --view partner --grants read,explore';

const PUBLISHABLE = 'keys add --partner radio --application app --view partner --kind publishable';

const withApp = async (): Promise<CommandLine> => {
  const line = await openCommandLine();
  await line.run('applications add app --partner radio --name App --channel app');
  return line;
};
const refused = { code: 'UNAUTHENTICATED' };
/** All that the directory and its audit records hold, as text. */
const stored = async ({ world }: CommandLine): Promise<string> =>
  JSON.stringify((await world.records.scan({ table: 'directory', segment: 0, of: 1, limit: 1_000 })).items);

describe('a key', () => {
  it('is shown once, on a line of its own, and stored as a digest alone', async () => {
    await using line = await withApp();
    const { out, notes } = await line.run(ADD);
    const [, id = '', secret = ''] = out.split('_');
    expect(out).toMatch(/^mh_[a-z2-7]{24}_[a-z2-7]{52}$/);
    expect(notes).toContain(id);
    expect(notes).not.toContain(secret);
    expect(await stored(line)).not.toContain(secret);
    for (const shown of [await line.run(`keys show ${id}`), await line.run('keys list --partner radio --json')]) {
      expect(shown.out).toContain(id);
      expect(shown.out).not.toMatch(new RegExp(`${secret}|[0-9a-f]{64}`));
    }
    expect((await line.apiKeys.callerOf([out])).viewer.organisation).toBe('radio');
  });

  it('that expires does so at its moment', async () => {
    await using line = await withApp();
    const { key, id } = await line.key(`${ADD} --expires 2026-11-02T12:00:10Z`);
    line.advance(9_999);
    await line.apiKeys.callerOf([key]);
    line.advance(1);
    await expect(line.apiKeys.callerOf([key])).rejects.toMatchObject(refused);
    expect(await line.json(`keys show ${id}`)).toMatchObject({ now: 'ended' });
  });

  it('that is changed has its new view and grants within a minute', async () => {
    await using line = await withApp();
    const { key, id } = await line.key(ADD);
    await line.apiKeys.callerOf([key]);
    await line.run(`keys change ${id} --view subsidiary --grants read`);
    line.advance(30 * SECOND);
    expect((await line.apiKeys.callerOf([key])).viewer).toMatchObject({
      view: { name: 'subsidiary' },
      grants: ['read'],
    });
  });

  it('may have limits of its own, which are changed and taken away one by one, and go with it when it is rotated', async () => {
    await using line = await withApp();
    const { key, id } = await line.key(`${ADD} --limit cost=9000 --limit root-fields=20`);
    expect((await line.apiKeys.callerOf([key])).key).toMatchObject({
      id,
      limits: { depth: 12, aliases: 15, rootFields: 20, tokens: 2_000, cost: 9_000 },
    });
    await line.run(`keys change ${id} --limit cost= --limit depth=14`);
    expect(await line.json(`keys show ${id}`)).toMatchObject({ limits: { rootFields: 20, depth: 14 } });
    line.advance(30 * SECOND);
    const next = await line.key(`keys rotate ${id}`);
    for (const each of [key, next.key])
      expect((await line.apiKeys.callerOf([each])).key.limits).toMatchObject({
        depth: 14,
        rootFields: 20,
        cost: 5_000,
      });
    await line.run(`keys change ${next.id} --limit depth= --limit root-fields=`);
    expect(await line.json(`keys show ${next.id}`)).not.toHaveProperty('limits');
  });

  it('may have a quota of its own', async () => {
    await using line = await withApp();
    const { key, id } = await line.key(`${ADD} --quota 5000`);
    expect((await line.apiKeys.callerOf([key])).key.quota).toBe(5_000);
    await line.run(`keys change ${id} --quota 7000`);
    line.advance(30 * SECOND);
    expect((await line.apiKeys.callerOf([key])).key.quota).toBe(7_000);
    expect((await line.apiKeys.callerOf([(await line.key(ADD)).key])).key.quota).toBe(600_000);
  });

  it('may have its hits in an order that tells nothing of what is hidden, and keeps it when it is rotated', async () => {
    await using line = await withApp();
    const { key, id } = await line.key(`${ADD} --scoring constant`);
    const next = await line.key(`keys rotate ${id}`);
    for (const each of [key, next.key]) expect((await line.apiKeys.callerOf([each])).viewer.scoring).toBe('constant');
    await line.run(`keys change ${next.id} --scoring relevance`);
    line.advance(30 * SECOND);
    expect((await line.apiKeys.callerOf([next.key])).viewer.scoring).toBe('relevance');
    expect((await line.apiKeys.callerOf([(await line.key(ADD)).key])).viewer.scoring).toBe('relevance');
  });

  it('that is revoked is refused within a minute, and stays so', async () => {
    await using line = await withApp();
    const { key, id } = await line.key(ADD);
    await line.apiKeys.callerOf([key]);
    await line.run(`keys revoke ${id}`);
    line.advance(30 * SECOND);
    await expect(line.apiKeys.callerOf([key])).rejects.toMatchObject(refused);
    expect(await line.refusal(`keys change ${id} --view partner`)).toMatch(/no longer works/);
    expect(await line.refusal(`keys rotate ${id}`)).toMatch(/no longer works/);
    expect(await line.json('keys list --partner radio')).toMatchObject([{ id, now: 'revoked' }]);
  });

  it.each([
    [
      `${ADD} --expires tomorrow`,
      '--expires is a moment in UTC such as 2026-12-31 or 2026-12-31T18:00:00Z, not "tomorrow"',
    ],
    [`${ADD} --expires 2026-11-02`, '--expires lies in the past'],
    [
      ADD.replace('read,explore', 'read,admin'),
      '--grants is read, write, explore, preview, register, narrow, apq, persisted-only, not "admin"',
    ],
    [ADD.replace('view partner', 'view owner'), 'there is no view `owner`: there are newsroom, partner, subsidiary'],
    [ADD.replace('application app', 'application web'), 'there is no application `radio/web`'],
    [`${ADD} --quota 99`, 'key is malformed: quota: Too small: expected number to be >=100'],
    [`${ADD} --scoring none`, '--scoring is relevance, constant, not "none"'],
    [`${ADD} --limit cost`, '--limit is NAME=NUMBER such as cost=9000, not "cost"'],
    [`${ADD} --limit width=3`, '--limit is depth, aliases, root-fields, tokens, cost, not "width"'],
    [`${ADD} --limit cost=much`, '--limit is a whole number, not "much"'],
    [`${ADD} --limit depth=31`, 'key is malformed: limits.depth: Too big: expected number to be <=30'],
    [
      `${ADD} --kind publishable`,
      'a publishable key has the grants persisted-only and read: leave --grants out. `masthead help` says how',
    ],
    [PUBLISHABLE, '--origins is required with --kind publishable. `masthead help` says how'],
    [
      `${PUBLISHABLE} --origins https://www.radio.example/page`,
      'key is malformed: origins.0: must be origins such as https://www.example.org, or `app`',
    ],
    [
      `${ADD} --origins https://www.radio.example`,
      '--origins and --per-address are for --kind publishable. `masthead help` says how',
    ],
    [`${ADD} --kind open`, '--kind is secret, publishable, not "open"'],
    [ADD.replace('--grants read,explore', ''), '--grants is required. `masthead help` says how'],
    ['keys revoke aaaaaaaaaaaaaaaaaaaaaaaa', 'there is no key `aaaaaaaaaaaaaaaaaaaaaaaa`'],
  ])('is refused where it is asked for as `%s`', async (asked, expected) => {
    await using line = await withApp();
    expect(await line.refusal(asked)).toBe(expected);
    expect(await line.json('keys list --partner radio')).toEqual([]);
  });

  it('may be publishable: for its origins, with the grants of such keys alone', async () => {
    await using line = await withApp();
    const { key, id } = await line.key(`${PUBLISHABLE} --origins https://www.radio.example,app --per-address 60`);
    const shown = {
      kind: 'publishable',
      grants: ['persisted-only', 'read'],
      origins: ['https://www.radio.example', 'app'],
      perAddress: 60,
    };
    expect(await line.json(`keys show ${id}`)).toMatchObject(shown);
    expect((await line.apiKeys.callerOf([key])).key.publishable).toEqual({ origins: shown.origins, perAddress: 60 });
    expect(await line.refusal(`keys change ${id} --grants read`)).toContain(
      'a publishable key has origins, and the grants',
    );
    await line.run(`keys change ${id} --origins https://app.radio.example`);
    const rotated = await line.key(`keys rotate ${id}`);
    expect(await line.json(`keys show ${rotated.id}`)).toMatchObject({
      ...shown,
      origins: ['https://app.radio.example'],
    });
    const secret = await line.key(ADD);
    expect(await line.refusal(`keys change ${secret.id} --origins app`)).toContain('a secret one has no origins');
  });

  it('is named by its id alone: a whole one is refused and not repeated', async () => {
    await using line = await withApp();
    const { key, id } = await line.key(ADD);
    const refusal = await line.refusal(`keys revoke ${key}`);
    expect(refusal).toMatch(/^name a key by its id alone/);
    expect(refusal).not.toContain(id);
  });
});

describe('rotating a key', () => {
  it('keeps two alive until the old one’s end, the new one with all that the old one may do', async () => {
    await using line = await withApp();
    const old = await line.key(`${ADD} --expires 2027-06-30`);
    const next = await line.key(`keys rotate ${old.id} --overlap 12h`);
    line.advance(12 * HOUR - 1);
    expect((await line.apiKeys.callerOf([next.key])).viewer).toEqual((await line.apiKeys.callerOf([old.key])).viewer);
    expect(await line.json('keys list --partner radio')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: old.id, now: 'rotated, still works', replacedBy: next.id }),
        expect.objectContaining({ id: next.id, now: 'works', expires: '2027-06-30T00:00:00.000Z' }),
      ]),
    );
    line.advance(1);
    await expect(line.apiKeys.callerOf([old.key])).rejects.toMatchObject(refused);
    await line.apiKeys.callerOf([next.key]);
  });

  it('leaves a week unless told, and never makes the old one live longer', async () => {
    await using line = await withApp();
    const forever = await line.key(ADD);
    await line.run(`keys rotate ${forever.id}`);
    expect(await line.json(`keys show ${forever.id}`)).toMatchObject({
      expires: new Date(NOW + 7 * 24 * HOUR).toISOString(),
    });
    const short = await line.key(`${ADD} --expires 2026-11-03`);
    await line.run(`keys rotate ${short.id}`);
    expect(await line.json(`keys show ${short.id}`)).toMatchObject({ expires: '2026-11-03T00:00:00.000Z' });
  });

  it('is refused for a key that was rotated already: there are never three', async () => {
    await using line = await withApp();
    const old = await line.key(ADD);
    const next = await line.key(`keys rotate ${old.id}`);
    expect(await line.refusal(`keys rotate ${old.id}`)).toBe(
      `the key \`${old.id}\` was rotated already: rotate \`${next.id}\``,
    );
    expect(await line.json('keys list --partner radio')).toHaveLength(2);
  });
});
