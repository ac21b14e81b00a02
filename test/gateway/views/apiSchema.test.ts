import { readFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createPlanner } from '../../../gateway/execution/planner.ts';
import { apiSchemaOf } from '../../../gateway/views/apiSchema.ts';
import { createViewSchemas } from '../../../gateway/views/viewSchemas.ts';
import { builtInViews } from '../../../platform/views.ts';
import { keysOf, openGateway, viewerWith } from '../gatewayFixture.ts';

const today = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');

/** The supergraph with something of every kind on its way out; one reason names what partners do not see. */
const ageing = (
  [
    [/^ {2}headline: String!/m, '@deprecated(reason: "Say `slug`.")'],
    [/^ {2}language: String!/m, '@deprecated(reason: "Say `workflow`.")'],
    [/^ {2}ARTICLE /m, '@deprecated(reason: "Say `GALLERY`.")'],
    [/^ {2}headline: String /m, '@deprecated(reason: "An input.")'],
    [/\bafter: String\b/, '@deprecated(reason: "An argument.")'],
    [/^scalar DateTime/m, '@specifiedBy(url: "https://moments.example")'],
  ] as const
).reduce((sdl, [element, directive]) => {
  if (!element.test(sdl)) throw new Error(`the supergraph has no ${element.source} any more`);
  return sdl.replace(element, (found) => `${found.trimEnd()} ${directive} `);
}, today);

const textOf = (schema: Parameters<typeof lexicographicSortSchema>[0]): string =>
  printSchema(lexicographicSortSchema(schema));

describe('what clients see of a supergraph', () => {
  test.each([
    ['as it is', today],
    ['with deprecations', ageing],
  ])('is the same for the command line as for the gateway: %s', (_, sdl) => {
    expect(textOf(apiSchemaOf(sdl))).toBe(textOf(createPlanner(sdl).schema));
  });

  test('tells a developer what is deprecated and why, and names nothing that the view hides', async () => {
    const views = [...builtInViews.values()];
    const keys = views.map((view) => [view.name, { ...viewerWith(['explore', 'read']), view }] as const);
    const gateway = openGateway({ supergraphSdl: ageing, apiKeys: keysOf(Object.fromEntries(keys)) });
    const told = async (key: string): Promise<string> =>
      String((await gateway.send({ path: '/schema.graphql', headers: { 'x-api-key': key } })).body);

    for (const name of ['newsroom', 'partner'])
      expect(await told(name)).toMatch(/headline: String! @deprecated\(reason: "Say `slug`\."\)/);
    expect(await told('newsroom')).toContain('language: String! @deprecated(reason: "Say `workflow`.")');
    expect(await told('partner')).toMatch(/language: String! @deprecated\n/);
    expect(await told('partner')).not.toContain('workflow');
  });

  test('is the same for each view, whoever read the supergraph', () => {
    const [commandLine, gateway] = [apiSchemaOf(ageing), createPlanner(ageing).schema].map((schema) =>
      createViewSchemas(schema, ageing),
    );
    for (const view of builtInViews.values())
      expect(commandLine && textOf(commandLine.of(view).schema)).toBe(gateway && textOf(gateway.of(view).schema));
  });
});
