import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import type { Licence, Organisation } from '../../platform/directory.ts';
import { channels } from '../../platform/viewer.ts';
import type { CommandParts, Given, Noun } from './command.ts';
import { command, usage } from './command.ts';
import type { Desk } from './desk.ts';
import { sayEffects } from './licenceEffects.ts';
import { OWNER, ownerOf } from './owner.ts';
import { properties, table } from './table.ts';
import { listOf, momentOf, packageOf, wholeNumberOf } from './values.ts';

const LICENSEE = {
  subsidiary: { ...OWNER.subsidiary, about: 'the subsidiary that it is given to; or' },
  partner: { ...OWNER.partner, about: 'the partner that it is given to' },
} as const;
const TERMS = {
  channels: { type: 'string', value: 'A,B', about: `where it may be shown: ${channels.join(', ')}` },
  until: { type: 'string', value: 'MOMENT', about: 'when it ends; `never` for until it is ended' },
  delay: {
    type: 'string',
    value: 'MINUTES',
    about: 'after publication, before a record may be shown (0 unless given)',
  },
} as const;
const DRY_RUN = { 'dry-run': { type: 'boolean', about: 'says what would change, and changes nothing' } } as const;

const termsOf = ({ channels: given, until, delay }: Given<typeof TERMS>): Partial<Licence> => ({
  ...(given === undefined ? {} : { channels: listOf('channels', given, channels) }),
  ...(until === undefined ? {} : { until: until === 'never' ? null : momentOf('until', until) }),
  ...(delay === undefined ? {} : { delayMinutes: wholeNumberOf('delay', delay) }),
});

const stateOf = ({ from, until }: Licence, now: number): string => {
  if (until !== null && Date.parse(until) <= now) return 'ended';
  return now < Date.parse(from) ? 'to come' : 'holds';
};

const find = async (desk: Desk, licensee: Organisation, id: string) => {
  const all = await desk.register.licences(licensee.id);
  const licence = all.find((each) => each.id === id);
  if (!licence) throw new DirectoryRefusal('NOT_FOUND', `${licensee.id} has no licence \`${id}\``);
  return { licence, all };
};

const checkSpan = ({ from, until }: Licence): void => {
  if (until !== null && until < from)
    throw new DirectoryRefusal('INVALID', `a licence from ${from} cannot end before that, at ${until}`);
};

/** Says what a change of one of its licences means to the licensee, then makes it. */
const withEffects = async (
  desk: Desk,
  parts: CommandParts,
  { licensee, all, next, at }: { licensee: Organisation; all: readonly Licence[]; next: Licence; at: number },
  dryRun: boolean,
  save: () => Promise<string>,
) => {
  const after = [...all.filter((each) => each.id !== next.id), next];
  const effects = await sayEffects(desk, parts, { licensee, before: all, after }, { at, dryRun });
  parts.say(dryRun ? 'A dry run, nothing was changed.' : await save());
  return { licence: next, effects, dryRun };
};

/** Licences: each gives a package to a subsidiary or partner. None rewrites a record. */
export const licencesNoun: Noun = {
  name: 'licences',
  about:
    'each gives a package to a subsidiary or partner, for channels, a time, after a delay; within a minute, and no record is rewritten',
  verbs: {
    list: command({
      about: 'lists those of a licensee, or those of a package; ended ones too',
      options: {
        ...LICENSEE,
        package: { type: 'string', value: 'OWNER/NAME', about: 'or: to whom this package is given' },
      },
      run: async ({ package: id, ...licensee }, _, { say, desk: open }) => {
        const desk = await open();
        const of = async (): Promise<readonly Licence[]> => {
          if (id === undefined) return desk.register.licences((await ownerOf(desk, licensee)).id);
          if (licensee.subsidiary ?? licensee.partner)
            return usage('licences list takes a licensee or a package, not both');
          packageOf(id);
          return desk.register.licencesOf(id);
        };
        const all = await of();
        const rows = all.map((each) => [
          each.licensee,
          each.id,
          each.package,
          each.channels.join(','),
          each.delayMinutes,
          stateOf(each, desk.now()),
          each.from,
          each.until ?? undefined,
        ]);
        table(['licensee', 'id', 'package', 'channels', 'delay', 'now', 'from', 'until'], rows).forEach(say);
        return all;
      },
    }),
    show: command({
      about: 'shows one',
      operands: ['ID'],
      options: LICENSEE,
      run: async (owner, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const { licence } = await find(desk, await ownerOf(desk, owner), id);
        const shown = { ...licence, until: licence.until ?? 'until it is ended', now: stateOf(licence, desk.now()) };
        properties(shown).forEach(say);
        return licence;
      },
    }),
    add: command({
      about: 'says what the licensee would gain, then gives the package to it',
      options: {
        ...LICENSEE,
        package: { type: 'string', required: true, value: 'OWNER/NAME', about: 'what is given' },
        ...TERMS,
        channels: { ...TERMS.channels, required: true },
        from: { type: 'string', value: 'MOMENT', about: 'when it begins (now unless given)' },
        id: { type: 'string', value: 'ID', about: 'what it is called from now on (made up unless given)' },
        ...DRY_RUN,
      },
      run: async ({ package: of, from, id, 'dry-run': dryRun = false, ...given }, _, parts) => {
        const desk = await parts.desk();
        const licensee = await ownerOf(desk, given);
        const { owner, name } = packageOf(of);
        if (!(await desk.register.package(owner, name)))
          throw new DirectoryRefusal('NOT_FOUND', `there is no package \`${of}\``);
        const all = await desk.register.licences(licensee.id);
        const next: Licence = {
          licensee: licensee.id,
          id: id ?? `${name.slice(0, 50)}-${desk.newId().slice(0, 8)}`,
          package: of,
          from: from === undefined ? new Date(desk.now()).toISOString() : momentOf('from', from),
          until: null,
          delayMinutes: 0,
          ...termsOf(given),
          channels: listOf('channels', given.channels, channels),
        };
        checkSpan(next);
        if (all.some((each) => each.id === next.id))
          throw new DirectoryRefusal('TAKEN', `${licensee.id} has a licence \`${next.id}\` already`);
        const at = Math.max(desk.now(), Date.parse(next.from));
        return withEffects(desk, parts, { licensee, all, next, at }, dryRun, async () => {
          await desk.changes.addLicence(next);
          return `Added the licence ${next.id} of ${of} to ${licensee.id}.`;
        });
      },
    }),
    change: command({
      about: 'says what the licensee would gain and lose, then changes what is given',
      operands: ['ID'],
      options: { ...LICENSEE, ...TERMS, ...DRY_RUN },
      run: async ({ 'dry-run': dryRun = false, ...given }, [id = ''], parts) => {
        const desk = await parts.desk();
        const licensee = await ownerOf(desk, given);
        const { licence, all } = await find(desk, licensee, id);
        const next = { ...licence, ...termsOf(given) };
        checkSpan(next);
        const at = Math.max(desk.now(), Date.parse(next.from));
        return withEffects(desk, parts, { licensee, all, next, at }, dryRun, async () => {
          await desk.changes.changeLicence(licence, (before) => ({ ...before, ...termsOf(given) }));
          return `Changed the licence ${id} of ${licensee.id}.`;
        });
      },
    }),
    end: command({
      about: 'says what the licensee would lose, then ends it, now unless told',
      operands: ['ID'],
      options: { ...LICENSEE, at: { type: 'string', value: 'MOMENT', about: 'when it ends' }, ...DRY_RUN },
      run: async ({ at: given, 'dry-run': dryRun = false, ...owner }, [id = ''], parts) => {
        const desk = await parts.desk();
        const licensee = await ownerOf(desk, owner);
        const { licence, all } = await find(desk, licensee, id);
        const until = given === undefined ? new Date(desk.now()).toISOString() : momentOf('at', given);
        if (licence.until !== null && licence.until <= until)
          throw new DirectoryRefusal('RETIRED', `the licence \`${id}\` ends already at ${licence.until}`);
        const next = { ...licence, until };
        const at = Math.max(desk.now(), Date.parse(until));
        return withEffects(desk, parts, { licensee, all, next, at }, dryRun, async () => {
          await desk.changes.changeLicence(licence, (before) => ({ ...before, until }), 'end');
          return `Ended the licence ${id} of ${licensee.id}: from ${until} on, within a minute, it gives nothing.`;
        });
      },
    }),
  },
};
