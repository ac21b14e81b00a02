import { isAlive } from '../../platform/directory/items.ts';
import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import type { KeyRecord, Licence } from '../../platform/directory.ts';
import { OperatorError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { explainRecord } from '../../subgraphs/explain.ts';
import { explainField } from '../../subgraphs/explainField.ts';
import type { Finding } from '../../subgraphs/finding.ts';
import { rulesTable } from '../../subgraphs/rules.ts';
import { graphVisibility } from '../../subgraphs/visibility.ts';
import type { RightsFacts } from '../../subgraphs/visibleTo.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import { keyOf } from './keys.ts';

/** What is found at an id. */
interface Found {
  readonly kind: 'content' | 'media';
  readonly live: boolean;
  readonly facts: RightsFacts | undefined;
}

const findRecord = async (desk: Desk, id: string): Promise<Found | undefined> => {
  const { contentStore, mediaStore } = await desk.archive();
  const [[content], [asset]] = await Promise.all([
    contentStore.metas([id], { consistent: true }),
    mediaStore.metas([id], { consistent: true }),
  ]);
  for (const [kind, meta] of [
    ['content', content],
    ['media', asset],
  ] as const) {
    if (meta instanceof Error)
      throw new OperatorError(`the record \`${id}\` cannot be read: ${meta.message}`, { cause: meta });
    if (meta) return { kind, live: meta.live, facts: meta.live ? meta : undefined };
  }
  return undefined;
};

/** Why a licence of one of the record's packages gives nothing now; `undefined` where it does. */
const whyNot = (licence: Licence, { channel }: Viewer, now: number): string | undefined => {
  const { from, until, channels } = licence;
  if (!channels.includes(channel)) return `it is for ${channels.join(', ')}, and the application is for ${channel}`;
  if (now < Date.parse(from)) return `it begins ${from}`;
  return until !== null && Date.parse(until) <= now ? `it ended ${until}` : undefined;
};

const aboutLicences = (licences: readonly Licence[], facts: RightsFacts, viewer: Viewer, now: number): string[] =>
  licences
    .filter((licence) => facts.packages.includes(licence.package))
    .map((licence) => `licence ${licence.id} of ${licence.package}: ${whyNot(licence, viewer, now) ?? 'holds'}`);

/** Whether the key itself works, and as whom. */
const aboutKey = async (
  { directory, register, now }: Desk,
  key: KeyRecord,
): Promise<{ findings: Finding[]; viewer: Viewer | undefined }> => {
  const at = now();
  const alive = isAlive(key, at);
  const term = await directory.viewerOf(key, at);
  const [organisation, application] = await Promise.all([
    register.organisation(key.organisation),
    register.application(key.organisation, key.application),
  ]);
  const missing = organisation?.retired || application?.retired ? 'is retired' : 'is not there, or its view is not';
  const ending = key.state === 'revoked' ? 'is revoked' : `ended ${key.expires ?? ''}`;
  return {
    viewer: term?.viewer,
    findings: [
      { holds: alive, says: `the key ${alive ? 'works' : ending}` },
      ...(term ? [] : [{ holds: false, says: `its organisation or application ${missing}` }]),
      { holds: key.grants.includes('read'), says: `its grants are ${key.grants.join(', ')}` },
    ],
  };
};

const forRecord = async (desk: Desk, id: string, key: KeyRecord) => {
  const { findings, viewer } = await aboutKey(desk, key);
  const found = await findRecord(desk, id);
  if (!found)
    throw new DirectoryRefusal(
      'NOT_FOUND',
      `nothing live lies under \`${id}\`, nor was anything taken down there; a draft is nobody’s to see`,
    );
  const { facts } = found;
  return {
    what: `the ${found.kind} ${id}`,
    findings: [
      ...findings,
      { holds: found.live, says: found.live ? 'the record is live' : 'the record was taken down' },
      ...(facts && viewer ? explainRecord(viewer, facts, desk.now()) : []),
    ],
    remarks:
      facts && viewer ? aboutLicences(await desk.register.licences(key.organisation), facts, viewer, desk.now()) : [],
  };
};

const forField = async (desk: Desk, coordinate: string, key: KeyRecord) => {
  const { findings, viewer } = await aboutKey(desk, key);
  const known = Object.values(rulesTable).some((rules) => rules[coordinate] !== undefined);
  if (!known) throw new DirectoryRefusal('NOT_FOUND', `the schema has no field \`${coordinate}\``);
  return {
    what: `the field ${coordinate}`,
    findings: [...findings, ...(viewer ? explainField(graphVisibility, viewer, coordinate) : [])],
    remarks: [],
  };
};

/** Why a key sees a record or a field, or does not: by the very clauses that decide it. */
export const rightsNoun: Noun = {
  name: 'rights',
  about: 'why a key sees a record or a field, or does not',
  verbs: {
    explain: command({
      about:
        'names each clause that lets a record or a field through or stops it. RECORD is an id, or a field such as Content.workflow',
      operands: ['RECORD', 'KEY'],
      run: async (_, [what = '', id = ''], { say, desk: open }) => {
        const desk = await open();
        const key = await keyOf(desk, id);
        if (!what.includes('.') && !ID_PATTERN.test(what))
          throw new OperatorError(
            `${JSON.stringify(what)} is neither a record’s id (26 letters and digits) nor a field such as Content.workflow`,
          );
        const explained = await (what.includes('.') ? forField : forRecord)(desk, what, key);
        const seen = explained.findings.every(({ holds }) => holds);
        say(
          `The key ${id} of ${key.organisation}/${key.application} ${seen ? 'sees' : 'does not see'} ${explained.what}:`,
        );
        for (const { holds, says } of explained.findings) say(`  ${holds ? 'yes' : 'NO '}  ${says}`);
        for (const remark of explained.remarks) say(`       ${remark}`);
        return { key: id, seen, ...explained };
      },
    }),
  },
};
