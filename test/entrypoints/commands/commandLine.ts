import type { CommandParts } from '../../../entrypoints/commands/command.ts';
import type { Archive, Desk } from '../../../entrypoints/commands/desk.ts';
import { dispatch } from '../../../entrypoints/commands/dispatch.ts';
import { nouns } from '../../../entrypoints/commands/nouns.ts';
import { settleCommand } from '../../../entrypoints/commands/settleCommand.ts';
import { createCdnTags } from '../../../gateway/cache/cdnTags.ts';
import type { ApiKeys } from '../../../gateway/identity/apiKey.ts';
import { createApiKeys } from '../../../gateway/identity/apiKey.ts';
import { createDirectoryChanges } from '../../../platform/directory/changes.ts';
import { createRegister } from '../../../platform/directory/register.ts';
import { createDirectory } from '../../../platform/directory.ts';
import { OperatorError } from '../../../platform/errors.ts';
import { randomId } from '../../../platform/ids.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { builtInViews } from '../../../platform/views.ts';
import { createCollectionStore } from '../../../subgraphs/content/collectionStore.ts';
import { predicateFor } from '../../../subgraphs/visibleTo.ts';
import { NOW } from '../../support/builders.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';

/** What a command said: its answer, and what it noted beside it. */
export interface Said {
  readonly out: string;
  readonly notes: string;
  /** Why the process ends with 1 though there is an answer. */
  readonly failures: readonly string[];
}

/** The command line over a {@link World}, with a clock of its own, and beside it a gateway's keys that remember as long as a server's do. */
export interface CommandLine extends AsyncDisposable {
  readonly world: World;
  readonly desk: Desk;
  /** A server's. */
  readonly apiKeys: ApiKeys;
  /** Moves the clock on, by milliseconds. */
  advance(ms: number): void;
  /** What happens wherever a command waits: other processes go on. */
  meanwhile(step: () => Promise<unknown>): void;
  /** Runs a command as it would be typed. */
  run(line: string, parts?: Partial<CommandParts>): Promise<Said>;
  /** The answer of a command as JSON. */
  json(line: string): Promise<unknown>;
  /** The line with which a command is refused. */
  refusal(line: string): Promise<string>;
  /** A key as `keys add` prints it, with its id. */
  key(line: string): Promise<{ readonly id: string; readonly key: string }>;
  /** Whether a key sees a record now, as a server decides it. */
  sees(key: string, record: string): Promise<boolean>;
}

const SECRET = 'a secret that is long enough for everything';

const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** Opens a {@link CommandLine}. `archive` may put other backends in the place of the world's. */
export const openCommandLine = async (
  archive: (whole: Archive) => Archive = (whole) => whole,
): Promise<CommandLine> => {
  const world = await openWorld();
  const { records } = world;
  let time = NOW;
  let step: () => Promise<unknown> = async () => undefined;
  const now = (): number => time;
  const views = builtInViews;
  const open = () => createDirectory({ records, now, views });
  const by = 'ann@desk';
  const desk: Desk = {
    records,
    // A command is a process of its own and remembers nothing.
    get directory() {
      return open();
    },
    register: createRegister(records),
    by,
    changes: createDirectoryChanges({ records, now, newId: randomId, by, views: open().views }),
    issuer: (store) => createApiKeys({ secret: SECRET, directory: { ...open(), createKey: store }, now }),
    cdnTags: createCdnTags(SECRET),
    now,
    wait: async () => void (await step()),
    newId: randomId,
    archive: async () =>
      archive({
        records,
        objects: world.objects,
        search: world.search,
        describers: world.describers,
        contentStore: world.store,
        mediaStore: world.mediaStore,
        collections: createCollectionStore(world),
        sharedCache: undefined,
        processesKeep: true,
        edge: undefined,
        deadLetters: world.writes.deadLetters,
        settle: (command) =>
          settleCommand(command, {
            writes: world.writes,
            now,
            newId: randomId,
            wait: () => new Promise((resolve) => setImmediate(resolve)),
            signal: new AbortController().signal,
          }),
        log: silentLog,
        receipts: world.writes.receipts,
        indexed: () => world.index(),
      }),
  };
  const apiKeys = createApiKeys({ secret: SECRET, directory: open(), now });

  const run: CommandLine['run'] = async (line, parts) => {
    const out: string[] = [];
    const notes: string[] = [];
    const failures: string[] = [];
    await dispatch(nouns, words(line), {
      say: (text) => out.push(text),
      note: (text) => notes.push(text),
      fail: (text) => failures.push(text),
      desk: async () => desk,
      signal: new AbortController().signal,
      env: {},
      ...parts,
    });
    return { out: out.join('\n'), notes: notes.join('\n'), failures };
  };
  return {
    world,
    desk,
    apiKeys,
    advance: (ms) => {
      time += ms;
    },
    meanwhile: (next) => {
      step = next;
    },
    run,
    json: async (line) => {
      const answer: unknown = JSON.parse((await run(`${line} --json`)).out);
      return answer;
    },
    refusal: async (line) => {
      try {
        return `not refused: ${(await run(line)).out}`;
      } catch (error) {
        if (error instanceof OperatorError) return error.message;
        throw error;
      }
    },
    key: async (line) => {
      const { out } = await run(line);
      return { key: out, id: out.split('_')[1] ?? '' };
    },
    sees: async (key, record) => {
      const viewer = (await apiKeys.callerOf([key])).viewer;
      const [content] = await world.store.metas([record], { consistent: true });
      const [media] = await world.mediaStore.metas([record], { consistent: true });
      return [content, media].some(
        (meta) => meta && !(meta instanceof Error) && meta.live && predicateFor(viewer, time)(meta),
      );
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
};
