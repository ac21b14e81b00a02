import { describe, expect, test } from 'vitest';
import type { PlanningOptions } from '../../../gateway/persisted/planning.ts';
import { planRegistered } from '../../../gateway/persisted/planning.ts';
import { createUses } from '../../../gateway/persisted/uses.ts';
import { AnswerError } from '../../../platform/errors.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { viewOf } from '../../../platform/views.ts';
import type { CommandLine } from '../../entrypoints/commands/commandLine.ts';
import { openCommandLine } from '../../entrypoints/commands/commandLine.ts';
import { idOfText, openFiles } from '../../entrypoints/commands/manifests.ts';
import { openGateway } from '../gatewayFixture.ts';

const texts = ['A', 'B', 'C', 'D'].map((name) => `query ${name} { viewer { id } }`);
const [A = '', B = '', C = '', D = ''] = texts;

/** A and B of one application, C and D of another; C was used most, then A. */
const open = async (): Promise<CommandLine> => {
  const line = await openCommandLine();
  using files = openFiles();
  await line.run('applications add app --partner radio --name App --channel app');
  await line.run('applications add site --subsidiary courier --name Site --channel web');
  await line.run('keys add --partner radio --application app --view partner --grants read');
  await line.run('keys add --subsidiary courier --application site --view newsroom --grants read');
  await line.run(`operations push ${files.manifest(A, B)} --application app --partner radio`);
  await line.run(`operations push ${files.manifest(C, D)} --application site --subsidiary courier`);
  const uses = createUses({ records: line.world.records, now: line.desk.now, log: silentLog });
  for (let n = 0; n < 3; n += 1) uses.note({ organisation: 'courier', application: 'site' }, idOfText(C), {});
  uses.note({ organisation: 'radio', application: 'app' }, idOfText(A), {});
  await uses.flush();
  return line;
};
const planning = ({ desk }: CommandLine, more: Partial<PlanningOptions> = {}) => {
  const done: string[] = [];
  const options: PlanningOptions = {
    records: desk.records,
    register: desk.register,
    views: desk.directory.views,
    plan: (text, { view }) => void done.push(`${view.name} ${text}`),
    now: desk.now,
    log: silentLog,
    budgetMs: 1_000,
    signal: new AbortController().signal,
    ...more,
  };
  return { done, run: () => planRegistered(options) };
};

describe('registered operations are planned', () => {
  test('by the views of their application’s keys, the most used first', async () => {
    await using line = await open();
    const { done, run } = planning(line);
    expect(await run()).toEqual({ planned: 4, failed: 0, left: 0 });
    expect(done.slice(0, 2)).toEqual([`newsroom ${C}`, `partner ${A}`]);
    expect(done.slice(2).sort()).toEqual([`newsroom ${D}`, `partner ${B}`]);
  });

  test('as long as there is time', async () => {
    await using line = await open();
    const done: string[] = [];
    const { run } = planning(line, {
      plan: (text) => {
        done.push(text);
        line.advance(600);
      },
    });
    expect(await run()).toEqual({ planned: 2, failed: 0, left: 2 });
    expect(done).toEqual([C, A]);
  });

  test('unless they are retired, or of an application that is, or that has no key', async () => {
    await using line = await open();
    await line.run(`operations retire ${idOfText(B)} --application app --partner radio`);
    await line.run('applications retire site --subsidiary courier --yes');
    const { done, run } = planning(line);
    expect(await run()).toMatchObject({ planned: 1 });
    expect(done).toEqual([`partner ${A}`]);
  });

  test('and one that is not valid any more, or that no plan can be made for, is logged, and holds up no other', async () => {
    await using line = await open();
    const fault = new Error('the planner made no plan');
    const warned: object[] = [];
    const { run } = planning(line, {
      plan: (text) => {
        if (text === C) throw new AnswerError('VALIDATION', 'There is no such field.');
        if (text === D) throw fault;
      },
      log: {
        ...silentLog,
        warn: (fields) => void warned.push(fields),
        error: (fields) => void warned.push(fields),
      },
    });
    expect(await run()).toEqual({ planned: 2, failed: 2, left: 0 });
    expect(warned).toEqual([
      { organisation: 'courier', application: 'site', operation: idOfText(C), reason: 'There is no such field.' },
      { organisation: 'courier', application: 'site', operation: idOfText(D), err: fault },
    ]);
  });
});

test('a gateway plans what it is given, and refuses what is not valid', async () => {
  await using line = await open();
  const { gateway } = openGateway();
  expect(await planning(line, { plan: (text, terms) => gateway.plan(text, terms) }).run()).toMatchObject({
    planned: 4,
  });
  const view = viewOf('partner', { version: 1, tags: ['public'], hidden: [] });
  const limits = { depth: 9, aliases: 9, rootFields: 9, tokens: 99, cost: 99 };
  expect(() => gateway.plan('{ nothing }', { view, limits, explores: false })).toThrow(/nothing/);
});
