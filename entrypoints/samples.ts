import { z } from 'zod';
import type { ApiKeys } from '../gateway/identity/apiKey.ts';
import type { Directory } from '../platform/directory.ts';
import type { DataFolder } from './dataFolder.ts';
import type { DirectoryFile } from './directoryFile.ts';
import { readDirectoryFile } from './directoryFile.ts';

const SAMPLES = new URL('../samples/', import.meta.url);
const STATE = 'samples.json';
const LICENCE_SUFFIX = 'sample';

const stateSchema = z.object({
  keys: z.array(z.object({ organisation: z.string(), name: z.string(), key: z.string() })),
});

/** A key of the samples: known whole, since they are made for trying things out on this machine. */
export type SampleKey = z.infer<typeof stateSchema>['keys'][number];

/** The samples' directory file. */
export const readSamples = (): DirectoryFile => readDirectoryFile(new URL('directory.json', SAMPLES));

/** Where a file of the samples lies. */
export const sampleFile = (name: string): URL => new URL(name, SAMPLES);

/** The keys of samples that were filled in before; `undefined` where they were not, or not to their end. */
export const filledSamples = (folder: DataFolder): readonly SampleKey[] | undefined =>
  folder.read(STATE, stateSchema)?.keys;

/** Makes the samples' subsidiaries, partners, packages and licences. Doing it again changes nothing. */
export const fillDirectory = async (file: DirectoryFile, directory: Directory): Promise<void> => {
  for (const { id, name, homepage, language } of file.subsidiaries)
    await directory.saveOrganisation({ id, kind: 'subsidiary', name, site: homepage, language });
  for (const { id, name, homepage } of file.partners)
    await directory.saveOrganisation({ id, kind: 'partner', name, site: homepage });
  for (const { id, owner, name, channel, territory } of file.applications)
    await directory.saveApplication({
      id,
      organisation: owner,
      name,
      channel,
      ...(territory === undefined ? {} : { territory }),
    });
  for (const { id, owner } of file.packages) await directory.savePackage({ owner, name: id });
  for (const { package: name, ...licence } of file.licences) {
    const owner = file.packages.find((each) => each.id === name)?.owner;
    if (owner === undefined)
      throw new TypeError(`the licence of ${licence.licensee} names the package ${name}, which nobody owns`);
    await directory.saveLicence({ ...licence, id: `${name}-${LICENCE_SUFFIX}`, package: `${owner}/${name}` });
  }
};

/** Issues a key for each application, and marks the samples as filled: the last step, so that a start that was broken off goes on. */
export const issueSampleKeys = async (
  file: DirectoryFile,
  apiKeys: ApiKeys,
  folder: DataFolder,
): Promise<readonly SampleKey[]> => {
  const keys: SampleKey[] = [];
  const names = new Map([...file.subsidiaries, ...file.partners].map(({ id, name }) => [id, name]));
  for (const { id, owner, view, grants } of file.applications) {
    const { key } = await apiKeys.issue({ organisation: owner, application: id, view, grants });
    keys.push({ organisation: owner, name: names.get(owner) ?? owner, key });
  }
  folder.write(STATE, { keys });
  return keys;
};
