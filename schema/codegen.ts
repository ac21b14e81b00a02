import { readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';
import type { SubgraphName } from './sdl.ts';
import { subgraphNames, subgraphSdl } from './sdl.ts';

/** What resolvers hand on for a type, where that is not the type itself: the stored record. Paths are seen from the generated file. */
const MAPPERS: Readonly<Record<SubgraphName, Readonly<Record<string, string>>>> = {
  content: {
    Content: './record.ts#ShownContent',
    ContentEdge: './lists.ts#ListEdge',
    Body: './record.ts#Body as BodyRecord',
    ParagraphBlock: "./record.ts#BlockOf<'paragraph'>",
    HeadingBlock: "./record.ts#BlockOf<'heading'>",
    ListBlock: "./record.ts#BlockOf<'list'>",
    QuoteBlock: "./record.ts#BlockOf<'quote'>",
    PictureBlock: "./record.ts#BlockOf<'picture'>",
    GalleryBlock: "./record.ts#BlockOf<'gallery'>",
    EmbedBlock: "./record.ts#BlockOf<'embed'>",
    TableBlock: "./record.ts#BlockOf<'table'>",
    PostBlock: "./record.ts#BlockOf<'post'>",
    HtmlBlock: "./record.ts#BlockOf<'html'>",
    Section: './record.ts#Term',
    Tag: './record.ts#Term',
    Contributor: './record.ts#Term',
    Revision: './record.ts#Revision as RevisionRecord',
    Rights: './record.ts#ShownContent',
    Workflow: './record.ts#Workflow as WorkflowRecord',
    Subsidiary: '../../platform/directory.ts#Organisation',
    SourceProvenance: '../provenance.ts#Provenance',
    Viewer: '../../platform/viewer.ts#Viewer as ViewerRecord',
    Route: './routes.ts#FoundRoute',
    Collection: './collectionRecord.ts#Collection as CollectionRecord',
    CollectionItem: './shownItem.ts#ShownItem',
    WorkingCopy: './listedCopy.ts#ListedCopy',
    WriteReceipt: '../shownReceipt.ts#ShownReceipt',
    WriteError: '../../writes/command.ts#Refusal',
  },
  media: {
    MediaAsset: './record.ts#LiveMedia',
    Rights: './record.ts#LiveMedia',
    SourceProvenance: '../provenance.ts#Provenance',
    WriteReceipt: '../shownReceipt.ts#ShownReceipt',
    WriteError: '../../writes/command.ts#Refusal',
  },
  search: { SearchConnection: './page.ts#FoundPage' },
};

const fileOf = (name: SubgraphName): URL => new URL(`../subgraphs/${name}/types.generated.ts`, import.meta.url);

/** The types of a subgraph's resolvers, made from its SDL. */
const generate = async (name: SubgraphName): Promise<string> => {
  const sdl = `
    directive @link(url: String!, import: [String!]) repeatable on SCHEMA
    directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT
    directive @shareable on OBJECT | FIELD_DEFINITION
    directive @inaccessible on FIELD_DEFINITION
    directive @tag(name: String!) repeatable on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
    directive @cost(weight: Int!) on FIELD_DEFINITION
    directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean) on FIELD_DEFINITION
    ${subgraphSdl(name).replace(/^extend schema[\s\S]*?\]\s*\)\s*$/m, '')}`;
  const output = await codegen({
    filename: 'types.generated.ts',
    documents: [],
    schema: parse(sdl),
    plugins: [
      { types: {} },
      {
        resolvers: {
          contextType: './context.ts#Context',
          mappers: MAPPERS[name],
          federation: true,
        },
      },
    ],
    pluginMap: { types: typescript, resolvers },
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      skipTypename: true,
      strictScalars: true,
      scalars: { DateTime: 'string', JSON: 'unknown' },
      immutableTypes: true,
      maybeValue: 'T | null | undefined',
    },
  });
  return `// Made by \`npm run codegen\` from schema/${name}.graphql and schema/shared.graphql. Do not edit.\n${output}\n`;
};

const check = process.argv.includes('--check');
for (const name of subgraphNames) {
  const text = await generate(name);
  if (!check) writeFileSync(fileOf(name), text);
  else if (readFileSync(fileOf(name), 'utf8') !== text) {
    console.error(`subgraphs/${name}/types.generated.ts is stale: run \`npm run codegen\` and commit it`);
    process.exitCode = 1;
  }
}
