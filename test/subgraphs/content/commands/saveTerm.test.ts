import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { article, idOf, term } from '../../../support/builders.ts';
import { termSaverOf } from '../../../support/termSaver.ts';
import { viewerOf } from '../../../support/viewers.ts';
import type { World } from '../../../support/world.ts';
import { openWorld } from '../../../support/world.ts';
import { newsroomOf, writerOf } from './newsroom.ts';

const kinds = [
  ['saveSection', 'section', 'publisher'],
  ['saveTag', 'tag', 'editor'],
  ['saveContributor', 'contributor', 'editor'],
] as const;
const roles = ['reader', 'author', 'editor', 'publisher', 'administrator'] as const;

const termOf = (world: World, kind: (typeof kinds)[number][1], id: string) =>
  world.data('content', viewerOf(), `query ($id: ID!) { it: ${kind}(id: $id) { name slug version } }`, { id });

describe.each(kinds)('%s', (mutation, kind, least) => {
  test('makes one and says it anew, and what shows it is purged', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const made = await newsroom.applied(mutation, { [kind]: { name: 'Große Fähren' } });
    expect(made).toEqual({ id: idOf('made 1'), version: 1 });
    const { id } = made;
    expect(await termOf(world, kind, id)).toEqual({ it: { name: 'Große Fähren', slug: 'grosse-fahren', version: 1 } });
    await world.purged();
    const names = { section: { section: id }, tag: { tags: [id] }, contributor: { contributors: [id] } };
    await world.saved(article('story', names[kind]));
    await world.purged();
    await newsroom.applied(mutation, { id, expectedVersion: 1, [kind]: { name: 'Ferries' } });
    expect(await termOf(world, kind, id)).toEqual({ it: { name: 'Ferries', slug: 'grosse-fahren', version: 2 } });
    expect([...(await world.purged())].some((tag) => tag.endsWith(id))).toBe(true);
    expect(await newsroom.done(mutation, { id, expectedVersion: 1, [kind]: { name: 'Late' } })).toMatchObject({
      state: 'REJECTED',
      errors: [{ code: 'VERSION_CONFLICT', field: 'expectedVersion' }],
    });
  });

  test('tells every fault of its input with its place, and keeps nothing', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const wrong = {
      name: ' ',
      slug: 'A Slug',
      [kind === 'contributor' ? 'biography' : 'description']: 'x'.repeat(2_001),
    };
    const { id, errors } = await newsroom.send(mutation, { [kind]: wrong });
    expect(id).toBeNull();
    expect(new Set(errors.map(({ field }) => field))).toEqual(
      new Set([`${kind}.name`, `${kind}.slug`, `${kind}.${kind === 'contributor' ? 'biography' : 'description'}`]),
    );
    const half = await newsroom.send(mutation, { id: idOf('x'), [kind]: { name: 'x' } });
    expect(half).toMatchObject({ id: null, errors: [{ code: 'INVALID', field: 'expectedVersion' }] });
    const other = await newsroom.send(mutation, { expectedVersion: 1, [kind]: { name: 'x' } });
    expect(other).toMatchObject({ id: null, errors: [{ code: 'INVALID', field: 'id' }] });
    expect((await world.records.scan({ table: 'receipts', segment: 0, of: 1, limit: 10 })).items).toEqual([]);
  });

  test(`takes the role ${least}`, async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    for (const role of roles) {
      const { state, errors } = await newsroom.send(mutation, { [kind]: { name: role } }, writerOf({ roles: [role] }));
      const allowed = roles.indexOf(role) >= roles.indexOf(least);
      expect([state, errors.map(({ code }) => code)], role).toEqual(
        allowed ? ['QUEUED', []] : ['REJECTED', ['FORBIDDEN']],
      );
    }
  });

  test('finds none of another subsidiary, and nothing tells it from one that is not there', async () => {
    await using world = await openWorld();
    await world.saveTerms(term(kind, 'Theirs', { owner: 'blatt' }));
    const newsroom = newsroomOf(world);
    for (const id of [idOf('Theirs'), idOf('Nobody’s'), 'no id'])
      expect(await newsroom.send(mutation, { id, expectedVersion: 1, [kind]: { name: 'Mine' } })).toMatchObject({
        id: null,
        errors: [{ code: 'NOT_FOUND', message: `There is no such ${kind}.`, field: 'id' }],
      });
    expect((await world.records.scan({ table: 'receipts', segment: 0, of: 1, limit: 10 })).items).toEqual([]);
  });

  test('has no slug that another of its subsidiary has, imported or written; one that is left is free', async () => {
    await using world = await openWorld();
    await world.saveTerms(term(kind, 'Wind'), term(kind, 'Calm', { owner: 'blatt' }));
    const newsroom = newsroomOf(world);
    const slugged = (slug: string, more = {}) => newsroom.done(mutation, { [kind]: { name: 'x', slug }, ...more });
    expect(await slugged('wind')).toMatchObject({
      state: 'REJECTED',
      errors: [{ code: 'SLUG_TAKEN', field: `${kind}.slug` }],
    });
    // Another subsidiary's stands in nobody's way.
    expect(await slugged('calm')).toMatchObject({ state: 'APPLIED' });
    expect(await slugged('gale', { id: idOf('Wind'), expectedVersion: 1 })).toMatchObject({ state: 'APPLIED' });
    expect(await slugged('wind')).toMatchObject({ state: 'APPLIED' });
    expect(await slugged('gale')).toMatchObject({ errors: [{ code: 'SLUG_TAKEN' }] });
  });

  test('is left alone by an import once it was changed here', async () => {
    await using world = await openWorld();
    const imported = term(kind, 'Wind', { sourceHash: 'one' });
    await world.saveTerms(imported);
    await newsroomOf(world).applied(mutation, { id: imported.id, expectedVersion: 1, [kind]: { name: 'Breeze' } });
    const saver = termSaverOf(world);
    expect(await saver.saveDescribed([{ ...imported, sourceHash: 'two' }], false)).toEqual([{ became: 'editedHere' }]);
    expect(await termOf(world, kind, imported.id)).toMatchObject({ it: { name: 'Breeze' } });
  });
});

describe('a section', () => {
  test('lies in one that is there and its subsidiary’s own', async () => {
    await using world = await openWorld();
    await world.saveTerms(
      term('section', 'Theirs', { owner: 'blatt' }),
      term('section', 'Culture'),
      term('tag', 'Tag'),
    );
    const newsroom = newsroomOf(world);
    for (const parent of [idOf('Theirs'), idOf('Nobody’s'), idOf('Tag')])
      expect(await newsroom.send('saveSection', { section: { name: 'x', parent } })).toMatchObject({
        id: null,
        errors: [{ code: 'NOT_FOUND', field: 'section.parent' }],
      });
    await newsroom.applied('saveSection', { section: { name: 'Opera', parent: idOf('Culture') } });
    // Nor does it matter what lies further up.
    await world.saveTerms(term('section', 'Orphan', { parent: idOf('Nobody’s') }));
    await newsroom.applied('saveSection', { section: { name: 'Foundling', parent: idOf('Orphan') } });
  });

  test('never lies within itself, however sections are moved and in whatever order that is applied', async () => {
    const move = fc.record({ which: fc.nat({ max: 3 }), below: fc.nat({ max: 4 }), applied: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 2, maxLength: 10 }), async (moves) => {
        await using world = await openWorld();
        const newsroom = newsroomOf(world);
        const ids: string[] = [];
        for (const name of ['a', 'b', 'c', 'd'])
          ids.push((await newsroom.applied('saveSection', { section: { name } })).id);
        const stored = async () => {
          const found = await world.store.terms(ids.map((id) => ({ kind: 'section', id })));
          return new Map(found.flatMap((each) => (each && !(each instanceof Error) ? [[each.id, each] as const] : [])));
        };
        for (const { which, below, applied } of moves) {
          const id = ids[which] ?? '';
          const expectedVersion = (await stored()).get(id)?.version;
          const section = { name: `n${which}`, parent: ids[below] ?? null };
          await newsroom[applied ? 'done' : 'send']('saveSection', { id, expectedVersion, section });
        }
        await world.apply();
        const now = await stored();
        for (const id of ids) {
          const above = new Set<string>();
          for (let next = now.get(id)?.parent; next !== undefined; next = now.get(next)?.parent) {
            expect(above.has(next) || next === id).toBe(false);
            above.add(next);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  test('lies at most ten below the highest', async () => {
    await using world = await openWorld();
    const chain = Array.from({ length: 11 }, (_, depth) =>
      term('section', `s${depth}`, depth === 0 ? {} : { parent: idOf(`s${depth - 1}`) }),
    );
    await world.saveTerms(...chain);
    const newsroom = newsroomOf(world);
    const below = (name: string) => newsroom.send('saveSection', { section: { name: 'x', parent: idOf(name) } });
    expect(await below('s9')).toMatchObject({ state: 'QUEUED' });
    expect(await below('s10')).toMatchObject({ id: null, errors: [{ code: 'INVALID', field: 'section.parent' }] });
  });

  test('is changed by who is narrowed to it, and others are made below it alone', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'), term('section', 'Sport'));
    const narrowed = writerOf({ sections: [idOf('Culture')] });
    const newsroom = newsroomOf(world);
    const fields = async (given: object): Promise<unknown> =>
      (await newsroom.send('saveSection', { ...given }, narrowed)).errors.map(({ code, field }) => [code, field]);
    const culture = { id: idOf('Culture'), expectedVersion: 1 };
    expect(await fields({ section: { name: 'Top' } })).toEqual([['FORBIDDEN', 'section.parent']]);
    expect(await fields({ section: { name: 'Opera', parent: idOf('Culture') } })).toEqual([]);
    expect(await fields({ id: idOf('Sport'), expectedVersion: 1, section: { name: 'x' } })).toEqual([
      ['FORBIDDEN', 'id'],
    ]);
    expect(await fields({ ...culture, section: { name: 'x', parent: idOf('Sport') } })).toEqual([
      ['FORBIDDEN', 'section.parent'],
    ]);
    expect(await fields({ ...culture, section: { name: 'Arts' } })).toEqual([]);
  });
});
