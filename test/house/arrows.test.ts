import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where a file may lie, at several depths, by room; siblings within a room that may not see each other are rooms of their own. */
const ROOMS = {
  schema: ['schema/a.ts'],
  platform: ['platform/a.ts', 'platform/search/a.ts', 'platform/cache/redis/a.ts'],
  writes: ['writes/a.ts', 'writes/deep/a.ts'],
  'what subgraphs share': ['subgraphs/a.ts'],
  'subgraphs/content': ['subgraphs/content/a.ts', 'subgraphs/content/deep/a.ts', 'subgraphs/content/deep/er/a.ts'],
  'subgraphs/media': ['subgraphs/media/a.ts', 'subgraphs/media/deep/a.ts'],
  'subgraphs/search': ['subgraphs/search/a.ts', 'subgraphs/search/deep/a.ts'],
  'stores, commands and records of subgraphs': [
    'subgraphs/content/store.ts',
    'subgraphs/media/commands.ts',
    'subgraphs/media/record.ts',
  ],
  gateway: ['gateway/a.ts', 'gateway/execution/a.ts'],
  'what imports share': ['imports/a.ts', 'imports/html/a.ts'],
  'imports/wordpress': ['imports/wordpress/a.ts', 'imports/wordpress/deep/a.ts'],
  'imports/drupal': ['imports/drupal/a.ts'],
  entrypoints: ['entrypoints/a.ts', 'entrypoints/lambda/a.ts'],
  infra: ['infra/cdk/a.ts'],
  scripts: ['scripts/a.ts'],
  bench: ['bench/a.ts'],
  test: ['test/a.ts', 'test/contract/a.ts'],
} as const satisfies Record<string, readonly string[]>;
type Room = keyof typeof ROOMS;

const isRoom = (name: string): name is Room => name in ROOMS;
const rooms = Object.keys(ROOMS).filter(isRoom);
const subgraphs = [
  'subgraphs/content',
  'subgraphs/media',
  'subgraphs/search',
  'stores, commands and records of subgraphs',
] as const;
const ground = ['schema', 'platform', 'writes'] as const;

/** Design of the house: what each room may see beside itself. What is not named is forbidden. */
const ARROWS: Partial<Record<Room, readonly Room[]>> = {
  schema: [],
  platform: ['schema'],
  writes: ['schema', 'platform'],
  'what subgraphs share': ground,
  'subgraphs/content': [...ground, 'what subgraphs share'],
  'subgraphs/media': [...ground, 'what subgraphs share'],
  'subgraphs/search': [...ground, 'what subgraphs share'],
  gateway: [...ground, 'what subgraphs share', ...subgraphs],
  'what imports share': [...ground, 'stores, commands and records of subgraphs', 'imports/wordpress', 'imports/drupal'],
  'imports/wordpress': [...ground, 'stores, commands and records of subgraphs', 'what imports share'],
  'imports/drupal': [...ground, 'stores, commands and records of subgraphs', 'what imports share'],
  entrypoints: [
    ...ground,
    'what subgraphs share',
    ...subgraphs,
    'gateway',
    'what imports share',
    'imports/wordpress',
    'imports/drupal',
  ],
};

/** Ways to write the same arrow. */
const FORMS: readonly ((specifier: string) => string)[] = [
  (to) => `import { a } from '${to}';\nexport const b = a;\n`,
  (to) => `import type { A } from '${to}';\nexport type B = A;\n`,
  (to) => `export * from '${to}';\n`,
  (to) => `export const a = await import('${to}');\n`,
  (to) => `import { a } from './${to.startsWith('.') ? to : `../${to}`}';\nexport const b = a;\n`.replace('././', './'),
];

interface Arrow {
  readonly from: Room;
  readonly to: Room;
  readonly text: string;
  readonly file: string;
}

const specifier = (from: string, to: string): string => {
  const relative = posix.relative(posix.dirname(from), to);
  return relative.startsWith('.') ? relative : `./${relative}`;
};

const subgraphOf = (file: string): string | undefined => /^subgraphs\/(\w+)\//.exec(file)?.[1];

const arrows: Arrow[] = [];
for (const from of rooms) {
  if (ARROWS[from] === undefined) continue;
  for (const to of rooms) {
    if (to === from) continue;
    for (const source of ROOMS[from]) {
      for (const target of ROOMS[to]) {
        // A subgraph's own store is its own.
        if (subgraphOf(source) !== undefined && subgraphOf(source) === subgraphOf(target)) continue;
        for (const form of FORMS) {
          const file = `${posix.dirname(source)}/probe${arrows.length}.ts`;
          arrows.push({ from, to, file, text: form(specifier(source, target)) });
        }
      }
    }
  }
}

const report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string() }), message: z.string() }),
  ),
});

/** The files that the arrows' rule finds wrong, when biome reads each probe where it would lie in the tree. */
async function found(): Promise<Set<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'masthead-arrows-'));
  try {
    await cp(join(root, 'biome.json'), join(folder, 'biome.json'));
    for (const { file, text } of arrows) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    const args = [
      'lint',
      '--only=style/noRestrictedImports',
      '--vcs-enabled=false',
      '--reporter=json',
      '--max-diagnostics=none',
      '.',
    ];
    const out = await new Promise<string>((resolve) => {
      const options = { cwd: folder, maxBuffer: 256 * 1024 * 1024 };
      execFile(
        process.execPath,
        [join(root, 'node_modules/@biomejs/biome/bin/biome'), ...args],
        options,
        (_error, stdout) => resolve(stdout),
      );
    });
    const { diagnostics } = report.parse(JSON.parse(out));
    return new Set(
      diagnostics
        .filter(({ category }) => category === 'lint/style/noRestrictedImports')
        .map(({ location }) => location.path),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the arrows of the house', () => {
  let wrong = new Set<string>();
  beforeAll(async () => {
    wrong = await found();
  });

  for (const from of rooms) {
    const allowed = ARROWS[from];
    if (allowed === undefined) continue;
    const told = (arrow: Arrow): string => `${arrow.file}: ${arrow.text}`;

    it(`lint lets ${from} see ${allowed.length === 0 ? 'nothing else of ours' : allowed.join(', ')}`, () => {
      const refused = arrows.filter(
        (arrow) => arrow.from === from && allowed.includes(arrow.to) && wrong.has(arrow.file),
      );
      expect(refused.map(told)).toEqual([]);
    });

    it(`lint refuses whatever else ${from} would import of ours, however it is written`, () => {
      const forbidden = arrows.filter((arrow) => arrow.from === from && !allowed.includes(arrow.to));
      expect(forbidden.length).toBeGreaterThan(0);
      expect(forbidden.filter((arrow) => !wrong.has(arrow.file)).map(told)).toEqual([]);
    });
  }
});
