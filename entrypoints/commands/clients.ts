import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import type { Client } from '../../platform/directory.ts';
import { roles as allRoles } from '../../platform/viewer.ts';
import type { Noun } from './command.ts';
import { command, usage } from './command.ts';
import { organisationOf } from './organisations.ts';
import { properties, table } from './table.ts';
import { listOf, partsOf } from './values.ts';

const SUBSIDIARY = {
  subsidiary: { type: 'string', required: true, value: 'ID', about: 'the subsidiary for which it speaks' },
} as const;
const ROLES = {
  type: 'string',
  value: 'A,B',
  about: `what it may do in its own name: ${allRoles.join(', ')}`,
} as const;
const SECTIONS = {
  type: 'string',
  value: 'ID,ID',
  about: 'the sections to which author, editor and publisher are narrowed',
} as const;
const FORCE = {
  type: 'boolean',
  about: 'does it although it is the last administrator among its subsidiary’s clients',
} as const;

/** Narrowed to no section at all, a client could do nothing, and nobody means that. */
const sectionsOf = (given: string): string[] => {
  const sections = partsOf(given);
  return sections.length > 0 ? sections : usage('--sections names no section: --all-sections lifts the narrowing');
};

/** App clients of user pools: who speaks for a subsidiary without a person, and with which roles. */
export const clientsNoun: Noun = {
  name: 'clients',
  about: 'app clients of user pools: for which subsidiary their tokens speak, and what a service may do with its own',
  verbs: {
    list: command({
      about: 'lists a subsidiary’s, retired ones too',
      options: SUBSIDIARY,
      run: async ({ subsidiary }, _, { say, desk: open }) => {
        const desk = await open();
        const { id: owner } = await organisationOf(desk, 'subsidiary', subsidiary);
        const all = await desk.register.clients(owner);
        const rows = all.map(({ id, roles, sections, retired }) => [
          id,
          roles.join(','),
          sections ? sections.join(',') : 'all',
          retired,
        ]);
        table(['id', 'roles', 'sections', 'retired'], rows).forEach(say);
        return all;
      },
    }),
    show: command({
      about: 'shows one',
      operands: ['ID'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const found = await (await open()).register.client(id);
        if (!found) throw new DirectoryRefusal('NOT_FOUND', `there is no client \`${id}\``);
        properties(found).forEach(say);
        return found;
      },
    }),
    add: command({
      about: 'adds one, by the `client_id` of its tokens',
      operands: ['ID'],
      options: { ...SUBSIDIARY, roles: { ...ROLES, required: true }, sections: SECTIONS },
      run: async ({ subsidiary, roles, sections }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        await organisationOf(desk, 'subsidiary', subsidiary);
        const added = await desk.changes.addClient({
          id,
          subsidiary,
          roles: listOf('roles', roles, allRoles),
          sections: sections === undefined ? undefined : sectionsOf(sections),
        });
        say(`Added the client ${id} of ${subsidiary}.`);
        return added;
      },
    }),
    change: command({
      about: 'changes what is given, within a minute everywhere',
      operands: ['ID'],
      options: {
        roles: ROLES,
        sections: SECTIONS,
        'all-sections': { type: 'boolean', about: 'lifts the narrowing to sections' },
        force: FORCE,
      },
      run: async ({ roles, sections, 'all-sections': all, force }, [id = ''], { say, desk: open }) => {
        if (sections !== undefined && all === true) usage('it takes either --sections or --all-sections');
        const desk = await open();
        const edit = (before: Client): Client => ({
          ...before,
          ...(roles === undefined ? {} : { roles: listOf('roles', roles, allRoles) }),
          ...(sections === undefined ? {} : { sections: sectionsOf(sections) }),
          ...(all === true ? { sections: undefined } : {}),
        });
        const changed = await desk.changes.changeClient(id, edit, { force: force === true });
        properties(changed).forEach(say);
        return changed;
      },
    }),
    retire: command({
      about: 'refuses its tokens within a minute, those of people who signed in through it too',
      operands: ['ID'],
      options: { force: FORCE },
      run: async ({ force }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const retired = new Date(desk.now()).toISOString();
        const edit = (before: Client): Client => ({ retired, ...before });
        const done = await desk.changes.changeClient(id, edit, { action: 'retire', force: force === true });
        say(`Retired ${id}. Its tokens are refused within a minute.`);
        return done;
      },
    }),
    restore: command({
      about: 'takes its retirement back',
      operands: ['ID'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const edit = ({ retired: _retired, ...before }: Client): Client => before;
        const done = await desk.changes.changeClient(id, edit, { action: 'restore' });
        say(`Restored ${id}.`);
        return done;
      },
    }),
  },
};
