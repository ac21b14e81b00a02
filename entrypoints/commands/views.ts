import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { breakageLine, createBreaking } from '../../gateway/persisted/breaking.ts';
import type { ViewAdministration, ViewChange, ViewInUse } from '../../gateway/views/administration.ts';
import { createViewAdministration } from '../../gateway/views/administration.ts';
import { apiSchemaOf } from '../../gateway/views/apiSchema.ts';
import type { Difference } from '../../gateway/views/compare.ts';
import { createViewSchemas } from '../../gateway/views/viewSchemas.ts';
import { plain } from '../../platform/directory/table.ts';
import type { KeyRecord } from '../../platform/directory.ts';
import type { View, VisibilityTag } from '../../platform/viewer.ts';
import { visibilityTags } from '../../platform/viewer.ts';
import { graphTypesOf } from '../../schema/elements.ts';
import type { Given, Noun } from './command.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import { checkerOf, supergraphFile } from './graphFile.ts';
import { countOf, table } from './table.ts';
import { listOf } from './values.ts';

const TAGS = {
  tags: { type: 'string', value: 'TAG,…', about: `what the view shows: ${visibilityTags.join(', ')}` },
} as const;
const HIDE = {
  hide: {
    type: 'string',
    multiple: true,
    value: 'COORDINATE',
    about:
      'what it hides although its tag shows: Type, Type.field, "Type.field(argument:)", Input.field, Enum.VALUE; may be given several times, and "" hides nothing',
  },
} as const;

const ANONYMOUS = {
  anonymous: {
    type: 'boolean',
    about:
      'anybody may see what it shows: caches on the way may hold its answers; for views that show what is public alone',
  },
} as const;

/** The operations that applications with these keys have registered and could no longer send by the view as it would be. */
const breakingBy =
  ({ records, register, directory, now }: Desk) =>
  async (view: View, keys: readonly KeyRecord[]): Promise<readonly string[]> => {
    if (keys.length === 0) return [];
    const named = async (name: string) => (name === view.name ? view : directory.views.named(name));
    const breaking = createBreaking({ records, register, views: { named }, checker: checkerOf(), now });
    const lines: string[] = [];
    const applications = new Map(
      keys.map(({ organisation, application }) => [`${organisation}/${application}`, { organisation, application }]),
    );
    for (const of of applications.values()) {
      const breakages = await breaking.of(of);
      lines.push(...breakages.filter(({ views }) => views.includes(view.name)).map(breakageLine));
    }
    return lines;
  };

/** Views over the graph that this version serves. */
const administrationOf = (desk: Desk): ViewAdministration => {
  const { directory, changes } = desk;
  const supergraphSdl = readFileSync(supergraphFile, 'utf8');
  return createViewAdministration({
    views: directory.views,
    schemas: createViewSchemas(apiSchemaOf(supergraphSdl), supergraphSdl),
    types: graphTypesOf([parse(supergraphSdl, { noLocation: true })]),
    breaking: breakingBy(desk),
    audited: (action, before, after) =>
      changes.audited({
        action,
        noun: 'view',
        subject: (after ?? before)?.name ?? '',
        organisation: '',
        before: before ? plain(before) : null,
        after: after ? plain(after) : null,
      }),
  });
};

const stateOf = ({ view: { anonymous }, builtIn, faults }: ViewInUse): string => {
  if (faults.length > 0) return 'CANNOT BE USED';
  if (builtIn) return 'built in';
  return anonymous ? 'defined, anonymous' : 'defined';
};
const keyLines = (keys: readonly KeyRecord[]): string[] =>
  keys.map(({ id, organisation, application }) => `  key ${id}  ${organisation}/${application}`);
const differenceLines = ({ gained, lost }: Difference): string[] => [
  ...gained.map((coordinate) => `  + ${coordinate}`),
  ...lost.map((coordinate) => `  - ${coordinate}`),
];
const viewLine = ({ name, version, tags, hidden, anonymous }: View): string =>
  [
    `${name}, version ${version}: ${tags.join(', ')}`,
    ...(hidden.length > 0 ? [`without ${hidden.join(', ')}`] : []),
    ...(anonymous ? ['anonymous'] : []),
  ].join(', ');
const changeLines = (change: ViewChange, done: boolean): readonly string[] => {
  const { view, isNew, gained, lost, keys, breaks } = change;
  const changes = isNew || gained.length + lost.length > 0;
  return [
    `${done ? '' : 'Would be '}${viewLine(view)}`,
    ...(isNew ? ['  a new view'] : differenceLines(change)),
    ...(changes ? [] : ['  shows what it showed']),
    keys.length === 0
      ? 'No key sees the graph by it.'
      : `${countOf(keys.length, 'key')} ${done ? 'will' : 'would'} see it so within a minute:`,
    ...keyLines(keys),
    ...(breaks.length > 0 ? [`${done ? 'Broken are' : 'Broken would be'} registered operations:`, ...breaks] : []),
  ];
};

const tagsOf = (given: string | undefined): readonly VisibilityTag[] | undefined =>
  given === undefined ? undefined : listOf('tags', given, visibilityTags);
const hiddenOf = ({ hide }: Given<typeof HIDE>): readonly string[] | undefined =>
  hide?.filter((coordinate) => coordinate !== '');
const idsOf = (change: ViewChange) => ({ ...change, keys: change.keys.map(({ id }) => id) });

/** What keys see of the graph. */
export const viewsNoun: Noun = {
  name: 'views',
  about: 'what keys see of the graph; a change reaches every key within a minute',
  verbs: {
    list: command({
      about: 'lists them, built in and defined',
      run: async (_, __, { say, desk }) => {
        const all = await administrationOf(await desk()).list();
        const rows = all.map((each) => [
          each.view.name,
          String(each.view.version),
          String(each.keys.length),
          each.view.tags.join(', '),
          String(each.view.hidden.length),
          stateOf(each),
        ]);
        for (const line of table(['view', 'version', 'keys', 'shows', 'hides', 'state'], rows)) say(line);
        return all.map(({ view, builtIn, keys, faults }) => ({ ...view, builtIn, faults, keys: keys.length }));
      },
    }),
    show: command({
      about: 'shows one, with the keys that see the graph by it',
      operands: ['NAME'],
      run: async (_, [name = ''], { say, desk }) => {
        const { view, builtIn, keys, faults } = await administrationOf(await desk()).show(name);
        say(`${viewLine(view)}${builtIn ? ' (built in)' : ''}`);
        for (const fault of faults) say(`  cannot be used: ${fault}`);
        for (const line of keyLines(keys)) say(line);
        return { ...view, builtIn, faults, keys: keys.map(({ id }) => id) };
      },
    }),
    define: command({
      about: 'makes a view, or the next version of it',
      operands: ['NAME'],
      options: {
        tags: { ...TAGS.tags, required: true },
        ...HIDE,
        ...ANONYMOUS,
        force: { type: 'boolean', about: 'although it breaks registered operations' },
      },
      run: async ({ tags, anonymous = false, force, ...given }, [name = ''], { say, desk }) => {
        const says = { tags: tagsOf(tags), hidden: hiddenOf(given) ?? [], anonymous };
        const change = await administrationOf(await desk()).define(name, says, force);
        for (const line of changeLines(change, true)) say(line);
        return idsOf(change);
      },
    }),
    check: command({
      about:
        'says what `define` would change, and for which keys; changes nothing, and ends with 1 where registered operations would break',
      operands: ['NAME'],
      options: { ...TAGS, ...HIDE, ...ANONYMOUS },
      run: async ({ tags, anonymous, ...given }, [name = ''], { say, fail, desk }) => {
        const change = await administrationOf(await desk()).check(name, {
          tags: tagsOf(tags),
          hidden: hiddenOf(given),
          anonymous,
        });
        for (const line of changeLines(change, false)) say(line);
        if (change.breaks.length > 0)
          fail(
            `${countOf(change.breaks.length, 'registered operation')} would break: \`define\` takes it with --force alone`,
          );
        return idsOf(change);
      },
    }),
    diff: command({
      about: 'says what B shows and A does not, and the other way round',
      operands: ['A', 'B'],
      run: async (_, [from = '', to = ''], { say, desk }) => {
        const difference = await administrationOf(await desk()).diff(from, to);
        const lines = differenceLines(difference);
        for (const line of lines.length > 0 ? lines : [`${from} and ${to} show the same.`]) say(line);
        return difference;
      },
    }),
    sdl: command({
      about: 'prints the schema that it shows',
      operands: ['NAME'],
      run: async (_, [name = ''], { say, desk }) => {
        const sdl = await administrationOf(await desk()).sdl(name);
        say(sdl);
        return { sdl };
      },
    }),
    retire: command({
      about: 'removes one that no key uses',
      operands: ['NAME'],
      run: async (_, [name = ''], { say, desk }) => {
        await administrationOf(await desk()).retire(name);
        say(`The view ${name} is retired.`);
        return { retired: name };
      },
    }),
  },
};
