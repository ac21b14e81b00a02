import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import {
  introspectionFromSchema,
  lexicographicSortSchema,
  parse,
  printSchema,
  specifiedScalarTypes,
  validate,
  validateSchema,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { apiSchemaOf } from '../../../gateway/views/apiSchema.ts';
import { createViewSchemas } from '../../../gateway/views/viewSchemas.ts';
import type { View } from '../../../platform/viewer.ts';
import { visibilityTags } from '../../../platform/viewer.ts';
import { builtInViews } from '../../../platform/views.ts';
import { elementsOf, graphTypesOf } from '../../../schema/elements.ts';
import { choices, randomDocument } from '../../support/documents.ts';

const supergraphSdl = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
const whole = apiSchemaOf(supergraphSdl);
const schemas = createViewSchemas(whole, supergraphSdl);
const types = graphTypesOf([parse(supergraphSdl)]);
const coordinates = [...types.values()].flatMap((type) => elementsOf(type).map(({ coordinate }) => coordinate));

const own = (hidden: readonly string[], tags: View['tags'] = visibilityTags): View => ({
  name: 'own',
  version: 1,
  tags,
  hidden,
  anonymous: false,
});
const sdlOf = (view: View): string => printSchema(lexicographicSortSchema(schemas.of(view).schema));
const builtIn = (name: string): View => builtInViews.get(name) ?? own([]);

/** Views of any tags that hide some names; those that would be refused are left out. */
const anyView = fc
  .record({
    tags: fc.subarray([...visibilityTags], { minLength: 1 }),
    hidden: fc.array(fc.constantFrom(...coordinates, ...types.keys()), { maxLength: 10 }),
  })
  .map(({ tags, hidden }) => own(hidden, tags))
  .filter((view) => schemas.visibility.faultsOf(view).length === 0);

/** Names of which the view shows nothing. */
const goneNames = (view: View): Set<string> => {
  const shown = schemas.visibility.of(view);
  const named = (each: Iterable<string>): Set<string> =>
    new Set(Array.from(each, (coordinate) => coordinate.match(/\w+/g)?.at(-1) ?? ''));
  return named([...coordinates, ...types.keys()]).difference(
    named([...shown.coordinates, ...[...types.keys()].filter((name) => shown.hasType(name))]),
  );
};

/** What introspection tells of the types that are no part of every schema, as JSON. */
const ownTypes = (schema: GraphQLSchema): string => {
  const { __schema: seen } = introspectionFromSchema(schema);
  const everywhere = new Set(specifiedScalarTypes.map(({ name }) => name));
  return JSON.stringify(seen.types.filter(({ name }) => !name.startsWith('__') && !everywhere.has(name)));
};

describe('the schema that a view shows', () => {
  test('is the whole one where the view shows everything', () => {
    expect(sdlOf(builtIn('newsroom'))).toBe(printSchema(lexicographicSortSchema(whole)));
  });

  test('has for a partner no field, argument or type that is not public', () => {
    const sdl = sdlOf(builtIn('partner'));
    expect(sdl).toContain('headline: String!');
    expect(sdl).not.toMatch(/rights|Rights|workflow|Workflow|revision|minVersion|altIds|contentByAltId|source|JSON/);
    expect(sdlOf(builtIn('subsidiary'))).toMatch(/rights: Rights/);
  });

  test('keeps of a default list what is left', () => {
    expect(sdlOf(own(['FacetField.TAG']))).toContain('fields: [FacetField!]! = [TYPE, SECTION]');
  });

  test('has no description that names what is gone', () => {
    expect(sdlOf(own([]))).toContain('What lay there has moved to `location`.');
    expect(sdlOf(own(['Route.location']))).not.toContain('`location`');
    expect(sdlOf(own([]))).toContain('ARTICLE, GALLERY, IMAGE and so on.');
    expect(sdlOf(own(['ContentType', 'MediaType', 'FacetField.SECTION', 'Mutation.createContent']))).not.toContain(
      'GALLERY',
    );
  });

  test('is valid, and tells nothing of what is hidden, for any view', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const { schema } = schemas.of(view);
        expect(validateSchema(schema)).toEqual([]);
        const gone = goneNames(view);
        const told: string[] = [];
        JSON.parse(ownTypes(schema), (key, value: unknown) => {
          if (key === 'name' && typeof value === 'string' && gone.has(value)) told.push(value);
          if (key === 'defaultValue' && typeof value === 'string')
            told.push(...(value.match(/\w+/g) ?? []).filter((word) => gone.has(word)));
          if (key === 'description' && typeof value === 'string')
            told.push(
              ...(value.match(/(?<=`)\w+(?=`)|\w+[a-z][A-Z]\w*|\b[A-Z]{2,}\b/g) ?? []).filter((word) => gone.has(word)),
            );
          return value;
        });
        expect(told).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('takes a document exactly where the view shows everything that the document uses', () => {
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(anyView, fc.array(choices, { minLength: 5, maxLength: 5 }), (view, chosen) => {
        const { schema } = schemas.of(view);
        const shown = schemas.visibility.of(view);
        for (const choose of chosen) {
          const { text, uses, types: named } = randomDocument(whole, choose);
          const document = parse(text);
          expect(validate(whole, document)).toEqual([]);
          const mayPass = [...uses].every((each) => shown.has(each)) && [...named].every((each) => shown.hasType(each));
          if (mayPass) taken += 1;
          else refused += 1;
          expect(validate(schema, document).length === 0, text).toBe(mayPass);
        }
      }),
      { numRuns: 200 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(50);
  });
});

test('no description of the graph names what a view that is built in hides, so that all are there', () => {
  for (const view of builtInViews.values()) {
    const missing = ownTypes(schemas.of(view).schema).match(/"name":"(\w+)"(?=[^{}]*"description":null)/g);
    expect(missing, view.name).toBeNull();
  }
});
