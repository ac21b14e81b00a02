import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AnswerError } from '../../../platform/errors.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { grants, roles } from '../../../platform/viewer.ts';
import { idOf } from '../../support/builders.ts';
import { viewerOf } from '../../support/viewers.ts';
import type { Answered, World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import type { Case } from './previewWorld.ts';
import { CASES, CULTURE, SITE, SPORT, saveCase } from './previewWorld.ts';

/** The table by which it is decided, apart from the product's rules. */
const PREVIEWS: Readonly<Record<(typeof roles)[number], 'no' | 'in its sections' | 'everywhere'>> = {
  reader: 'no',
  author: 'no',
  editor: 'in its sections',
  publisher: 'in its sections',
  administrator: 'everywhere',
};

type Outcome = 'public' | 'draft' | 'nothing' | 'FORBIDDEN';

const readersSee = (viewer: Viewer, { owner, state, licensed }: Case): Outcome => {
  const theirs =
    viewer.organisation === owner || (licensed && viewer.packages.some(({ id }) => id === `${owner}/news`));
  return state.startsWith('live') && theirs ? 'public' : 'nothing';
};
const previewed = (viewer: Viewer, record: Case): Outcome => {
  const powers = viewer.roles.map((role) => PREVIEWS[role]).filter((power) => power !== 'no');
  if (viewer.view.name !== 'newsroom') return 'FORBIDDEN';
  if (viewer.organisation === 'radio' || !viewer.grants.includes('preview') || powers.length === 0) return 'FORBIDDEN';
  const everywhere = powers.includes('everywhere') || viewer.sections === undefined;
  const inSection = everywhere || (record.section !== undefined && viewer.sections?.includes(record.section));
  const isTheirs = record.owner === viewer.organisation;
  return record.state.includes('edited') && isTheirs && inSection ? 'draft' : readersSee(viewer, record);
};

const anyViewer: fc.Arbitrary<Viewer> = fc
  .record({
    organisation: fc.constantFrom('courier', 'courier', 'blatt', 'radio'),
    view: fc.constantFrom('newsroom', 'newsroom', 'newsroom', 'subsidiary', 'partner'),
    grants: fc.oneof(fc.constant(['read', 'preview'] as const), fc.subarray([...grants])),
    roles: fc.subarray([...roles]),
    sections: fc.constantFrom(undefined, undefined, [], [CULTURE], [CULTURE, SPORT]),
    packages: fc.subarray([
      { id: 'courier/news', delayMinutes: 0 },
      { id: 'blatt/news', delayMinutes: 0 },
    ]),
  })
  .map((parts) => viewerOf({ ...parts, organisationKind: parts.organisation === 'radio' ? 'partner' : 'subsidiary' }));

const headlines = z.looseObject({ headline: z.string() }).nullable();
const found = z.object({
  id: headlines,
  version: headlines,
  slug: headlines,
  route: z.object({ content: headlines }).nullable(),
});

const query = ({ name, owner }: Case, called: string, preview: boolean): string => {
  // Who does not preview may not even know that one can: its view hides the argument.
  const given = preview ? ', preview: true' : '';
  return `{
    id: content(id: "${idOf(name)}"${given}) { headline body { text } }
    version: content(id: "${idOf(name)}"${preview ? ', minVersion: 1' : ''}${given}) { headline body { text } }
    slug: contentBySlug(subsidiary: "${owner}", slug: "${called}", language: "en"${given}) { headline body { text } }
    route(site: "${SITE}", path: "/${called}"${given}) { content { headline body { text } } }
  }`;
};

/** What came, each way; every answer must be whole: headline and text of the same copy. */
const outcomes = ({ data, errors }: Answered): Readonly<Record<string, Outcome>> => {
  const { route, ...ways } = found.parse(data);
  const refused = new Set(
    errors.map(({ path, originalError }) => {
      expect(originalError instanceof AnswerError && originalError.code).toBe('FORBIDDEN');
      return path?.join('.');
    }),
  );
  const outcome = (way: string, content: z.infer<typeof headlines>): Outcome => {
    if (refused.has(way)) return 'FORBIDDEN';
    if (content === null) return 'nothing';
    const word = content.headline.startsWith('draft ') ? 'draft' : 'public';
    expect(content).toMatchObject({ headline: expect.stringMatching(`^${word} `), body: { text: word } });
    return word;
  };
  return Object.fromEntries(
    Object.entries({ ...ways, route: route?.content ?? null }).map(([way, content]) => [way, outcome(way, content)]),
  );
};
const everyWay = (outcome: Outcome) => ({ id: outcome, version: outcome, slug: outcome, route: outcome });

describe('for any viewer and any record', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    for (const each of CASES) await saveCase(world, each);
    await world.index();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('a table decides whether a preview is the draft, what readers see, nothing, or forbidden', async () => {
    const seen = new Set<Outcome>();
    await fc.assert(
      fc.asyncProperty(anyViewer, fc.constantFrom(...CASES), async (viewer, record) => {
        const expected = previewed(viewer, record);
        seen.add(expected);
        const isDraftAlone = record.state === 'edited';
        // The name that the record has, or had, among readers; a draft alone has but its own.
        const called = isDraftAlone && record.moved ? `${record.name}-new` : record.name;
        expect(outcomes(await world.ask('content', viewer, query(record, called, true)))).toEqual(everyWay(expected));
        if (!record.moved || !record.state.includes('edited')) return;
        // The draft's name leads readers nowhere, and whoever may not see the draft neither.
        const byDraftsName = expected === 'public' ? 'nothing' : expected;
        const answers = outcomes(await world.ask('content', viewer, query(record, `${record.name}-new`, true)));
        expect(answers).toEqual({ ...everyWay(expected), slug: byDraftsName, route: byDraftsName });
      }),
      { numRuns: 600 },
    );
    expect([...seen].sort()).toEqual(['FORBIDDEN', 'draft', 'nothing', 'public']);
  });

  test('who does not ask for a preview sees what readers see, and a reference leads there too', async () => {
    await fc.assert(
      fc.asyncProperty(anyViewer, fc.constantFrom(...CASES), async (viewer, record) => {
        const expected = readersSee(viewer, record);
        const answers = outcomes(await world.ask('content', viewer, query(record, record.name, false)));
        expect(answers).toEqual(everyWay(expected));
        const reference = `{ _entities(representations: [{ __typename: "Content", id: "${idOf(record.name)}" }]) { ... on Content { headline } } }`;
        expect(await world.data('content', viewer, reference)).toEqual({
          _entities: [expected === 'nothing' ? null : { headline: `public ${record.name}` }],
        });
      }),
      { numRuns: 300 },
    );
  });

  test('no list and no search holds a draft', async () => {
    await fc.assert(
      fc.asyncProperty(anyViewer, async (viewer) => {
        const lists = await world.data(
          'content',
          viewer,
          `{ latestContent(first: 100) { edges { node { headline } } }
             section(id: "${CULTURE}") { content(first: 100) { edges { node { headline } } } } }`,
        );
        const found = await world.data(
          'search',
          viewer,
          '{ search(query: "draft") { totalCount edges { node { ... on Content { id } } } } suggest(prefix: "draft") { text } }',
        );
        expect(JSON.stringify(lists)).not.toContain('draft ');
        expect(found).toEqual({ search: { totalCount: 0, edges: [] }, suggest: [] });
      }),
      { numRuns: 60 },
    );
  });
});
