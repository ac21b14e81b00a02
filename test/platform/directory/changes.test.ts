import { describe, expect, it } from 'vitest';
import { readAudit } from '../../../platform/directory/audit.ts';
import type { DirectoryChanges } from '../../../platform/directory/changes.ts';
import { createDirectoryChanges } from '../../../platform/directory/changes.ts';
import { createRegister } from '../../../platform/directory/register.ts';
import type { KeyRecord } from '../../../platform/directory.ts';
import { createDirectory } from '../../../platform/directory.ts';
import { randomId } from '../../../platform/ids.ts';
import type { Records } from '../../../platform/records/port.ts';
import { builtInViews } from '../../../platform/views.ts';
import { openDirectory, START } from '../directoryFixture.ts';

const DAY = 86_400_000;

const openChanges = async () => {
  const fixture = await openDirectory();
  const { records, now } = fixture;
  const changesOf = (by: string, over: Records = records): DirectoryChanges =>
    createDirectoryChanges({
      records: over,
      now,
      newId: randomId,
      by,
      views: createDirectory({ records: over, now, views: builtInViews }).views,
    });
  const audit = (parts: Partial<Parameters<typeof readAudit>[1]> = {}) =>
    readAudit(records, { since: new Date(START - DAY).toISOString(), now: now(), limit: 100, ...parts });
  return {
    ...fixture,
    register: createRegister(records),
    ann: changesOf('ann@desk'),
    changesOf,
    audit,
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
};
const key = (letter: string): KeyRecord => ({
  id: letter.repeat(24),
  hash: '0123456789abcdef'.repeat(4),
  organisation: 'radio',
  application: 'app',
  view: 'partner',
  grants: ['read'],
  kind: 'secret',
  state: 'active',
});

describe('a change of the directory', () => {
  it('is an audit record: who, when, what, before and after', async () => {
    await using fixture = await openChanges();
    await fixture.ann.addOrganisation({ id: 'lake', kind: 'partner', name: 'Lake' });
    fixture.advance(1_000);
    await fixture.changesOf('bob@desk').changeOrganisation('lake', (before) => ({ ...before, name: 'Lake FM' }));
    const lake = { id: 'lake', kind: 'partner', name: 'Lake' };
    const of = { noun: 'organisation', subject: 'lake', organisation: 'lake' };
    expect(await fixture.audit()).toEqual([
      {
        ...of,
        at: new Date(START + 1_000).toISOString(),
        by: 'bob@desk',
        action: 'change',
        before: lake,
        after: { ...lake, name: 'Lake FM' },
      },
      { ...of, at: new Date(START).toISOString(), by: 'ann@desk', action: 'add', before: null, after: lake },
    ]);
  });

  it('that changes nothing, or is refused, leaves none', async () => {
    await using fixture = await openChanges();
    await fixture.ann.changeOrganisation('radio', (before) => ({ ...before, name: 'Radio One' }));
    await expect(fixture.ann.addOrganisation({ id: 'radio', kind: 'partner', name: 'X' })).rejects.toMatchObject({
      code: 'TAKEN',
    });
    await expect(fixture.ann.changeOrganisation('radio', (b) => ({ ...b, name: '' }))).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect(await fixture.audit()).toEqual([]);
    expect(await fixture.register.organisation('radio')).toEqual({ id: 'radio', kind: 'partner', name: 'Radio One' });
  });

  it('of two at once is made by one, and the other is told', async () => {
    await using fixture = await openChanges();
    const { records, ann } = fixture;
    // Between what bob read and what he writes, ann writes.
    const late: Records = {
      ...records,
      transact: async (operations, options) => {
        await ann.changeOrganisation('radio', (before) => ({ ...before, name: 'Of Ann' }));
        return records.transact(operations, options);
      },
    };
    const bob = fixture.changesOf('bob@desk', late);
    await expect(bob.changeOrganisation('radio', (before) => ({ ...before, name: 'Of Bob' }))).rejects.toMatchObject({
      code: 'CHANGED',
      message: 'the organisation `radio` was changed by somebody else at the same moment: look at it again',
    });
    expect((await fixture.register.organisation('radio'))?.name).toBe('Of Ann');
    expect(await fixture.audit()).toMatchObject([{ by: 'ann@desk' }]);
  });

  it('never stands on what is retired at the same moment', async () => {
    await using fixture = await openChanges();
    const { records, ann } = fixture;
    const late: Records = {
      ...records,
      transact: async (operations, options) => {
        await ann.changeOrganisation('radio', (before) => ({ ...before, retired: new Date(START).toISOString() }));
        return records.transact(operations, options);
      },
    };
    await expect(fixture.changesOf('bob@desk', late).addKey(key('b'))).rejects.toMatchObject({ code: 'CHANGED' });
    expect(await fixture.register.keys('radio')).toEqual([]);
  });

  it('of what was written before versions were counted is made too', async () => {
    await using fixture = await openChanges();
    const item = { pk: 'ORG', sk: 'old', v: 1, id: 'old', kind: 'partner', name: 'Old' };
    await fixture.records.transact([{ kind: 'put', table: 'directory', item }]);
    await fixture.ann.changeOrganisation('old', (before) => ({ ...before, name: 'New' }));
    await fixture.ann.changeOrganisation('old', (before) => ({ ...before, name: 'Newer' }));
    expect((await fixture.register.organisation('old'))?.name).toBe('Newer');
  });
});

describe('of two administrators among a subsidiary’s clients', () => {
  it('one stays, though both are taken away at once', async () => {
    await using fixture = await openChanges();
    const { records, ann } = fixture;
    for (const id of ['one', 'two']) await ann.addClient({ id, subsidiary: 'courier', roles: ['administrator'] });
    const late: Records = {
      ...records,
      transact: async (operations, options) => {
        await ann.changeClient('two', (before) => ({ ...before, roles: [] }));
        return records.transact(operations, options);
      },
    };
    const bob = fixture.changesOf('bob@desk', late);
    await expect(bob.changeClient('one', (before) => ({ ...before, roles: [] }))).rejects.toMatchObject({
      code: 'CHANGED',
    });
    expect(await fixture.register.clients('courier')).toMatchObject([{ roles: ['administrator'] }, { roles: [] }]);
    await expect(ann.changeClient('one', (before) => ({ ...before, roles: [] }))).rejects.toMatchObject({
      code: 'LAST',
    });
  });
});

describe('a key’s audit records', () => {
  it('show neither its secret nor the digest of it', async () => {
    await using fixture = await openChanges();
    await fixture.ann.addKey(key('b'));
    await fixture.ann.rotateKey(
      'b'.repeat(24),
      { id: 'c'.repeat(24), hash: 'f'.repeat(64) },
      new Date(START + DAY).toISOString(),
    );
    await fixture.ann.changeKey('c'.repeat(24), (before) => ({ ...before, state: 'revoked' }), 'revoke');
    const records = await fixture.audit();
    expect(records.map(({ action, subject }) => `${action} ${subject[0]}`).sort()).toEqual([
      'add b',
      'add c',
      'revoke c',
      'rotate b',
    ]);
    expect(JSON.stringify(records)).not.toMatch(/[0-9a-f]{64}|hash/);
  });
});

describe('audit records', () => {
  it('are read newest first, over months, since a moment, of one organisation, and no more than asked for', async () => {
    await using fixture = await openChanges();
    const rename = (id: string, name: string) => fixture.ann.changeOrganisation(id, (before) => ({ ...before, name }));
    await rename('radio', 'November');
    fixture.advance(45 * DAY);
    await rename('courier', 'December');
    fixture.advance(45 * DAY);
    await rename('radio', 'January');
    const names = async (parts: Parameters<typeof fixture.audit>[0]) =>
      (await fixture.audit(parts)).map(({ after }) => after?.name);
    expect(await names({})).toEqual(['January', 'December', 'November']);
    expect(await names({ fits: ({ organisation }) => organisation === 'radio' })).toEqual(['January', 'November']);
    expect(await names({ limit: 2 })).toEqual(['January', 'December']);
    expect(await names({ since: new Date(START + 1).toISOString() })).toEqual(['January', 'December']);
  });
});
