import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { graphTypesOf } from '../schema/elements.ts';
import { subgraphDocument, subgraphNames } from '../schema/sdl.ts';
import { rulesOf } from '../subgraphs/rules.ts';

/*
 * Writes the table of every element's rule, for people to read and for subgraphs to start by; with --check only says whether it is fresh.
 */

const FILE = new URL('../subgraphs/rules.generated.json', import.meta.url);

const table = Object.fromEntries(subgraphNames.map((name) => [name, rulesOf(graphTypesOf([subgraphDocument(name)]))]));
const text = `${JSON.stringify(table, null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
  console.log('wrote subgraphs/rules.generated.json');
} else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
  console.error('subgraphs/rules.generated.json is stale: run `npm run rules`, read what changed, and commit it');
  process.exitCode = 1;
}
