import { describe, expect, it } from 'vitest';
import { readApplying } from '../../platform/directory/applying.ts';
import type { Package } from '../../platform/directory.ts';
import type { Records } from '../../platform/records/port.ts';
import type { Applied, PackagedRecords } from '../../subgraphs/packages.ts';
import { applyPackage } from '../../subgraphs/packages.ts';
import { openDirectory } from '../platform/directoryFixture.ts';

const OWNED: Package = { owner: 'courier', name: 'news', rule: { of: 'content', types: ['ARTICLE'] } };
const ID = 'courier/news';
const PAGE = 3;

/** So many records of alternating type in memory, three a page; `busy` of them cannot be saved. */
const recordsOf = (count: number, busy: ReadonlySet<string> = new Set()) => {
  const packages = new Map(Array.from({ length: count }, (_, n) => [`r${n}`, [] as readonly string[]]));
  const reads: string[] = [];
  const packaged = (id: string) => ({
    id,
    packages: packages.get(id) ?? [],
    facts: { type: Number(id.slice(1)) % 2 === 0 ? 'ARTICLE' : 'PAGE', sections: [], tags: [] },
  });
  const source: PackagedRecords = {
    page: async (_, after = '0') => {
      const from = Number(after);
      const ids = [...packages.keys()].slice(from, from + PAGE);
      reads.push(...ids);
      return { found: ids.map(packaged), ...(from + PAGE < count ? { next: String(from + PAGE) } : {}) };
    },
    find: async (id) => (packages.has(id) ? { ...packaged(id), owner: 'courier' } : undefined),
    repackage: async (id, edit) => {
      if (busy.has(id)) return 'failed';
      packages.set(id, edit(packages.get(id) ?? []));
      return 'changed';
    },
  };
  const lying = () => [...packages].flatMap(([id, of]) => (of.includes(ID) ? [id] : []));
  return { source, reads, lying };
};
const nothing: PackagedRecords = {
  page: async () => ({ found: [] }),
  find: async () => undefined,
  repackage: async () => 'absent',
};
const never = new AbortController().signal;

/** Applies the package to these records; `until`: how many are looked at before it is stopped. */
const applied = (
  records: Records,
  content: PackagedRecords,
  { owned = OWNED, until, dryRun = false }: { owned?: Package; until?: number; dryRun?: boolean } = {},
): Promise<Applied> => {
  const stop = new AbortController();
  return applyPackage(owned, {
    records,
    content,
    media: nothing,
    by: () => ({ author: 'ann', at: '2026-11-02T08:00:00.000Z' }),
    dryRun,
    signal: until === undefined ? never : stop.signal,
    onProgress: ({ seen }) => seen === until && stop.abort(),
  });
};

describe('applying a package', () => {
  it('goes on where it was stopped, with the counts of one run', async () => {
    await using fixture = await openDirectory();
    const { source, reads, lying } = recordsOf(10);
    const first = await applied(fixture.records, source, { until: 6 });
    expect(first).toMatchObject({ stopped: true, resumed: false, counts: { seen: 6, put: 3 } });
    expect(lying()).toEqual(['r0', 'r2', 'r4']);

    const second = await applied(fixture.records, source);
    const counts = { seen: 10, put: 5, taken: 0, full: 0, failed: 0 };
    expect(second).toEqual({ stopped: false, resumed: true, counts });
    expect(lying()).toEqual(['r0', 'r2', 'r4', 'r6', 'r8']);
    expect(reads).toHaveLength(10);

    expect(await readApplying(fixture.records, ID)).toBeUndefined();
    expect(await applied(fixture.records, source)).toMatchObject({ resumed: false, counts: { seen: 10, put: 0 } });
  });

  it('begins anew where the rule has changed since it was stopped', async () => {
    await using fixture = await openDirectory();
    const { source, lying } = recordsOf(6);
    await applied(fixture.records, source, { until: 3 });
    const owned: Package = { ...OWNED, rule: { of: 'content', types: ['PAGE'] } };
    expect(await applied(fixture.records, source, { owned })).toMatchObject({
      resumed: false,
      counts: { seen: 6, put: 3, taken: 2 },
    });
    expect(lying()).toEqual(['r1', 'r3', 'r5']);
  });

  it('counts a dry run from the beginning, and leaves what was stopped to be gone on with', async () => {
    await using fixture = await openDirectory();
    const { source, lying } = recordsOf(6);
    await applied(fixture.records, source, { until: 3 });
    expect(await applied(fixture.records, source, { dryRun: true })).toMatchObject({ counts: { seen: 6, put: 1 } });
    expect(lying()).toEqual(['r0', 'r2']);
    expect(await applied(fixture.records, source)).toMatchObject({ resumed: true });
  });

  it('counts what lies in ten packages already, in a dry run too', async () => {
    await using fixture = await openDirectory();
    const { source, lying } = recordsOf(3);
    await source.repackage('r0', () => Array.from({ length: 10 }, (_, n) => `courier/p${n}`), { author: '', at: '' });
    for (const dryRun of [true, false])
      expect(await applied(fixture.records, source, { dryRun })).toMatchObject({ counts: { put: 1, full: 1 } });
    expect(lying()).toEqual(['r2']);
  });

  it('counts what cannot be saved, and goes on', async () => {
    await using fixture = await openDirectory();
    const { source, lying } = recordsOf(6, new Set(['r2']));
    expect(await applied(fixture.records, source)).toMatchObject({ counts: { seen: 6, put: 2, failed: 1 } });
    expect(lying()).toEqual(['r0', 'r4']);
  });
});
