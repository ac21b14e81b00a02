import type { Backends } from '../../entrypoints/backends.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import type { Directory } from '../../platform/directory.ts';
import { createContentWriter, TERMS_AT_ONCE } from '../../subgraphs/content/save.ts';
import { createMediaStore } from '../../subgraphs/media/store.ts';
import { contentOf } from './content.ts';
import { applications, houses, keyGrants, licences, packages, partners } from './houses.ts';
import { mediaOf, storePictures } from './media.ts';
import { packRecords } from './packed.ts';
import type { Plan } from './plan.ts';

/** Told how far a step is. */
export type Progress = (step: 'terms' | 'media' | 'records' | 'index', done: number, of: number) => void;

/** Terms are older than all records. */
const saved = { author: 'seed', at: '2015-01-01T00:00:00.000Z' } as const;

const nothing = { meta: undefined, work: undefined } as const;

/** Makes the houses, partners, applications, packages and licences. */
export const fillDirectory = async (directory: Directory): Promise<void> => {
  for (const { id, name, host, grammars } of houses)
    await directory.saveOrganisation({
      id,
      kind: 'subsidiary',
      name,
      site: `https://${host}`,
      language: grammars[0].language,
    });
  for (const { id, name } of partners) await directory.saveOrganisation({ id, kind: 'partner', name });
  for (const { view: _, ...application } of applications) await directory.saveApplication(application);
  for (const { id } of houses) for (const name of packages) await directory.savePackage({ owner: id, name });
  for (const [number, licence] of licences.entries())
    await directory.saveLicence({ ...licence, channels: [...licence.channels], id: `seed-${number + 1}` });
};

/** A key and whose it is. */
export interface SeedKey {
  readonly organisation: string;
  readonly application: string;
  /** The application's name, for people. */
  readonly name: string;
  readonly view: string;
  readonly key: string;
}

/** Issues a key for each application. They are random: what a folder holds is repeatable, what opens it is not. */
export const issueKeys = async (apiKeys: ApiKeys): Promise<SeedKey[]> => {
  const keys: SeedKey[] = [];
  for (const { organisation, id, name, view } of applications) {
    const { key } = await apiKeys.issue({ organisation, application: id, view, grants: keyGrants });
    keys.push({ organisation, application: id, name, view, key });
  }
  return keys;
};

/**
 * Writes terms, pictures and records through the stores' own writers, several a transaction.
 * @returns how many of them belong into the index.
 * @throws the signal's reason when it aborts; what is written then stays as it is.
 */
export const fillRecords = async (
  plan: Plan,
  { records, objects }: Pick<Backends, 'records' | 'objects'>,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> => {
  const packed = packRecords(records);
  const writer = createContentWriter({ records: packed.records, objects });
  const mediaStore = createMediaStore({ records: packed.records, objects });
  let documents = 0;

  const pictures = await storePictures(objects);
  for (let asset = 0; asset < plan.assets; asset += 1) {
    signal.throwIfAborted();
    await mediaStore.save(mediaOf(plan, asset, pictures), undefined);
    documents += 1;
    progress('media', asset + 1, plan.assets);
  }
  for (let number = 0; number < plan.options.records; number += 1) {
    signal.throwIfAborted();
    const next = contentOf(plan, number);
    await writer.save(next, nothing);
    if (next.as === 'live') documents += 1;
    progress('records', number + 1, plan.options.records);
  }
  const terms = plan.terms.named();
  for (let from = 0; from < terms.length; from += TERMS_AT_ONCE) {
    const some = terms.slice(from, from + TERMS_AT_ONCE).map((term) => ({ term, before: undefined }));
    await writer.saveTerms(some, saved);
    progress('terms', Math.min(from + TERMS_AT_ONCE, terms.length), terms.length);
  }
  await packed.flush();
  return documents;
};
