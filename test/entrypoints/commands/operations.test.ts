import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRegisteredOperations } from '../../../gateway/persisted/registered.ts';
import { createUses } from '../../../gateway/persisted/uses.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import type { CommandLine } from './commandLine.ts';
import { openCommandLine } from './commandLine.ts';
import { idOfText, openFiles } from './manifests.ts';

const ME = 'query Me {\n  viewer {\n    id\n    name\n  }\n}\n';
const NEWEST = 'query Newest($first: Int!) { latestContent(first: $first) { edges { node { headline } } } }';
const RIGHTS = 'query Rights($id: ID!) { content(id: $id) { headline rights { usageTerms } } }';
const APP = '--application app --partner radio';
const DAY = 86_400_000;
const of = { organisation: 'radio', application: 'app' };

const withApp = async (keys: readonly string[] = ['--view partner --grants read']): Promise<CommandLine> => {
  const line = await openCommandLine();
  await line.run('applications add app --partner radio --name App --channel app');
  for (const key of keys) await line.run(`keys add --partner radio --application app ${key}`);
  return line;
};
/** Whether a gateway that has just been started finds it. */
const finds = async (line: CommandLine, text: string): Promise<boolean> =>
  (await createRegisteredOperations({ records: line.world.records, now: line.desk.now }).find(of, idOfText(text)))
    ?.text === text;

describe('a manifest', () => {
  it('is checked, pushed, and pushed again', async () => {
    await using line = await withApp();
    using files = openFiles();
    const manifest = files.manifest(ME, NEWEST);
    expect((await line.run(`operations check ${manifest} ${APP}`)).out).toBe(
      'It could be pushed: 2 new operations, 0 that are registered already.',
    );
    expect(await finds(line, ME)).toBe(false);
    expect((await line.run(`operations push ${manifest} ${APP}`)).out).toBe(
      'Pushed: 2 new operations, 0 that are registered already. They are found everywhere within a minute.',
    );
    expect([await finds(line, ME), await finds(line, NEWEST)]).toEqual([true, true]);
    expect(await line.json(`operations push ${manifest} ${APP}`)).toEqual({ added: [], renewed: [], unchanged: 2 });
    const audit = (await line.run('audit directory --organisation radio')).out;
    expect(audit.match(/push operations radio\/app/g)).toHaveLength(1);
  });

  it('of Relay’s is taken too', async () => {
    await using line = await withApp();
    using files = openFiles();
    const file = files.write('relay.json', JSON.stringify({ 'Me.1': ME }));
    await line.run(`operations push ${file} ${APP}`);
    expect(await line.json(`operations list ${APP}`)).toMatchObject([{ id: 'Me.1', name: 'Me', kind: 'query' }]);
  });

  it('is refused whole, with every reason', async () => {
    await using line = await withApp(['--view partner --grants read', '--view newsroom --grants read --limit cost=20']);
    using files = openFiles();
    const deep = `query Deep { content(id: "a") { ${'translations { '.repeat(12)}id${' }'.repeat(13)} }`;
    const manifest = files.manifest(
      ME,
      RIGHTS,
      NEWEST.replace('$first: Int!', '$first: Int = 100'),
      deep,
      'query Looks { __schema { description } }',
    );
    const refusal = await line.refusal(`operations push ${manifest} ${APP}`);
    const lines = refusal.split('\n');
    expect(lines[0]).toBe('nothing is registered: radio/app could not send operations of the manifest:');
    expect(lines.slice(1).map((each) => each.replace(/\([0-9a-f]{64}\)/, '(…)'))).toEqual([
      '  Rights (…), by the view partner: Cannot query field "rights" on type "Content". (line 1, column 54)',
      '  Newest (…), by the view newsroom: The operation costs 206; at most 20 is allowed.',
      '  Deep (…), by the view newsroom, partner: The operation has 14 levels of fields; at most 12 are allowed.',
      '  Looks (…), by the view newsroom, partner: It looks into the schema, for which a key needs the grant `explore`.',
    ]);
    expect(await finds(line, ME)).toBe(false);
  });

  it('may be meant for one view of several', async () => {
    await using line = await withApp(['--view partner --grants read', '--view subsidiary --grants read']);
    using files = openFiles();
    const manifest = files.manifest(RIGHTS);
    expect(await line.refusal(`operations push ${manifest} ${APP}`)).toContain('by the view partner');
    await line.run(`operations push ${manifest} ${APP} --view subsidiary`);
    expect(await finds(line, RIGHTS)).toBe(true);
    expect(await line.refusal(`operations push ${manifest} ${APP} --view other`)).toBe('there is no view `other`');
  });

  it('must agree with the texts that it holds', async () => {
    await using line = await withApp();
    using files = openFiles();
    const entry = { id: 'one', name: 'Mine', type: 'query', body: ME };
    const content = { format: 'apollo-persisted-query-manifest', version: 1, operations: [entry] };
    const file = files.write('wrong.json', JSON.stringify(content));
    expect(await line.refusal(`operations check ${file} ${APP}`)).toContain(
      'The manifest calls it the query Mine, its text the query Me.',
    );
  });

  it('is refused where nobody could send its operations', async () => {
    await using line = await withApp([]);
    using files = openFiles();
    const manifest = files.manifest(ME);
    expect(await line.refusal(`operations push ${manifest} ${APP}`)).toBe(
      'radio/app has no key that reads: name the view by which its operations will be asked, or add the key first',
    );
    await line.run(`operations push ${manifest} ${APP} --view partner`);
    await line.run('applications retire app --partner radio');
    expect(await line.refusal(`operations push ${manifest} ${APP}`)).toBe(
      'radio has no application `app` that is not retired',
    );
    expect(await line.refusal(`operations push ${manifest} --application other --partner radio`)).toBe(
      'radio has no application `other`',
    );
    expect(await line.refusal(`operations push ${manifest} --partner radio`)).toContain('--application is required');
    expect(await line.refusal(`operations push missing.json ${APP}`)).toBe('missing.json cannot be read: is it there?');
    expect(await line.refusal('operations check')).toContain('it takes either MANIFEST or --supergraph');
  });
});

describe('registered operations', () => {
  const used = async () => {
    const line = await withApp();
    using files = openFiles();
    await line.run(`operations push ${files.manifest(ME, NEWEST)} ${APP}`);
    const uses = createUses({ records: line.world.records, now: line.desk.now, log: silentLog });
    const named = (version: string) => ({
      'apollographql-client-name': 'ios',
      'apollographql-client-version': version,
    });
    for (let n = 0; n < 3; n += 1) uses.note(of, idOfText(ME), named('1.0'));
    await uses.flush();
    line.advance(DAY);
    uses.note(of, idOfText(ME), named('1.0'));
    uses.note(of, idOfText(ME), named('2.0'));
    uses.note(of, idOfText(ME), {});
    await uses.flush();
    return line;
  };

  it('are listed with how often and when last they were used', async () => {
    await using line = await used();
    const listed = await line.json(`operations list ${APP}`);
    expect(listed).toHaveLength(2);
    expect(listed).toContainEqual({
      id: idOfText(ME),
      name: 'Me',
      kind: 'query',
      created: '2026-11-02T12:00:00.000Z',
      now: 'works',
      uses: 6,
      last: '2026-11-03T12:00:00.000Z',
    });
    expect((await line.run(`operations list ${APP}`)).out).toMatch(/^ID +NAME +KIND +NOW +USES +LAST USED\n/);
  });

  it('are shown with who used them in which version', async () => {
    await using line = await used();
    const { out } = await line.run(`operations show ${idOfText(ME)} ${APP}`);
    expect(out).toMatch(/CLIENT +USES +LAST USED/);
    expect(out).toMatch(/ios 1\.0 +4 +2026-11-03T12:00:00\.000Z/);
    expect(out).toMatch(/ios 2\.0 +1 /);
    expect(out).toMatch(/\(without a name\) +1 /);
    expect(out.endsWith(ME.trimEnd())).toBe(true);
    expect(await line.refusal(`operations show nothing ${APP}`)).toBe('radio/app has no operation `nothing`');
  });

  it('are retired at a moment; one that is in use only with --force', async () => {
    await using line = await used();
    const me = idOfText(ME);
    const newest = idOfText(NEWEST);
    expect((await line.refusal(`operations retire ${me} ${APP}`)).split('\n')).toEqual([
      `\`${me}\` was used within 30 days; with --force it ends all the same:`,
      '  (without a name): 1 use, last 2026-11-03T12:00:00.000Z',
      '  ios 1.0: 4 uses, last 2026-11-03T12:00:00.000Z',
      '  ios 2.0: 1 use, last 2026-11-03T12:00:00.000Z',
    ]);
    await line.run(`operations retire ${newest} ${APP}`);
    expect(await finds(line, NEWEST)).toBe(false);
    await line.run(`operations retire ${me} ${APP} --force --at 2026-11-10`);
    expect(await finds(line, ME)).toBe(true);
    const now = async () => (await line.run(`operations list ${APP}`)).out;
    expect(await now()).toContain('ends 2026-11-10T00:00:00.000Z');
    line.advance(7 * DAY);
    expect(await finds(line, ME)).toBe(false);
    expect(await now()).toContain('ended 2026-11-10T00:00:00.000Z');
    const audit = (await line.run('audit directory --organisation radio')).out;
    expect(audit).toContain(`retire operation radio/app ${me}`);
    expect(audit).toContain('ends nothing → "2026-11-10T00:00:00.000Z"');
  });

  it('that were not used for 30 days are retired without more ado', async () => {
    await using line = await used();
    line.advance(31 * DAY);
    await line.run(`operations retire ${idOfText(ME)} ${APP}`);
    expect(await finds(line, ME)).toBe(false);
  });
});

describe('another supergraph', () => {
  const sdl = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');

  it('is held against all that is registered', async () => {
    await using line = await withApp();
    using files = openFiles();
    await line.run(`operations push ${files.manifest(ME, NEWEST)} ${APP}`);
    const same = files.write('same.graphql', sdl);
    expect((await line.run(`operations check --supergraph ${same}`)).out).toBe(
      'All registered operations go on working: 2.',
    );
    const other = files.write('other.graphql', sdl.replaceAll(/\bheadline: String!/g, 'title: String!'));
    const broken = [
      `${other} would break 1 registered operation:`,
      `  radio/app: Newest (${idOfText(NEWEST)}), by the view partner: Cannot query field "headline" on type "Content". (line 1, column 76)`,
    ].join('\n');
    expect(await line.refusal(`operations check --supergraph ${other}`)).toBe(broken);
    expect(await line.refusal(`operations check --supergraph ${other} ${APP}`)).toBe(broken);
    await line.run('applications add site --subsidiary courier --name Site --channel web');
    expect((await line.run(`operations check --supergraph ${other} --subsidiary courier --application site`)).out).toBe(
      'All of its operations go on working.',
    );
  });

  it('breaks nothing that is retired, or that no key can send', async () => {
    await using line = await withApp();
    using files = openFiles();
    await line.run(`operations push ${files.manifest(NEWEST)} ${APP}`);
    const other = files.write('other.graphql', sdl.replaceAll(/\bheadline: String!/g, 'title: String!'));
    await line.run(`operations retire ${idOfText(NEWEST)} ${APP}`);
    expect((await line.run(`operations check --supergraph ${other}`)).out).toContain('go on working: 0');
  });

  it('that is none is refused', async () => {
    await using line = await withApp();
    using files = openFiles();
    const file = files.write('none.graphql', 'type Query { a: Int }');
    expect(await line.refusal(`operations check --supergraph ${file}`)).toMatch(/^this is no supergraph/);
  });
});

describe('a view', () => {
  it('is not defined so that it breaks a registered operation, unless by force', async () => {
    await using line = await openCommandLine();
    using files = openFiles();
    await line.run('views define slim --tags public');
    await line.run('applications add app --partner radio --name App --channel app');
    await line.run('keys add --partner radio --application app --view slim --grants read');
    await line.run(`operations push ${files.manifest(ME, NEWEST)} ${APP}`);
    const broken = `  radio/app: Newest (${idOfText(NEWEST)}), by the view slim: Cannot query field "headline" on type "Content". (line 1, column 76)`;
    const define = 'views define slim --tags public --hide Content.headline';
    const checked = await line.run('views check slim --hide Content.headline');
    expect(checked.out).toContain(`Broken would be registered operations:\n${broken}`);
    expect(checked.failures).toEqual(['1 registered operation would break: `define` takes it with --force alone']);
    expect(await line.refusal(define)).toBe(
      `this would break registered operations (with --force it is done all the same):\n${broken}`,
    );
    await line.run('views define slim --tags public --hide Content.byline');
    expect((await line.run(`${define} --force`)).out).toContain(`Broken are registered operations:\n${broken}`);
  });
});
