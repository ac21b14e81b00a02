import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import type { PackageRule } from '../../platform/directory/rules.ts';
import type { Package } from '../../platform/directory.ts';
import { contentTypes } from '../../subgraphs/content/record.ts';
import { mediaTypes } from '../../subgraphs/media/record.ts';
import type { Given, Noun } from './command.ts';
import { command, usage } from './command.ts';
import type { Desk } from './desk.ts';
import { organisationOf } from './organisations.ts';
import { packageNamed, ruleInWords } from './packageNamed.ts';
import { applyCommand, byHand } from './packageRecords.ts';
import { properties, table } from './table.ts';
import { oneOf, packageOf } from './values.ts';

const RULE = {
  of: { type: 'string', value: 'KIND', about: 'what its rule takes in: content, unless given, or media' },
  section: { type: 'string', multiple: true, value: 'SLUG', about: 'records of this section, by slug or id' },
  tag: { type: 'string', multiple: true, value: 'SLUG', about: 'records with this tag, by slug or id' },
  type: { type: 'string', multiple: true, value: 'TYPE', about: 'records of this type, such as ARTICLE or IMAGE' },
} as const;

/** The rule that the options give; `undefined` where they give none. */
const ruleOf = ({ of, section, tag, type }: Given<typeof RULE>): PackageRule | undefined => {
  if (of === undefined && section === undefined && tag === undefined && type === undefined) return undefined;
  const kind = oneOf('of', of ?? 'content', ['content', 'media']);
  const known: readonly string[] = kind === 'content' ? contentTypes : mediaTypes;
  return {
    of: kind,
    ...(type ? { types: type.map((each) => oneOf('type', each, known)) } : {}),
    ...(section ? { sections: [...section] } : {}),
    ...(tag ? { tags: [...tag] } : {}),
  };
};

const heldBy = async ({ register, now }: Desk, id: string) => {
  const at = new Date(now()).toISOString();
  return (await register.licencesOf(id)).filter(({ until }) => until === null || until > at);
};

/** What a subsidiary licenses: its records by a rule, and by hand. */
export const packagesNoun: Noun = {
  name: 'packages',
  about: 'what a subsidiary licenses to others: records by a rule over section, tag and type, or by hand',
  verbs: {
    list: command({
      about: 'lists a subsidiary’s, retired ones too',
      options: { subsidiary: { type: 'string', required: true, value: 'ID', about: 'whose they are' } },
      run: async ({ subsidiary }, _, { say, desk: open }) => {
        const desk = await open();
        await organisationOf(desk, 'subsidiary', subsidiary);
        const all = await desk.register.packages(subsidiary);
        const rows = all.map((each) => [`${each.owner}/${each.name}`, ruleInWords(each), each.retired]);
        table(['package', 'rule', 'retired'], rows).forEach(say);
        return all;
      },
    }),
    show: command({
      about: 'shows one, and to whom it is licensed',
      operands: ['OWNER/NAME'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const owned = await packageNamed(desk, id);
        const licences = await heldBy(desk, id);
        properties({
          package: id,
          rule: ruleInWords(owned),
          retired: owned.retired,
          licences: licences.map((licence) => `${licence.licensee}/${licence.id}`),
        }).forEach(say);
        return { ...owned, licences };
      },
    }),
    add: command({
      about: 'adds one; of each kind of criterion that is given, a record must fit one. `packages apply` then fills it',
      operands: ['OWNER/NAME'],
      options: RULE,
      run: async (given, [id = ''], { say, desk: open }) => {
        const { changes } = await open();
        const added = await changes.addPackage({ ...packageOf(id), rule: ruleOf(given) });
        say(`Added the package ${id} (${ruleInWords(added)}).`);
        return added;
      },
    }),
    change: command({
      about: 'gives it another rule. `packages apply` then moves the records',
      operands: ['OWNER/NAME'],
      options: { ...RULE, 'no-rule': { type: 'boolean', about: 'takes its rule away: by import and by hand alone' } },
      run: async ({ 'no-rule': none, ...given }, [id = ''], { say, desk: open }) => {
        const { changes } = await open();
        const rule = ruleOf(given);
        if ((rule === undefined) === (none !== true)) return usage('packages change takes a rule, or --no-rule');
        const { owner, name } = packageOf(id);
        const changed = await changes.changePackage(owner, name, ({ rule: _rule, ...before }) => ({
          ...before,
          ...(rule ? { rule } : {}),
        }));
        say(`${id}: ${ruleInWords(changed)}. \`masthead packages apply ${id}\` moves the records.`);
        return changed;
      },
    }),
    put: byHand('puts records in by hand, whatever the rule says from now on', true),
    take: byHand('takes records out by hand, whatever the rule says from now on', false),
    release: byHand('forgets what was chosen by hand for records: the rule decides again', undefined),
    apply: applyCommand,
    retire: command({
      about: 'takes no new licence and no new records; refused while it is licensed',
      operands: ['OWNER/NAME'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const { owner, name } = await packageNamed(desk, id);
        const licences = await heldBy(desk, id);
        if (licences.length > 0)
          throw new DirectoryRefusal(
            'IN_USE',
            `\`${id}\` is licensed (${licences.map((each) => `${each.licensee}/${each.id}`).join(', ')}): end the licences first`,
          );
        const retired = new Date(desk.now()).toISOString();
        const done = await desk.changes.changePackage(owner, name, (before) => ({ retired, ...before }), 'retire');
        say(`Retired ${id}.`);
        return done;
      },
    }),
    restore: command({
      about: 'takes its retirement back',
      operands: ['OWNER/NAME'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const { changes } = await open();
        const { owner, name } = packageOf(id);
        const edit = ({ retired: _retired, ...before }: Package): Package => before;
        const done = await changes.changePackage(owner, name, edit, 'restore');
        say(`Restored ${id}.`);
        return done;
      },
    }),
  },
};
