import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { run } from '../entrypoints/run.ts';
import { OperatorError } from '../platform/errors.ts';
import { benchCache, cacheTable } from './cache.ts';
import { benchFolder } from './folders.ts';
import { benchGateway, gatewayTable } from './gateway.ts';
import { benchImport, importTable } from './import.ts';
import { benchMemory, memoryTable } from './memory.ts';
import { benchRules, rulesTable } from './rules.ts';
import { benchScale, scaleTable } from './scale.ts';
import { benchViews, viewsTable } from './views.ts';
import { benchVisible, visibleTable } from './visible.ts';
import { benchWrites, writesTable } from './writes.ts';

const PARTS = ['gateway', 'cache', 'visible', 'rules', 'scale', 'import', 'views', 'writes', 'memory'] as const;
/** The folders over which the scale part asks the same. */
const SCALES = [10_000, 100_000] as const;
type Part = (typeof PARTS)[number];

const USAGE = `npm run bench -- [--only ${PARTS.join('|')}] [--records N] [--rounds N] [--ms N] [--megabytes N] [--changes N] [--minutes N] [--redis URL] [--writes N] [--stories N] [--servers] [--json FILE]`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const wholeNumber = (name: string, value: string, least: number, most: number): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new TypeError(`--${name} must be a whole number from ${least} to ${most}`);
  return number;
};

const isPart = (value: string): value is Part => PARTS.some((part) => part === value);

const optionsOf = () => {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [...PARTS] },
        records: { type: 'string', default: '10000' },
        rounds: { type: 'string', default: '5' },
        ms: { type: 'string', default: '2000' },
        megabytes: { type: 'string', default: '200' },
        changes: { type: 'string', default: '200' },
        minutes: { type: 'string', default: '1' },
        redis: { type: 'string' },
        writes: { type: 'string', default: '10000' },
        stories: { type: 'string', default: '200' },
        servers: { type: 'boolean', default: false },
        json: { type: 'string' },
      },
    });
    const parts = values.only.filter(isPart);
    if (parts.length < values.only.length) throw new TypeError(`--only takes ${PARTS.join(', ')}`);
    return {
      parts,
      records: wholeNumber('records', values.records, 100, 1_000_000),
      rounds: wholeNumber('rounds', values.rounds, 1, 100),
      ms: wholeNumber('ms', values.ms, 100, 60_000),
      megabytes: wholeNumber('megabytes', values.megabytes, 1, 10_000),
      changes: wholeNumber('changes', values.changes, 1, 100_000),
      minutes: wholeNumber('minutes', values.minutes, 1, 1_000),
      redisUrl: values.redis,
      writes: wholeNumber('writes', values.writes, 2, 1_000_000),
      stories: wholeNumber('stories', values.stories, 1, 100_000),
      servers: values.servers ? process.env : undefined,
      json: values.json,
    };
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`, {
      cause: error,
    });
  }
};

await run(async () => {
  const { parts, records, rounds, ms, megabytes, changes, minutes, redisUrl, writes, stories, servers, json } =
    optionsOf();
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.versions.node}`;
  say(machine);
  const results: Record<string, unknown> = { machine };
  if (parts.includes('gateway')) {
    say(`\nGateways over ${records} records: requests for each second of processor time, medians of ${rounds}`);
    const figures = await benchGateway({ ...(await benchFolder(records, say)), rounds, ms, say });
    say(gatewayTable(figures));
    results.gateway = { records, rounds, ms, figures };
  }
  if (parts.includes('cache')) {
    say(`\nAnswers that are kept: requests for each second of processor time, medians of ${rounds}`);
    const figures = await benchCache({ ...(await benchFolder(records, say)), rounds, ms, redisUrl, say });
    say(cacheTable(figures));
    results.cache = { records, rounds, ms, figures };
  }
  if (parts.includes('visible')) {
    say(`\nHow soon a change is seen through the cache, ${changes} changes`);
    const figures = await benchVisible({ changes, redisUrl, say });
    say(visibleTable(figures));
    results.visible = { changes, figures };
  }
  if (parts.includes('rules')) {
    say(`\nWhat rules and the record predicate cost, medians of ${rounds}`);
    const price = await benchRules(rounds);
    say(rulesTable(price));
    results.rules = price;
  }
  if (parts.includes('scale')) {
    say(`\nHow time grows with what is stored, medians of ${rounds}`);
    const folders = [];
    for (const scale of SCALES) folders.push(await benchFolder(scale, say));
    const grown = await benchScale(folders, { rounds, ms });
    say(scaleTable(grown, folders));
    results.scale = { scales: SCALES, grown };
  }
  if (parts.includes('import')) {
    say(`\nReading an export of ${megabytes} MB`);
    const imported = await benchImport(megabytes * 1_000_000, say);
    say(importTable(imported));
    results.import = imported;
  }
  if (parts.includes('views')) {
    say('\nThe schemas of views, kept in one process');
    const figures = await benchViews();
    say(viewsTable(figures));
    results.views = figures;
  }
  if (parts.includes('writes')) {
    say('\nWriting, from the yes to every place where it is seen');
    const figures = await benchWrites({ writes, stories, servers, say });
    say(writesTable(figures));
    results.writes = figures;
  }
  if (parts.includes('memory')) {
    say(`\nWhat a process holds that gives kept answers as fast as it can, for ${minutes} min each`);
    const figures = await benchMemory({ ...(await benchFolder(records, say)), minutes, redisUrl, say });
    say(memoryTable(figures));
    results.memory = { records, minutes, figures };
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
});
