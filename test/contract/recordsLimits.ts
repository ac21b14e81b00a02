import { describe, expect } from 'vitest';
import { naming, type RecordsContract, read, refusal } from './recordsSubject.ts';
import { put } from './recordsTables.ts';

const itemBytes = 400 * 1024;

/** An attribute `x` that fills an item of these keys (one byte each, with their names four more) to `bytes`. */
const filling = (bytes: number) => ({ x: 'y'.repeat(bytes - 'pk'.length - 'sk'.length - 2 - 'x'.length) });

/** What is refused for its size: in every adapter at the same one. */
export function recordsLimits({ it, make }: RecordsContract): void {
  describe('limits', () => {
    it('an item holds 400 KB and not a byte more, its names and keys counted', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 'b', filling(itemBytes))]);
      expect(await read(records, 'things', 'a', 'b')).toMatchObject(filling(itemBytes));
      const more = await refusal(records.transact([put('things', 'a', 'c', filling(itemBytes + 1))]));
      expect(more).toMatchObject({
        code: 'TOO_LARGE',
        retryable: false,
        message: naming('things a/c'),
      });
    });

    it('characters count as their UTF-8 bytes, bytes as themselves', async () => {
      await using subject = await make();
      const { records } = subject;
      const room = itemBytes - 7;
      await records.transact([put('plain', 'a', 'b', { x: `${'ß'.repeat(room / 2 - 1)}yy`.slice(0, room) })]);
      await records.transact([put('plain', 'a', 'b', { x: new Uint8Array(room) })]);
      const letters = records.transact([put('plain', 'a', 'b', { x: 'ß'.repeat(room / 2 + 1) })]);
      expect(await refusal(letters)).toMatchObject({ code: 'TOO_LARGE' });
      const bytes = records.transact([put('plain', 'a', 'b', { x: new Uint8Array(room + 1) })]);
      expect(await refusal(bytes)).toMatchObject({ code: 'TOO_LARGE' });
    });

    it('an update that would make an item too large changes nothing', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 'b', filling(itemBytes - 100))]);
      const key = { table: 'things', pk: 'a', sk: 'b' };
      const call = records.transact([{ kind: 'update', key, set: { more: 'y'.repeat(200) } }]);
      expect(await refusal(call)).toMatchObject({ code: 'TOO_LARGE' });
      expect(await read(records, 'things', 'a', 'b')).toEqual({ pk: 'a', sk: 'b', ...filling(itemBytes - 100) });
    });

    it('a transaction holds 100 operations and not one more', async () => {
      await using subject = await make();
      const { records } = subject;
      const operations = Array.from({ length: 101 }, (_, n) => put('plain', 'p', `${n}`));
      expect(await refusal(records.transact(operations))).toMatchObject({ code: 'TOO_LARGE' });
      expect((await records.query({ table: 'plain', pk: 'p', limit: 1 })).items).toEqual([]);
      await records.transact(operations.slice(1));
      expect((await records.query({ table: 'plain', pk: 'p', limit: 200, consistent: true })).items).toHaveLength(100);
    });

    it('a transaction holds 4 MB and not a byte more', async () => {
      await using subject = await make();
      const { records } = subject;
      const whole = Array.from({ length: 10 }, (_, n) => put('plain', 'p', `${n}`, filling(itemBytes)));
      const rest = 4 * 1024 * 1024 - 10 * itemBytes;
      await records.transact([...whole, put('plain', 'q', 'r', filling(rest))]);
      const more = records.transact([...whole, put('plain', 'q', 's', filling(rest + 1))]);
      expect(await refusal(more)).toMatchObject({ code: 'TOO_LARGE' });
      expect(await read(records, 'plain', 'q', 's')).toBeUndefined();
    });

    it('keys hold 2 048 and 1 024 bytes and not one more', async () => {
      await using subject = await make();
      const { records } = subject;
      const [pk, sk] = ['p'.repeat(2048), 's'.repeat(1024)];
      await records.transact([put('plain', pk, sk, { n: 1 })]);
      expect(await read(records, 'plain', pk, sk)).toMatchObject({ n: 1 });
      expect(await refusal(records.transact([put('plain', `${pk}p`, sk)]))).toMatchObject({ code: 'TOO_LARGE' });
      expect(await refusal(records.transact([put('plain', pk, `${sk}s`)]))).toMatchObject({ code: 'TOO_LARGE' });
    });

    it('values nest 32 levels and not one more', async () => {
      await using subject = await make();
      const { records } = subject;
      const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });
      const asked = (levels: number) => records.transact([put('plain', 'a', 'b', { x: { ...nested(levels) } })]);
      await asked(30);
      expect(await refusal(asked(40))).toMatchObject({ code: 'INVALID', message: naming('32') });
    });
  });
}
