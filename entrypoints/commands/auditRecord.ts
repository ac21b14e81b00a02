import type { AuditRecord } from '../../platform/directory/audit.ts';
import { readAudit } from '../../platform/directory/audit.ts';
import { OperatorError } from '../../platform/errors.ts';
import { contentHistory } from '../../subgraphs/content/history.ts';
import type { SavedVersion } from '../../subgraphs/history.ts';
import type { Provenance } from '../../subgraphs/provenance.ts';
import type { Receipt } from '../../writes/receipt.ts';
import { BadReceipt } from '../../writes/receipt.ts';
import { differences } from './auditWords.ts';
import { command } from './command.ts';
import type { Archive, Desk } from './desk.ts';
import { recordIdOf } from './namedRecord.ts';
import { recordNamed } from './recordNamed.ts';
import { properties, table } from './table.ts';
import { wholeNumberOf } from './values.ts';

const MOST = 1_000;
/** Audit records of the directory that are told beside the versions. */
const MOST_AUDITED = 1_000;
/** Where nothing is known of a record but what operators did to it: as far back as the directory goes. */
const BEGINNING = '2020-01-01T00:00:00.000Z';

/** What the commands of mutations come to, in a word. */
const DONE: Readonly<Record<string, string>> = {
  createContent: 'created',
  updateContent: 'changed',
  publishDue: 'published when due',
  withdrawContent: 'withdrawn',
  expireContent: 'expired',
  deleteContent: 'deleted',
  killContent: 'killed',
  restoreRevision: 'restored',
  updateMedia: 'changed',
  deleteMedia: 'deleted',
  publishCollection: 'published when due',
  deleteSection: 'deleted',
  deleteTag: 'deleted',
  deleteContributor: 'deleted',
  deleteCollection: 'deleted',
};

/** Commands that make a thing, or say it anew. */
const SAVES: ReadonlySet<string> = new Set(['saveSection', 'saveTag', 'saveContributor', 'saveCollection']);

const whatOf = ({ version, author, live, changed }: SavedVersion, receipt: Receipt | undefined): string => {
  if (receipt && SAVES.has(receipt.kind)) {
    if (!live) return 'scheduled';
    return version === 1 ? 'created' : 'changed';
  }
  if (receipt?.kind === 'publishContent') return live ? 'published' : 'scheduled';
  if (receipt) return DONE[receipt.kind] ?? receipt.kind;
  if (author.startsWith('import:')) return changed ? 'imported' : 'taken down by an import';
  const moved = changed ? changed.length === 1 && changed[0] === 'packages' : live;
  return moved ? 'moved between packages' : 'saved';
};

const receiptOf = async ({ receipts }: Archive, id: string | undefined): Promise<Receipt | undefined> => {
  try {
    return id === undefined ? undefined : await receipts.get(id);
  } catch (error) {
    // A damaged receipt hides no version.
    if (error instanceof BadReceipt) return undefined;
    throw error;
  }
};

/** One version with who made it and how. */
const told = (version: SavedVersion, receipt: Receipt | undefined) => ({
  version: version.version,
  at: version.at,
  what: whatOf(version, receipt),
  reason: version.reason,
  live: version.live,
  by: receipt?.actor.user ?? version.author,
  onBehalfOf: receipt?.actor.onBehalfOf,
  application: receipt?.actor.application,
  receipt: version.receipt,
  changed: version.changed,
});

/** Each export that a record was made from, the newest first, with the version that it first made. */
const sourcesOf = (versions: readonly SavedVersion[]): (Provenance & { readonly version: number })[] => {
  const found = new Map<string, Provenance & { version: number }>();
  for (const { source, version } of versions)
    if (source) found.set(`${source.runId} ${source.sourceHash}`, { ...source, version });
  return [...found.values()];
};

/** Whether a change of the directory was one of this record, or of a licence of a package in which it lies. */
const concerns = ({ noun, subject, before, after }: AuditRecord, id: string, packages: readonly string[]): boolean => {
  const licensed = noun === 'licence' ? (after?.package ?? before?.package) : undefined;
  return (
    subject === id ||
    subject === `record ${id}` ||
    [before, after].some((image) => image !== null && Object.hasOwn(image, id)) ||
    (typeof licensed === 'string' && packages.includes(licensed))
  );
};

const licencesOf = async ({ register }: Desk, packages: readonly string[]) =>
  (await Promise.all(packages.map((each) => register.licencesOf(each)))).flat();

/** Prints what was done to a record. */
export const auditRecord = command({
  about:
    'prints the history of an article, asset, section, tag, contributor or collection, newest first: versions with who made them, for whom, how and in which fields; what was done about its packages and their licences; where it was imported from',
  operands: ['RECORD'],
  options: { limit: { type: 'string', value: 'N', about: 'at most so many versions (50 unless given)' } },
  run: async ({ limit = '50' }, [given = ''], { say, signal, desk: open }) => {
    const id = recordIdOf(given);
    const size = wholeNumberOf('limit', limit);
    if (size < 1 || size > MOST) throw new OperatorError(`--limit is 1 to ${MOST}`);
    const desk = await open();
    const archive = await desk.archive();
    const record = await recordNamed(archive, id);
    const found = record
      ? await record.history(size + 1, signal)
      : await contentHistory(archive.contentStore, id, size + 1, { signal });
    const saved = found.slice(0, size);
    const more = found.length > size;
    const packages = record?.packages ?? [];
    const audited = await readAudit(desk.records, {
      since: (more ? saved.at(-1)?.at : undefined) ?? BEGINNING,
      now: desk.now(),
      limit: MOST_AUDITED,
      fits: (each) => concerns(each, id, packages),
    });
    if (!record && saved.length === 0 && audited.length === 0)
      throw new OperatorError(`there is no record \`${id}\`, and nothing is known of one`);

    const receipts = await Promise.all(saved.map(({ receipt }) => receiptOf(archive, receipt)));
    const versions = saved.map((version, index) => told(version, receipts[index]));
    const sources = sourcesOf(saved);
    const licences = await licencesOf(desk, packages);
    const head = {
      record: id,
      kind: record?.kind,
      owner: record?.owner,
      state: record?.state,
      packages: packages.length === 0 ? undefined : packages,
    };

    properties(head).forEach(say);
    say('');
    table(
      ['version', 'when', 'what', 'who', 'on behalf of', 'application', 'changed'],
      versions.map((each) => [
        each.version,
        each.at,
        each.reason === undefined ? each.what : `${each.what} (${each.reason})`,
        each.by,
        each.onBehalfOf,
        each.application,
        each.changed?.join(' '),
      ]),
    ).forEach(say);
    if (more) say(`(the newest ${size}; --limit shows more)`);
    if (audited.length > 0) say('');
    for (const each of audited) {
      say(`${each.at}  ${each.by}  ${each.action} ${each.noun} ${each.subject}`);
      say(`    ${differences(each)}`);
    }
    if (licences.length > 0) {
      say('');
      table(
        ['licence', 'package', 'licensee', 'channels', 'from', 'until'],
        licences.map((each) => [
          each.id,
          each.package,
          each.licensee,
          each.channels.join(' '),
          each.from,
          each.until ?? 'never',
        ]),
      ).forEach(say);
    }
    if (sources.length > 0) {
      say('');
      table(
        ['version', 'imported from', 'site', 'id there', 'export', 'bytes', 'run'],
        sources.map(({ version, system, site, externalId, exportFile, byteRange, runId }) => [
          version,
          system,
          site,
          externalId,
          exportFile,
          byteRange?.join('–'),
          runId,
        ]),
      ).forEach(say);
    }
    return { ...head, versions, audited, licences, sources };
  },
});
