import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { papers, samples } from '../../scripts/samples/paper.ts';

const party = z.strictObject({ id: z.string(), name: z.string(), homepage: z.url() });
const directory = z.strictObject({
  subsidiaries: z.array(party.extend({ language: z.string() })),
  partners: z.array(party),
  applications: z.array(
    z.strictObject({
      id: z.string(),
      owner: z.string(),
      name: z.string(),
      channel: z.enum(['web', 'app', 'print', 'archive']),
      territory: z.string().length(2),
      view: z.enum(['partner', 'subsidiary', 'newsroom']),
      grants: z.array(z.enum(['read', 'explore', 'narrow'])),
      sampleKey: z.boolean(),
    }),
  ),
  packages: z.array(z.strictObject({ id: z.string(), owner: z.string(), name: z.string() })),
  licences: z.array(
    z.strictObject({
      package: z.string(),
      licensee: z.string(),
      channels: z.array(z.enum(['web', 'app', 'print', 'archive'])),
      from: z.iso.datetime(),
      until: z.iso.datetime().nullable(),
      delayMinutes: z.int().nonnegative(),
    }),
  ),
  imports: z.array(
    z.strictObject({
      file: z.string(),
      subsidiary: z.string(),
      dataCentre: z.string(),
      packages: z.array(z.string()),
      mediaPackages: z.array(z.string()),
    }),
  ),
});

async function readDirectory(): Promise<z.infer<typeof directory>> {
  return directory.parse(JSON.parse(await readFile(new URL('directory.json', samples), 'utf8')));
}

describe('samples/directory.json', () => {
  it('names the two newspapers and one partner, each with an application that gets a sample key', async () => {
    const { subsidiaries, partners, applications } = await readDirectory();
    expect(subsidiaries.map(({ id }) => id)).toEqual([...papers]);
    const owners = [...subsidiaries, ...partners].map(({ id }) => id);
    expect(applications.filter(({ sampleKey }) => sampleKey).map(({ owner }) => owner)).toEqual(owners);
  });

  it('licenses only packages that there are, to parties that there are', async () => {
    const { subsidiaries, partners, packages, licences } = await readDirectory();
    const owned = new Map(packages.map(({ id, owner }) => [id, owner]));
    const parties = new Set([...subsidiaries, ...partners].map(({ id }) => id));
    for (const licence of licences) {
      expect(owned.has(licence.package)).toBe(true);
      expect(parties.has(licence.licensee)).toBe(true);
      expect(owned.get(licence.package)).not.toBe(licence.licensee);
    }
    expect(licences.filter((licence) => owned.get(licence.package) === 'alpenblatt')).toEqual([]);
  });

  it('imports each export into packages of its own subsidiary', async () => {
    const { packages, imports } = await readDirectory();
    const owned = new Map(packages.map(({ id, owner }) => [id, owner]));
    for (const { file, subsidiary, packages: articles, mediaPackages } of imports) {
      expect({ file, exists: existsSync(new URL(file, samples)) }).toEqual({ file, exists: true });
      for (const name of [...articles, ...mediaPackages]) expect(owned.get(name)).toBe(subsidiary);
    }
  });
});
