import { isAlive } from '../../platform/directory/items.ts';
import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import { OperatorError } from '../../platform/errors.ts';
import { channels } from '../../platform/viewer.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import { OWNER, ownerOf } from './owner.ts';
import { countOf, properties, table } from './table.ts';
import { oneOf } from './values.ts';

const NAME = { type: 'string', value: 'NAME', about: 'what it is called' } as const;
const CHANNEL = {
  type: 'string',
  value: 'CHANNEL',
  about: `where it shows what it reads: ${channels.join(', ')}`,
} as const;
const TERRITORY = { type: 'string', value: 'CC', about: 'the country that it is bound to, such as GB' } as const;

const applicationOf = async ({ register }: Desk, organisation: string, id: string) => {
  const found = await register.application(organisation, id);
  if (!found) throw new DirectoryRefusal('NOT_FOUND', `${organisation} has no application \`${id}\``);
  return found;
};

/** What an organisation uses the graph for: each has a channel, which its licences must allow. */
export const applicationsNoun: Noun = {
  name: 'applications',
  about: 'what a subsidiary or partner shows content in: each with its channel, territory and keys',
  verbs: {
    list: command({
      about: 'lists an organisation’s, retired ones too',
      options: OWNER,
      run: async (owner, _, { say, desk: open }) => {
        const desk = await open();
        const { id: organisation } = await ownerOf(desk, owner);
        const all = await desk.register.applications(organisation);
        const rows = all.map(({ id, name, channel, territory, retired }) => [id, name, channel, territory, retired]);
        table(['id', 'name', 'channel', 'territory', 'retired'], rows).forEach(say);
        return all;
      },
    }),
    show: command({
      about: 'shows one, with its keys that work',
      operands: ['ID'],
      options: OWNER,
      run: async (owner, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const { id: organisation } = await ownerOf(desk, owner);
        const keys = await desk.register.liveKeys(organisation, desk.now());
        const shown = {
          ...(await applicationOf(desk, organisation, id)),
          keys: keys.filter((key) => key.application === id).map((key) => key.id),
        };
        properties(shown).forEach(say);
        return shown;
      },
    }),
    add: command({
      about: 'adds one',
      operands: ['ID'],
      options: {
        ...OWNER,
        name: { ...NAME, required: true },
        channel: { ...CHANNEL, required: true },
        territory: TERRITORY,
      },
      run: async ({ name, channel, territory, ...owner }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const { id: organisation } = await ownerOf(desk, owner);
        const of = oneOf('channel', channel, channels);
        const added = await desk.changes.addApplication({ organisation, id, name, channel: of, territory });
        say(`Added the application ${organisation}/${id}.`);
        return added;
      },
    }),
    change: command({
      about: 'changes what is given; its keys follow within a minute',
      operands: ['ID'],
      options: { ...OWNER, name: NAME, channel: CHANNEL, territory: TERRITORY },
      run: async ({ name, channel, territory, ...owner }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const { id: organisation } = await ownerOf(desk, owner);
        const changed = await desk.changes.changeApplication(organisation, id, (before) => ({
          ...before,
          ...(name === undefined ? {} : { name }),
          ...(channel === undefined ? {} : { channel: oneOf('channel', channel, channels) }),
          ...(territory === undefined ? {} : { territory }),
        }));
        properties(changed).forEach(say);
        return changed;
      },
    }),
    retire: command({
      about: 'refuses its keys within a minute',
      operands: ['ID'],
      options: { ...OWNER, yes: { type: 'boolean', about: 'does it; without, it says what would stop' } },
      run: async ({ yes, ...owner }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const { id: organisation } = await ownerOf(desk, owner);
        await applicationOf(desk, organisation, id);
        const keys = (await desk.register.keys(organisation)).filter(
          (key) => key.application === id && isAlive(key, desk.now()),
        );
        if (yes !== true && keys.length > 0)
          throw new OperatorError(
            `retiring \`${id}\` stops ${countOf(keys.length, 'working key')}: say it again with --yes`,
          );
        const retired = new Date(desk.now()).toISOString();
        const edit = <T extends object>(before: T) => ({ retired, ...before });
        const done = await desk.changes.changeApplication(organisation, id, edit, 'retire');
        say(`Retired ${organisation}/${id}. Refused within a minute: ${countOf(keys.length, 'working key')}.`);
        return done;
      },
    }),
    restore: command({
      about: 'takes its retirement back',
      operands: ['ID'],
      options: OWNER,
      run: async (owner, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const { id: organisation } = await ownerOf(desk, owner);
        const done = await desk.changes.changeApplication(
          organisation,
          id,
          ({ retired: _retired, ...before }) => before,
          'restore',
        );
        say(`Restored ${organisation}/${id}.`);
        return done;
      },
    }),
  },
};
