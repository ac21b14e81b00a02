import { expect, test } from 'vitest';
import { z } from 'zod';
import { article, idOf, minutes, term } from '../../support/builders.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import { newsroomOf, story, writerOf } from './commands/newsroom.ts';

const shape = z.object({
  workingCopies: z.object({
    edges: z.array(
      z.object({
        node: z.object({
          state: z.string(),
          due: z.string().nullable(),
          version: z.number(),
          liveVersion: z.number().nullable(),
          content: z.object({ headline: z.string() }),
        }),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

const list = async (world: World, given: object = {}, as = writerOf({ roles: ['editor'] })) => {
  const query = `query ($filter: WorkingCopyFilter, $first: Int, $after: String) {
    workingCopies(filter: $filter, first: $first, after: $after) {
      edges { node { state due version liveVersion content { headline } } }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  return shape.parse(await world.data('content', as, query, { ...given })).workingCopies;
};

const headlines = ({ edges }: Awaited<ReturnType<typeof list>>): string[] =>
  edges.map(({ node }) => node.content.headline);

const drafted = async (world: World, headline: string, more: object = {}): Promise<string> => {
  world.pass(1_000);
  return (
    await newsroomOf(world).applied('createContent', { ...story(headline, { ...more }), idempotencyKey: headline })
  ).id;
};

test('shows editors what is drafted, scheduled and being corrected, the last saved first, each with its own version', async () => {
  await using world = await openWorld();
  const newsroom = newsroomOf(world);
  const draft = await drafted(world, 'Draft');
  const scheduled = await drafted(world, 'Scheduled');
  const live = await drafted(world, 'Live');
  const killed = await drafted(world, 'Killed');
  await newsroom.applied('publishContent', { id: scheduled, expectedVersion: 1, at: minutes(60) });
  await newsroom.applied('publishContent', { id: live, expectedVersion: 1 });
  await newsroom.applied('killContent', { id: killed, reason: 'Wrong' });
  world.pass(1_000);
  await newsroom.applied('updateContent', { id: live, expectedVersion: 2, patch: { headline: 'Corrected' } });
  world.pass(1_000);
  await newsroom.applied('updateContent', { id: draft, expectedVersion: 1, patch: { headline: 'Drafted' } });
  const { edges } = await list(world);
  const none = { due: null, liveVersion: null };
  expect(edges.map(({ node }) => node)).toEqual([
    { ...none, state: 'DRAFT', version: 2, content: { headline: 'Drafted' } },
    { ...none, state: 'CORRECTION', version: 3, liveVersion: 2, content: { headline: 'Corrected' } },
    { ...none, state: 'SCHEDULED', version: 2, due: minutes(60), content: { headline: 'Scheduled' } },
  ]);
  expect(headlines(await list(world, { filter: { state: 'CORRECTION' } }))).toEqual(['Corrected']);
  expect(headlines(await list(world, { filter: { state: 'DRAFT' } }))).toEqual(['Drafted']);
});

test('goes page by page, each copy once, though others are saved meanwhile', async () => {
  await using world = await openWorld();
  for (const headline of ['a', 'b', 'c', 'd', 'e']) await drafted(world, headline);
  const first = await list(world, { first: 2 });
  expect([headlines(first), first.pageInfo.hasNextPage]).toEqual([['e', 'd'], true]);
  await drafted(world, 'f');
  const second = await list(world, { first: 2, after: first.pageInfo.endCursor });
  expect([headlines(second), second.pageInfo.hasNextPage]).toEqual([['c', 'b'], true]);
  const third = await list(world, { first: 2, after: second.pageInfo.endCursor });
  expect([headlines(third), third.pageInfo.hasNextPage]).toEqual([['a'], false]);
});

test('holds the sections of who is narrowed to some, and those that are asked for', async () => {
  await using world = await openWorld();
  await world.saveTerms(term('section', 'Culture'), term('section', 'Sport'));
  await drafted(world, 'opera', { section: idOf('Culture') });
  await drafted(world, 'race', { section: idOf('Sport') });
  await drafted(world, 'anything');
  expect(headlines(await list(world, { filter: { section: idOf('Sport') } }))).toEqual(['race']);
  const narrowed = writerOf({ roles: ['editor'], sections: [idOf('Culture')] });
  expect(headlines(await list(world, {}, narrowed))).toEqual(['opera']);
  expect(headlines(await list(world, { filter: { section: idOf('Sport') } }, narrowed))).toEqual([]);
});

test('is for editors of the owner with a key that may preview, and for nobody else', async () => {
  await using world = await openWorld();
  await drafted(world, 'Ours');
  expect(headlines(await list(world, {}, writerOf({ organisation: 'blatt' })))).toEqual([]);
  for (const parts of [{ roles: ['author'] }, { grants: ['read', 'write'] }, { organisationKind: 'partner' }] as const)
    await expect(list(world, {}, writerOf(parts))).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('is never kept, an empty list neither', async () => {
  await using world = await openWorld();
  await world.saved(article('story'));
  const scope = world.scope(writerOf());
  const query = '{ workingCopies { edges { node { version } } } }';
  const { errors } = await world.subgraphs.content.execute({ query, variables: {} }, scope);
  expect(errors).toBeUndefined();
  expect(scope.touched.notKept).toBeDefined();
});
