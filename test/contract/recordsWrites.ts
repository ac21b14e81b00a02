import * as fc from 'fast-check';
import { describe, expect } from 'vitest';
import { type Condition, ConditionFailed, type Item, type Operation } from '../../platform/records/port.ts';
import { naming, type RecordsContract, read, refusal } from './recordsSubject.ts';
import { put } from './recordsTables.ts';

const key = { table: 'things', pk: 'a', sk: 'b' };
const named = (name: string, condition: Condition) => ({ name, condition });

/** What is said of writing. */
export function recordsWrites({ it, make }: RecordsContract): void {
  describe('conditions', () => {
    const cases: readonly { condition: Condition; of: Item | undefined; holds: boolean }[] = [
      { condition: { kind: 'absent' }, of: undefined, holds: true },
      { condition: { kind: 'absent' }, of: { pk: 'a', sk: 'b' }, holds: false },
      { condition: { kind: 'exists' }, of: undefined, holds: false },
      { condition: { kind: 'exists' }, of: { pk: 'a', sk: 'b' }, holds: true },
      { condition: { kind: 'versionIs', version: 3 }, of: undefined, holds: false },
      { condition: { kind: 'versionIs', version: 3 }, of: { pk: 'a', sk: 'b', version: 3 }, holds: true },
      { condition: { kind: 'versionIs', version: 3 }, of: { pk: 'a', sk: 'b', version: 4 }, holds: false },
      { condition: { kind: 'versionIs', version: 3 }, of: { pk: 'a', sk: 'b', version: '3' }, holds: false },
      {
        condition: { kind: 'equals', attribute: 'state', value: 'QUEUED' },
        of: { pk: 'a', sk: 'b', state: 'QUEUED' },
        holds: true,
      },
      {
        condition: { kind: 'equals', attribute: 'state', value: 'QUEUED' },
        of: { pk: 'a', sk: 'b', state: 'DONE' },
        holds: false,
      },
      {
        condition: { kind: 'equals', attribute: 'a.b #c', value: true },
        of: { pk: 'a', sk: 'b', 'a.b #c': true },
        holds: true,
      },
      { condition: { kind: 'equals', attribute: 'gone', value: null }, of: { pk: 'a', sk: 'b' }, holds: false },
      {
        condition: { kind: 'equals', attribute: 'gone', value: null },
        of: { pk: 'a', sk: 'b', gone: null },
        holds: true,
      },
      { condition: { kind: 'equals', attribute: 'n', value: 0 }, of: { pk: 'a', sk: 'b', n: false }, holds: false },
    ];
    for (const { condition, of, holds } of cases) {
      it(`${JSON.stringify(condition)} ${holds ? 'holds' : 'does not hold'} of ${JSON.stringify(of) ?? 'no item'}`, async () => {
        await using subject = await make();
        const { records } = subject;
        if (of !== undefined) await records.transact([{ kind: 'put', table: 'things', item: of }]);
        const call = records.transact([put('things', 'a', 'b', { written: true }, named('the condition', condition))]);
        if (holds) {
          await call;
          expect(await read(records, 'things', 'a', 'b')).toEqual({ pk: 'a', sk: 'b', written: true });
        } else {
          expect(await refusal(call)).toMatchObject({ failed: [{ operation: 0, name: 'the condition', item: of }] });
          expect(await read(records, 'things', 'a', 'b')).toEqual(of);
        }
      });
    }

    it('anyOf holds when one of its conditions does, and needs at least one', async () => {
      await using subject = await make();
      const { records } = subject;
      const either = (version: number) =>
        named('new or this version', {
          kind: 'anyOf',
          conditions: [{ kind: 'absent' }, { kind: 'versionIs', version }],
        });
      await records.transact([put('things', 'a', 'b', { version: 1 }, either(7))]);
      await records.transact([put('things', 'a', 'b', { version: 2 }, either(1))]);
      expect(await refusal(records.transact([put('things', 'a', 'b', { version: 9 }, either(1))]))).toBeInstanceOf(
        ConditionFailed,
      );
      const empty = records.transact([put('things', 'a', 'b', {}, named('none', { kind: 'anyOf', conditions: [] }))]);
      expect(await refusal(empty)).toMatchObject({ code: 'INVALID', message: naming('anyOf') });
    });
  });

  describe('transact', () => {
    it('names each failed condition with the item that stood in its way, and writes nothing in any table', async () => {
      await using subject = await make();
      const { records } = subject;
      const standing = { pk: 'a', sk: 'b', version: 7, bytes: new Uint8Array([1, 2]) };
      await records.transact([{ kind: 'put', table: 'things', item: standing }, put('plain', 'there', '1')]);
      const call = records.transact([
        put('plain', 'new', '1'),
        put('things', 'a', 'b', { version: 8 }, named('version is 6', { kind: 'versionIs', version: 6 })),
        { kind: 'delete', key: { table: 'plain', pk: 'x', sk: 'y' }, when: named('was there', { kind: 'exists' }) },
        { kind: 'check', key: { table: 'plain', pk: 'there', sk: '1' }, when: named('is there', { kind: 'exists' }) },
      ]);
      const error = await refusal(call);
      expect(error).toBeInstanceOf(ConditionFailed);
      expect(error).toMatchObject({
        code: 'CONDITION_FAILED',
        retryable: false,
        message: 'condition not met: version is 6, was there',
        failed: [
          { operation: 1, name: 'version is 6', item: standing },
          { operation: 2, name: 'was there', item: undefined },
        ],
      });
      expect(await read(records, 'plain', 'new', '1')).toBeUndefined();
      expect(await read(records, 'things', 'a', 'b')).toEqual(standing);
    });

    it('writes put, update, delete and check over several tables at once', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'old', '1'), put('plain', 'n', '1', { n: 1 }), put('plain', 'c', '1')]);
      await records.transact([
        put('things', 'new', '1', { here: true }),
        { kind: 'update', key: { table: 'plain', pk: 'n', sk: '1' }, add: { n: 1 } },
        { kind: 'delete', key: { table: 'things', pk: 'old', sk: '1' } },
        { kind: 'check', key: { table: 'plain', pk: 'c', sk: '1' }, when: named('c', { kind: 'exists' }) },
      ]);
      expect(await read(records, 'things', 'new', '1')).toEqual({ pk: 'new', sk: '1', here: true });
      expect(await read(records, 'plain', 'n', '1')).toEqual({ pk: 'n', sk: '1', n: 2 });
      expect(await read(records, 'things', 'old', '1')).toBeUndefined();
    });

    it('an update sets, removes and adds, and makes the item where there is none', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([{ kind: 'update', key, set: { name: 'x', list: [1] }, add: { count: 2 } }]);
      expect(await read(records, 'things', 'a', 'b')).toEqual({ pk: 'a', sk: 'b', name: 'x', list: [1], count: 2 });
      await records.transact([
        { kind: 'update', key, set: { list: { a: 1 } }, remove: ['name', 'never'], add: { count: -5, other: 0 } },
      ]);
      expect(await read(records, 'things', 'a', 'b')).toEqual({
        pk: 'a',
        sk: 'b',
        list: { a: 1 },
        count: -3,
        other: 0,
      });
      const strict = records.transact([
        { kind: 'update', key: { ...key, sk: 'c' }, set: { n: 1 }, when: named('there', { kind: 'exists' }) },
      ]);
      expect(await refusal(strict)).toBeInstanceOf(ConditionFailed);
      expect(await read(records, 'things', 'a', 'c')).toBeUndefined();
    });

    it('refuses an update that adds to what is no number, or fractions, or touches the key, or names something twice', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 'b', { word: 'x' })]);
      const asked = (update: object) =>
        refusal(records.transact([{ kind: 'update', key, ...update }])).then((e) => e.code);
      expect(await asked({ add: { word: 1 } })).toBe('INVALID');
      expect(await asked({ add: { n: 0.5 } })).toBe('INVALID');
      expect(await asked({ set: { sk: 'c' } })).toBe('INVALID');
      expect(await asked({ set: { n: 1 }, remove: ['n'] })).toBe('INVALID');
      expect(await asked({})).toBe('INVALID');
      expect(await read(records, 'things', 'a', 'b')).toEqual({ pk: 'a', sk: 'b', word: 'x' });
    });

    it('refuses two operations on one item, and none at all', async () => {
      await using subject = await make();
      const { records } = subject;
      const twice = await refusal(records.transact([put('things', 'a', 'b'), { kind: 'delete', key }]));
      expect(twice).toMatchObject({ code: 'INVALID', message: naming('things a/b') });
      expect(await refusal(records.transact([]))).toMatchObject({ code: 'INVALID' });
    });

    it('refuses what no store gives back, naming the attribute', async () => {
      await using subject = await make();
      const { records } = subject;
      const asked = (attributes: object) => refusal(records.transact([put('things', 'a', 'b', { ...attributes })]));
      const invalid = (name: string) => ({ code: 'INVALID', message: naming(name) });
      expect(await asked({ deep: { list: [1, undefined] } })).toMatchObject(invalid('deep.list[1]'));
      expect(await asked({ when: new Date(0) })).toMatchObject(invalid('when'));
      expect(await asked({ n: Number.NaN })).toMatchObject(invalid('n'));
      expect(await asked({ n: 1e200 })).toMatchObject(invalid('n'));
      expect(await asked({ half: 'x\ud800' })).toMatchObject(invalid('half'));
      expect(await asked({ listPk: 7 })).toMatchObject(invalid('listPk'));
      expect(await asked({ listSk: '' })).toMatchObject(invalid('listSk'));
    });
  });

  describe('races', () => {
    it('of those asked for at once, each holds whole or fails alone, seen at once or half done', async () => {
      await using subject = await make();
      const { records } = subject;
      const writers = Array.from({ length: 12 }, (_, writer) => writer);
      const item = (name: string, writer: number) => ({ table: 'things', pk: 'a', sk: `${name}${writer}` });
      await records.transact(writers.map((writer) => put('things', 'a', `word${writer}`, { word: 'x' })));
      /** By the writer: it holds; a condition fails before anything is written; what it adds to is no number, which shows once the first is. */
      const between = (writer: number): readonly Operation[] => {
        if (writer % 3 === 0) return [];
        if (writer % 3 === 1)
          return [{ kind: 'check', key: item('nowhere', writer), when: named('there', { kind: 'exists' }) }];
        return [{ kind: 'update', key: item('word', writer), add: { word: 1 } }];
      };
      const outcomes = await Promise.all(
        writers.map((writer) =>
          records
            .transact([
              put('things', 'a', `first${writer}`, { writer }),
              ...between(writer),
              put('things', 'a', `second${writer}`, { writer }),
            ])
            .then(
              () => 'held',
              (cause: unknown) => cause,
            ),
        ),
      );
      for (const writer of writers) {
        const expected = ['held', { failed: [{ name: 'there' }] }, { code: 'INVALID' }][writer % 3];
        if (expected === 'held') expect(outcomes[writer]).toBe(expected);
        else expect(outcomes[writer]).toMatchObject(expected ?? {});
        for (const name of ['first', 'second']) {
          const { table, pk, sk } = item(name, writer);
          expect(await read(records, table, pk, sk)).toEqual(expected === 'held' ? { pk, sk, writer } : undefined);
        }
      }
    });

    it('of many who create one item, one wins and the others see its item', async () => {
      await using subject = await make();
      const other = await subject.another();
      const writers = Array.from({ length: 30 }, (_, writer) =>
        (writer % 2 === 0 ? subject.records : other)
          .transact([put('things', 'a', 'b', { writer }, named('first', { kind: 'absent' }))])
          .then(() => writer, refused),
      );
      const outcomes = await Promise.all(writers);
      const winners = outcomes.filter((outcome) => typeof outcome === 'number');
      expect(winners).toHaveLength(1);
      expect(await read(subject.records, 'things', 'a', 'b')).toMatchObject({ writer: winners[0] });
      for (const outcome of outcomes) {
        if (typeof outcome !== 'number')
          expect(outcome).toMatchObject({ failed: [{ name: 'first', item: { writer: winners[0] } }] });
      }
    });

    it('of many who raise a version, each version has one winner, and no count is lost', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 'b', { version: 0, wins: 0 })]);
      const raise = async (): Promise<number> => {
        for (let tries = 1; ; tries++) {
          const version = Number((await read(records, 'things', 'a', 'b'))?.version);
          const when = named('version', { kind: 'versionIs', version });
          const update = { kind: 'update', key, set: { version: version + 1 }, add: { wins: 1 }, when } as const;
          const outcome = await records.transact([update]).then(() => undefined, refused);
          if (outcome === undefined) return tries;
        }
      };
      await Promise.all(Array.from({ length: 20 }, raise));
      expect(await read(records, 'things', 'a', 'b')).toMatchObject({ version: 20, wins: 20 });
    });
  });

  it('random transactions leave what a map of items would hold, and are refused alike', async () => {
    await using subject = await make();
    const { records } = subject;
    await fc.assert(
      fc.asyncProperty(fc.array(transactions, { minLength: 1, maxLength: 12 }), async (all) => {
        // Each run in a partition of its own.
        const pk = `run${runs++}`;
        const model = new Map<string, Item>();
        for (const steps of all) {
          const operations = steps.map((step) => operationOf(step, pk));
          const expected = modelOutcome(model, operations);
          const outcome = await records.transact(operations).then(() => [], refused);
          expect(outcome instanceof ConditionFailed ? outcome.failed.map((one) => one.operation) : outcome).toEqual(
            expected,
          );
        }
        const page = await records.query({ table: 'things', pk, limit: 10, consistent: true });
        expect(page.items).toEqual([...model.values()].toSorted((a, b) => (a.sk < b.sk ? -1 : 1)));
      }),
      { numRuns: 40, interruptAfterTimeLimit: 20_000 },
    );
  });
}

let runs = 0;

function refused(cause: unknown): ConditionFailed {
  if (cause instanceof ConditionFailed) return cause;
  throw cause;
}

interface Step {
  readonly kind: 'put' | 'update' | 'delete' | 'check';
  readonly sk: string;
  readonly n: number;
  readonly condition: Condition | undefined;
}

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ kind: 'absent' } as const),
  fc.constant({ kind: 'exists' } as const),
  fc.nat(3).map((version) => ({ kind: 'versionIs', version }) as const),
  fc.nat(3).map((value) => ({ kind: 'equals', attribute: 'n', value }) as const),
);
const condition = fc.oneof(
  leaf,
  fc.array(leaf, { minLength: 1, maxLength: 3 }).map((conditions) => ({ kind: 'anyOf', conditions }) as const),
);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('put', 'update', 'delete', 'check'),
  sk: fc.constantFrom('1', '2', '3'),
  n: fc.nat(3),
  condition: fc.option(condition, { nil: undefined }),
});
const transactions = fc.uniqueArray(step, { minLength: 1, maxLength: 3, selector: (one) => one.sk });

function operationOf({ kind, sk, n, condition }: Step, pk: string): Operation {
  const when = condition === undefined ? undefined : named('when', condition);
  const at = { table: 'things', pk, sk };
  switch (kind) {
    case 'put':
      return { kind, table: 'things', item: { pk, sk, version: n, n }, when };
    case 'update':
      return { kind, key: at, set: { n }, add: { version: 1 }, when };
    case 'delete':
      return { kind, key: at, when };
    case 'check':
      return { kind, key: at, when: when ?? named('when', { kind: 'exists' }) };
  }
}

/** The positions of the conditions that do not hold; where all do, the model is changed. */
function modelOutcome(model: Map<string, Item>, operations: readonly Operation[]): number[] {
  const sortKey = (operation: Operation) => (operation.kind === 'put' ? operation.item.sk : operation.key.sk);
  const failed = operations.flatMap((operation, position) => {
    const held = operation.when === undefined || modelHolds(operation.when.condition, model.get(sortKey(operation)));
    return held ? [] : [position];
  });
  if (failed.length > 0) return failed;
  for (const operation of operations) {
    const sk = sortKey(operation);
    const before = model.get(sk);
    if (operation.kind === 'put') model.set(sk, operation.item);
    if (operation.kind === 'delete') model.delete(sk);
    if (operation.kind === 'update') {
      model.set(sk, {
        ...before,
        pk: operation.key.pk,
        sk,
        ...operation.set,
        version: Number(before?.version ?? 0) + 1,
      });
    }
  }
  return [];
}

function modelHolds(condition: Condition, item: Item | undefined): boolean {
  if (condition.kind === 'anyOf') return condition.conditions.some((one) => modelHolds(one, item));
  if (condition.kind === 'absent') return item === undefined;
  if (item === undefined) return false;
  if (condition.kind === 'exists') return true;
  return condition.kind === 'versionIs'
    ? item.version === condition.version
    : item[condition.attribute] === condition.value;
}
