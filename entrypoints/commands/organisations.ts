import { isAlive } from '../../platform/directory/items.ts';
import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import type { Organisation } from '../../platform/directory.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import { countOf, properties, table } from './table.ts';

const DETAILS = {
  site: { type: 'string', value: 'URL', about: 'the address of its site' },
  language: { type: 'string', value: 'TAG', about: 'the language it writes in, such as en-GB' },
} as const;

/** The organisation of this kind. @throws `DirectoryRefusal` */
export const organisationOf = async (
  { register }: Pick<Desk, 'register'>,
  kind: Organisation['kind'],
  id: string,
): Promise<Organisation> => {
  const found = await register.organisation(id);
  if (!found) throw new DirectoryRefusal('NOT_FOUND', `there is no ${kind} \`${id}\``);
  if (found.kind !== kind) throw new DirectoryRefusal('NOT_FOUND', `\`${id}\` is a ${found.kind}, no ${kind}`);
  return found;
};

/** What stands on an organisation: read before it is retired, and shown with it. */
const standingOn = async ({ register, now }: Desk, { id, retired }: Organisation) => {
  const at = new Date(now()).toISOString();
  const [applications, keys, packages, licences] = await Promise.all([
    register.applications(id),
    register.keys(id),
    register.packages(id),
    register.licences(id),
  ]);
  return {
    applications: applications.filter((each) => !each.retired).map((each) => each.id),
    workingKeys: keys.filter((key) => !retired && isAlive(key, now())).map((key) => key.id),
    packages: packages.filter((each) => !each.retired).map(({ owner, name }) => `${owner}/${name}`),
    licences: licences.filter(({ until }) => until === null || until > at).map((licence) => licence.id),
  };
};

/** `subsidiaries` and `partners`: the same commands for both kinds of organisation. */
export const organisationsNoun = (kind: Organisation['kind'], name: string, about: string): Noun => ({
  name,
  about,
  verbs: {
    list: command({
      about: `lists all, retired ones too`,
      run: async (_, __, { say, desk }) => {
        const all = (await (await desk()).register.organisations()).filter((each) => each.kind === kind);
        const rows = all.map(({ id, name, site, language, retired }) => [id, name, site, language, retired]);
        table(['id', 'name', 'site', 'language', 'retired'], rows).forEach(say);
        return all;
      },
    }),
    show: command({
      about: `shows one, and what stands on it`,
      operands: ['ID'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const organisation = await organisationOf(desk, kind, id);
        const shown = { ...organisation, ...(await standingOn(desk, organisation)) };
        properties(shown).forEach(say);
        return shown;
      },
    }),
    add: command({
      about: `adds one`,
      operands: ['ID'],
      options: { name: { type: 'string', required: true, value: 'NAME', about: 'as readers see it' }, ...DETAILS },
      run: async ({ name, site, language }, [id = ''], { say, desk }) => {
        const { changes } = await desk();
        const added = await changes.addOrganisation({ id, kind, name, site, language });
        say(`Added the ${kind} ${id}.`);
        return added;
      },
    }),
    change: command({
      about: `changes what is given`,
      operands: ['ID'],
      options: { name: { type: 'string', value: 'NAME', about: 'as readers see it' }, ...DETAILS },
      run: async ({ name, site, language }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        await organisationOf(desk, kind, id);
        const changed = await desk.changes.changeOrganisation(id, (before) => ({
          ...before,
          ...(name === undefined ? {} : { name }),
          ...(site === undefined ? {} : { site }),
          ...(language === undefined ? {} : { language }),
        }));
        properties(changed).forEach(say);
        return changed;
      },
    }),
    retire: command({
      about: `refuses its keys within a minute, and makes nothing new for it; its records and licences stay`,
      operands: ['ID'],
      options: { yes: { type: 'boolean', about: 'does it; without, it says what would stop' } },
      run: async ({ yes }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const organisation = await organisationOf(desk, kind, id);
        const { workingKeys: keys, applications } = await standingOn(desk, organisation);
        const what = `${countOf(keys.length, 'working key')} of ${countOf(applications.length, 'application')}`;
        if (yes !== true && keys.length > 0)
          throw new OperatorError(`retiring \`${id}\` stops ${what}: say it again with --yes`);
        const retired = new Date(desk.now()).toISOString();
        const done = await desk.changes.changeOrganisation(id, (before) => ({ retired, ...before }), 'retire');
        say(`Retired ${id}. Refused within a minute: ${what}.`);
        return done;
      },
    }),
    restore: command({
      about: `takes its retirement back`,
      operands: ['ID'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const desk = await open();
        await organisationOf(desk, kind, id);
        const done = await desk.changes.changeOrganisation(id, ({ retired: _retired, ...before }) => before, 'restore');
        say(`Restored ${id}.`);
        return done;
      },
    }),
  },
});
