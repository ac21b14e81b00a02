import { breakageLine, createBreaking } from '../../gateway/persisted/breaking.ts';
import type { ApplicationRef } from '../../gateway/persisted/items.ts';
import type { PushPlan } from '../../gateway/persisted/push.ts';
import type { ListedOperation } from '../../gateway/persisted/read.ts';
import { listOperations, showOperation } from '../../gateway/persisted/read.ts';
import { createRegistration } from '../../gateway/persisted/registration.ts';
import { retireOperation } from '../../gateway/persisted/retire.ts';
import type { Use } from '../../gateway/persisted/uses.ts';
import { readUses } from '../../gateway/persisted/uses.ts';
import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import { plain } from '../../platform/directory/table.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { CommandParts, Given, Noun } from './command.ts';
import { command, usage } from './command.ts';
import type { Desk } from './desk.ts';
import { checkerOf, readText } from './graphFile.ts';
import { OWNER, ownerOf } from './owner.ts';
import { GATEWAY, registerRemotely } from './remoteOperations.ts';
import { countOf, properties, table } from './table.ts';
import { momentOf } from './values.ts';

const APPLICATION = {
  ...OWNER,
  application: { type: 'string', value: 'ID', about: 'the application whose operations they are' },
} as const;
const VIEW = {
  view: {
    type: 'string',
    value: 'NAME',
    about: 'the one view by which they will be asked (else those of all keys of the application)',
  },
} as const;

/** An operation that was used so lately is not retired without more ado, in days. */
const LATELY = 30;
const DAY_MS = 86_400_000;

const applicationOf = async (
  desk: Desk,
  { application, ...owner }: Given<typeof APPLICATION>,
): Promise<ApplicationRef> => {
  if (application === undefined) return usage('--application is required');
  const { id: organisation } = await ownerOf(desk, owner);
  if (!(await desk.register.application(organisation, application)))
    throw new DirectoryRefusal('NOT_FOUND', `${organisation} has no application \`${application}\``);
  return { organisation, application };
};

/** The parts of what is registered that a command's answer needs. */
const listed = async ({ records }: Desk, of: ApplicationRef, id: string): Promise<ListedOperation> => {
  const found = await showOperation(records, of, id);
  if (!found) throw new OperatorError(`${of.organisation}/${of.application} has no operation \`${id}\``);
  return found;
};

const stateOf = ({ end, ends }: ListedOperation, now: number): string => {
  if (end === Number.POSITIVE_INFINITY) return 'works';
  return now < end ? `ends ${ends}` : `ended ${ends}`;
};

const latest = (uses: readonly Use[]): string | undefined =>
  uses.reduce<string | undefined>(
    (last, each) => (last === undefined || last < each.last ? each.last : last),
    undefined,
  );
const total = (uses: readonly Use[]): number => uses.reduce((sum, each) => sum + each.count, 0);
const clientName = ({ client, version }: Use): string => `${client || '(without a name)'} ${version}`.trim();

const planLine = ({ added, renewed, unchanged }: PushPlan): string =>
  [
    countOf(added.length, 'new operation'),
    ...(renewed.length > 0 ? [`${renewed.length} that were retired`] : []),
    `${unchanged} that ${unchanged === 1 ? 'is' : 'are'} registered already`,
  ].join(', ');

type RegisterOptions = Given<typeof APPLICATION & typeof VIEW & typeof GATEWAY>;

/** `check` and `push`: beside the store, or at a gateway. */
const register = async (
  file: string,
  { view, gateway, 'key-file': keyFile, ...given }: RegisterOptions,
  checkOnly: boolean,
  { desk: open, env, signal }: CommandParts,
): Promise<PushPlan> => {
  const manifest = readText(file);
  if (gateway !== undefined)
    return registerRemotely(
      { gateway, keyFile, manifest, application: given.application, view, checkOnly },
      env,
      signal,
    );
  const desk = await open();
  const of = await applicationOf(desk, given);
  const { records, now, changes } = desk;
  const { views } = desk.directory;
  const registration = createRegistration({ records, register: desk.register, views, checker: checkerOf(), now });
  return registration.register({ of, manifest, view, checkOnly, audited: (record) => changes.audited(record) });
};

/** Against another supergraph, all that is registered, or that of one application. */
const checkRegistered = async (file: string, given: Given<typeof APPLICATION>, { desk: open, say }: CommandParts) => {
  const desk = await open();
  const { records, register: directory, now } = desk;
  const breaking = createBreaking({
    records,
    register: directory,
    views: desk.directory.views,
    checker: checkerOf(readText(file)),
    now,
  });
  const found =
    given.application === undefined
      ? await breaking.all()
      : { breakages: await breaking.of(await applicationOf(desk, given)), operations: undefined };
  if (found.breakages.length > 0)
    throw new OperatorError(
      `${file} would break ${countOf(new Set(found.breakages.map(({ application, id }) => JSON.stringify([application, id]))).size, 'registered operation')}:\n${found.breakages.map(breakageLine).join('\n')}`,
    );
  say(
    found.operations === undefined
      ? 'All of its operations go on working.'
      : `All registered operations go on working: ${found.operations}.`,
  );
  return { breakages: [] };
};

/** What applications have registered. */
export const operationsNoun: Noun = {
  name: 'operations',
  about: 'persisted operations: what an application has registered, and may send by its id',
  verbs: {
    check: command({
      about:
        'says whether a manifest could be pushed; or with --supergraph, what of all that is registered another graph would break',
      operands: ['[MANIFEST]'],
      options: {
        supergraph: { type: 'string', value: 'FILE', about: 'in the place of a manifest: the supergraph to come' },
        ...APPLICATION,
        ...VIEW,
        ...GATEWAY,
      },
      run: async ({ supergraph, ...given }, [manifest], parts) => {
        if (supergraph !== undefined && manifest === undefined) return checkRegistered(supergraph, given, parts);
        if (manifest === undefined || supergraph !== undefined)
          return usage('it takes either MANIFEST or --supergraph');
        const plan = await register(manifest, given, true, parts);
        parts.say(`It could be pushed: ${planLine(plan)}.`);
        return plan;
      },
    }),
    push: command({
      about:
        'registers the operations of a manifest (Apollo’s, or Relay’s map): all of them, or none with every reason',
      operands: ['MANIFEST'],
      options: { ...APPLICATION, ...VIEW, ...GATEWAY },
      run: async (given, [manifest = ''], parts) => {
        const plan = await register(manifest, given, false, parts);
        parts.say(`Pushed: ${planLine(plan)}. They are found everywhere within a minute.`);
        return plan;
      },
    }),
    list: command({
      about: 'lists them, with how often and when last each was used; retired ones too',
      options: APPLICATION,
      run: async (given, _, { say, desk: open }) => {
        const desk = await open();
        const of = await applicationOf(desk, given);
        const [all, uses] = await Promise.all([listOperations(desk.records, of), readUses(desk.records, of)]);
        const byId = Map.groupBy(uses, ({ id }) => id);
        const shown = all.map((each) => {
          const its = byId.get(each.id) ?? [];
          const { text: _text, hash: _hash, push: _push, renewed: _renewed, end: _end, ...rest } = each;
          return { ...rest, now: stateOf(each, desk.now()), uses: total(its), last: latest(its) };
        });
        const rows = shown.map((each) => [each.id, each.name, each.kind, each.now, each.uses, each.last]);
        table(['id', 'name', 'kind', 'now', 'uses', 'last used'], rows).forEach(say);
        return shown;
      },
    }),
    show: command({
      about: 'shows one: its text, and which clients in which versions used it, how often and when last',
      operands: ['ID'],
      options: APPLICATION,
      run: async (given, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const of = await applicationOf(desk, given);
        const found = await listed(desk, of, id);
        const { text, push: _push, renewed: _renewed, end: _end, ...rest } = found;
        const uses = [...(await readUses(desk.records, of, id))].sort((a, b) => (a.last < b.last ? 1 : -1));
        const now = stateOf(found, desk.now());
        properties({ ...rest, now }).forEach(say);
        say('');
        table(
          ['client', 'uses', 'last used'],
          uses.map((each) => [clientName(each), each.count, each.last]),
        ).forEach(say);
        say('');
        say(text.trimEnd());
        return { ...rest, now, text, uses: uses.map(({ id: _id, ...use }) => use) };
      },
    }),
    retire: command({
      about: `ends one, now unless told; one that was used within ${LATELY} days only with --force`,
      operands: ['ID'],
      options: {
        ...APPLICATION,
        at: { type: 'string', value: 'MOMENT', about: 'when it ends' },
        force: { type: 'boolean', about: 'although it was used lately' },
      },
      run: async ({ at, force = false, ...given }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const of = await applicationOf(desk, given);
        await listed(desk, of, id);
        const lately = new Date(desk.now() - LATELY * DAY_MS).toISOString();
        const uses = (await readUses(desk.records, of, id)).filter(({ last }) => last >= lately);
        if (uses.length > 0 && !force)
          throw new OperatorError(
            `\`${id}\` was used within ${LATELY} days; with --force it ends all the same:\n${uses.map((use) => `  ${clientName(use)}: ${countOf(use.count, 'use')}, last ${use.last}`).join('\n')}`,
          );
        const ends = at === undefined ? new Date(desk.now()).toISOString() : momentOf('at', at);
        const shown = ({ text: _text, end: _end, ...rest }: Partial<ListedOperation>) => plain(rest);
        const done = await retireOperation(desk.records, of, id, ends, (before) =>
          desk.changes.audited({
            action: 'retire',
            noun: 'operation',
            subject: `${of.organisation}/${of.application} ${id}`,
            organisation: of.organisation,
            before: shown(before),
            after: shown({ ...before, ends }),
          }),
        );
        say(`\`${id}\` of ${of.organisation}/${of.application} ends ${ends}, everywhere within a minute of it.`);
        return shown(done);
      },
    }),
  },
};
