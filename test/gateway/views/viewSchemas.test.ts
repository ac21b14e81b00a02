import { createHash } from 'node:crypto';
import { buildSchema, printSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { ViewSchemas } from '../../../gateway/views/viewSchemas.ts';
import { createViewSchemas, InvalidView } from '../../../gateway/views/viewSchemas.ts';
import type { View } from '../../../platform/viewer.ts';

const sdl = `
  type Query {
    story: Story @tag(name: "public")
    count: Int @tag(name: "rights")
  }
  type Story @join__type(graph: CONTENT, key: "id") {
    id: ID! @tag(name: "public")
    title: String @tag(name: "public")
  }
`;
const open = (supergraphSdl = sdl): ViewSchemas =>
  createViewSchemas(buildSchema(supergraphSdl, { assumeValidSDL: true }), supergraphSdl);
const viewOf = (changes: Partial<View> = {}): View => ({
  name: 'own',
  version: 1,
  tags: ['public'],
  hidden: [],
  anonymous: false,
  ...changes,
});
const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
/** What refuses a view. */
const refusalOf = (schemas: ViewSchemas, view: View): unknown => {
  try {
    return schemas.of(view);
  } catch (error) {
    return error;
  }
};

describe('the schema of a view', () => {
  test('shows what the view’s tags and names leave', () => {
    const schemas = open();
    const fieldsOf = (view: View) => Object.keys(schemas.of(view).schema.getQueryType()?.getFields() ?? {});
    expect(fieldsOf(viewOf())).toEqual(['story']);
    expect(fieldsOf(viewOf({ tags: ['public', 'rights'] }))).toEqual(['story', 'count']);
    expect(fieldsOf(viewOf({ tags: ['public', 'rights'], hidden: ['Query.story'] }))).toEqual(['count']);
  });

  test('has a key of its own for whatever the view says, the same each time it says it', () => {
    const views = [
      viewOf(),
      viewOf({ name: 'other' }),
      viewOf({ version: 2 }),
      viewOf({ tags: ['public', 'rights'] }),
      viewOf({ hidden: ['Story.title'] }),
      viewOf({ anonymous: true }),
    ];
    const schemas = open();
    const keys = views.map((view) => schemas.of(view).key);
    expect(new Set(keys).size).toBe(views.length);
    for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/);
    // Processes share what is kept under it.
    expect(views.map((view) => open().of({ ...view }).key)).toEqual(keys);
  });

  test('has the hash of its text, the same for views that show the same', () => {
    const schemas = open();
    const { hash, schema } = schemas.of(viewOf());
    expect(hash).toBe(sha256(printSchema(schema)));
    expect(schemas.of(viewOf({ name: 'other', version: 2 })).hash).toBe(hash);
    expect(schemas.of(viewOf({ hidden: ['Story.title'] })).hash).not.toBe(hash);
  });

  test('is made once for views that say the same, and for a view in use whatever others there are', () => {
    const schemas = open();
    const view = viewOf();
    const first = schemas.of(view);
    expect(schemas.of(viewOf())).toBe(first);
    for (let version = 2; version < 202; version += 1) schemas.of(viewOf({ version }));
    expect(schemas.of(view)).toBe(first);
  });

  test('is forgotten where no view in use has it and 200 others were asked for since', () => {
    const schemas = open();
    const first = schemas.of(viewOf());
    for (let version = 2; version < 201; version += 1) schemas.of(viewOf({ version }));
    expect(schemas.of(viewOf())).toBe(first);
    for (let version = 2; version < 202; version += 1) schemas.of(viewOf({ version }));
    const again = schemas.of(viewOf());
    expect(again).not.toBe(first);
    expect([again.key, again.hash]).toEqual([first.key, first.hash]);
  });
});

describe('a view is refused', () => {
  test('with all that is wrong with it', () => {
    const refusal = refusalOf(open(), viewOf({ hidden: ['Story.id', 'Story.nothing'] }));
    const faults = ['`Story.nothing` is not in the graph', '`Story.id` is the key of its type: hide `Story` instead'];
    expect(refusal).toBeInstanceOf(InvalidView);
    expect(refusal).toMatchObject({
      name: 'InvalidView',
      faults,
      message: `the view \`own\` cannot be used:\n  ${faults.join('\n  ')}`,
    });
  });

  test('over a graph that is no valid schema', () => {
    const schemas = open('type Query { a(b: Int! @deprecated @tag(name: "public")): Int @tag(name: "public") }');
    const faults = ['Required argument Query.a(b:) cannot be deprecated.'];
    expect(refusalOf(schemas, viewOf())).toMatchObject({ name: 'InvalidView', faults });
  });

  test('each time it is asked for', () => {
    const schemas = open();
    const view = viewOf({ hidden: ['Story.id'] });
    for (let n = 0; n < 2; n += 1) expect(refusalOf(schemas, view)).toBeInstanceOf(InvalidView);
  });
});
