import { hash } from 'node:crypto';
import { z } from 'zod';
import { ConditionFailed, type Item, type Records, type TableDefinition } from '../platform/records/port.ts';
import { ImportError } from './errors.ts';
import { emptyTotals, totalsSchema } from './totals.ts';

/** How far each export has come: one item for each file and way of importing it. */
export const importTable: TableDefinition = { name: 'imports', indexes: [], feed: false };

const SHAPE = 1;

const place = z.object({ offset: z.number().int().nonnegative(), line: z.number().int().positive() });

const shardSchema = z.object({
  v: z.literal(SHAPE),
  version: z.number().int().positive(),
  state: z.enum(['running', 'done']),
  runId: z.string(),
  file: z.string(),
  sha256: z.string(),
  /** Where to go on: the first byte after the last element that is done with. */
  place,
  totals: totalsSchema,
  remarks: z.record(z.string(), z.number().int().nonnegative()),
  /** How long the files of quarantine and report were then, in bytes. */
  lengths: z.object({ quarantine: z.number().int(), report: z.number().int() }),
  updatedAt: z.string(),
});

/** What a shard's item says beside how it is kept. */
export type Checkpoint = Pick<z.infer<typeof shardSchema>, 'place' | 'totals' | 'remarks' | 'lengths'>;

/** A file on its way. */
export interface Shard {
  /** The run that began it. */
  readonly runId: string;
  /** Where it stands: at the file's beginning, or where an import that was broken off had come to. */
  readonly from: Checkpoint;
  readonly resumed: boolean;
  /** @throws {@link ImportError} `BUSY` where another process goes on with the same file. */
  checkpoint(at: Checkpoint): Promise<void>;
  finish(at: Checkpoint): Promise<void>;
}

/** The beginning of a file. */
export const beginning = (): Checkpoint => ({
  place: { offset: 0, line: 1 },
  totals: emptyTotals(),
  remarks: {},
  lengths: { quarantine: 0, report: 0 },
});

/** What makes an import of a file another one: the file's own hash, and all that decides its records. */
export interface ShardKey {
  readonly sha256: string;
  readonly file: string;
  readonly decides: unknown;
}

/** Opens the shard of a file: goes on where it was broken off, and begins anew where it was finished. */
export const openShard = async (
  records: Records,
  key: ShardKey,
  options: { readonly runId: string; readonly now: () => number; readonly signal?: AbortSignal | undefined },
): Promise<Shard> => {
  const { signal } = options;
  const pk = `FILE#${hash('sha256', JSON.stringify([key.sha256, key.decides]), 'hex')}`;
  const address = { table: importTable.name, pk, sk: 'SHARD' };
  const [item] = await records.getMany([address], { consistent: true, signal });
  const stored = item === undefined ? undefined : shardSchema.parse(item);
  const resumed = stored?.state === 'running';
  const runId = resumed ? stored.runId : options.runId;
  let version = stored?.version ?? 0;

  const write = async (state: 'running' | 'done', at: Checkpoint): Promise<void> => {
    const next: Item = {
      pk,
      sk: 'SHARD',
      v: SHAPE,
      version: version + 1,
      state,
      runId,
      file: key.file,
      sha256: key.sha256,
      place: at.place,
      totals: at.totals,
      remarks: at.remarks,
      lengths: at.lengths,
      updatedAt: new Date(options.now()).toISOString(),
    };
    const condition = version === 0 ? ({ kind: 'absent' } as const) : ({ kind: 'versionIs', version } as const);
    try {
      await records.transact(
        [{ kind: 'put', table: importTable.name, item: next, when: { name: 'ledgerUnchanged', condition } }],
        {
          signal,
        },
      );
      version += 1;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      throw new ImportError(
        'BUSY',
        `${key.file}: another process is importing the same file: wait for it, or end it first`,
        { cause: error },
      );
    }
  };

  return {
    runId,
    from: resumed
      ? { place: stored.place, totals: stored.totals, remarks: stored.remarks, lengths: stored.lengths }
      : beginning(),
    resumed,
    checkpoint: (at) => write('running', at),
    finish: (at) => write('done', at),
  };
};
