import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AnswerError } from '../../platform/errors.ts';
import type { Receipt } from '../../writes/receipt.ts';
import { idOf } from '../support/builders.ts';
import { mortal } from './killed.ts';
import type { Line } from './line.ts';
import { openLine, settleAll, submitTo, turn } from './line.ts';
import { noteCommand, readNote } from './notes.ts';

const NOTES = [idOf('a'), idOf('b'), idOf('c')];

/** One thing that happens. Every write has a value of its own, so that a second effect of it would show. */
type Happening =
  | { readonly what: 'write'; readonly note: number; readonly expects: number | 'absent'; readonly erases: boolean }
  | { readonly what: 'again'; readonly write: number }
  | { readonly what: 'deliver' }
  | { readonly what: 'duplicate'; readonly write: number }
  | { readonly what: 'pass'; readonly seconds: number }
  | { readonly what: 'kill'; readonly after: number; readonly when: 'before' | 'after' }
  | { readonly what: 'sweep' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('write' as const),
      note: fc.nat({ max: NOTES.length - 1 }),
      expects: fc.oneof(fc.constant('absent' as const), fc.integer({ min: 1, max: 4 })),
      erases: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('again' as const), write: fc.nat({ max: 20 }) }) },
  { weight: 4, arbitrary: fc.constant({ what: 'deliver' as const }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('duplicate' as const), write: fc.nat({ max: 20 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('kill' as const),
      after: fc.nat({ max: 20 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'sweep' as const }) },
);

/** What was handed in, and whether anyone was told that it was taken. */
interface Write {
  readonly key: string;
  readonly value: string;
  readonly note: string;
  readonly command: ReturnType<typeof noteCommand>;
  id: string | undefined;
}

const play = async (line: Line, happenings: readonly Happening[]): Promise<Write[]> => {
  const writes: Write[] = [];
  let process = line.process();
  let doomed: ReturnType<typeof mortal> | undefined;
  const attempt = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      // Told that it was not taken, or told nothing.
      if (!doomed?.dead && !(error instanceof AnswerError)) throw error;
    }
    if (!doomed?.dead) return;
    doomed = undefined;
    process = line.process();
  };
  const submit = (write: Write): Promise<void> =>
    attempt(async () => {
      const submitted = await submitTo(process, line, write.command, write.key);
      if ('receipt' in submitted) write.id = submitted.receipt.id;
    });

  for (const each of happenings)
    switch (each.what) {
      case 'write': {
        const key = `key ${writes.length}`;
        const value = `value ${writes.length}`;
        const note = NOTES[each.note] ?? '';
        const kind = each.erases && each.expects !== 'absent' ? 'erase' : 'write';
        const write = {
          key,
          value,
          note,
          command: noteCommand(note, value, { expects: each.expects, kind }),
          id: undefined,
        };
        writes.push(write);
        await submit(write);
        break;
      }
      case 'again': {
        const write = writes[each.write];
        if (write) await submit(write);
        break;
      }
      case 'deliver':
        await attempt(async () => void (await turn(process, line.queue)));
        break;
      case 'duplicate': {
        const write = writes[each.write];
        if (write?.id) {
          const deduplicationId = `${write.id}:again-${line.now()}`;
          await line.queue.send([{ body: write.id, group: 'another group', deduplicationId }]);
        }
        break;
      }
      case 'pass':
        line.pass(each.seconds * 1_000);
        break;
      case 'kill':
        doomed = mortal(each.after, each.when);
        process = line.process(doomed.meddle);
        break;
      case 'sweep':
        await attempt(() => process.sweep(new AbortController().signal));
        break;
    }
  await settleAll(line.process(), line);
  return writes;
};

/** What the receipts say was done to a note, in order, is what the note says. */
const expectTrue = async (line: Line, writes: readonly Write[]): Promise<void> => {
  const { receipts } = line.process();
  const settled: { write: Write; receipt: Receipt }[] = [];
  for (const write of writes) {
    const receipt = write.id === undefined ? undefined : await receipts.get(write.id);
    // Acknowledged: it has come to an end, and its receipt says which.
    if (write.id !== undefined) expect(receipt?.state).toMatch(/APPLIED|REJECTED/);
    if (receipt) settled.push({ write, receipt });
  }
  for (const note of NOTES) {
    const stored = await readNote(line.records, note);
    const applied = settled
      .filter(({ write, receipt }) => write.note === note && receipt.state === 'APPLIED')
      .sort((one, other) => (one.receipt.version ?? 0) - (other.receipt.version ?? 0));
    const history = stored?.history ?? [];
    // Every version has one value, and what was acknowledged as applied stands where its receipt says. What nobody was told of may be there too, once.
    expect(history).toHaveLength(stored?.version ?? 0);
    for (const { write, receipt } of applied)
      expect(history[(receipt.version ?? 0) - 1]).toBe(write.command.kind === 'erase' ? '' : write.value);
    const values = history.filter((value) => value !== '');
    expect(new Set(values).size).toBe(values.length);
    expect(new Set(applied.map(({ receipt }) => receipt.version)).size).toBe(applied.length);
  }
};

it('does every acknowledged command once and tells the truth of it, whatever happens in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 30 }), async (happenings) => {
      await using line = await openLine();
      await expectTrue(line, await play(line, happenings));
    }),
    { numRuns: 50 },
  );
});
