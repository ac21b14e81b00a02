import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPool } from '../../../../../platform/cache/redis/reader/pool.ts';

const MB = 1024 * 1024;
const length = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 4_096, max: 2 * MB }));

describe('memory that is lent', () => {
  it('is as long as wanted, and nobody else’s until it is given back', () => {
    const steps = fc.array(fc.oneof(length, fc.record({ giveBack: fc.nat() })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (all) => {
        const pool = createPool(MB);
        const held: { readonly bytes: Buffer; readonly mark: number; readonly length: number }[] = [];
        for (const [mark, step] of all.entries()) {
          if (typeof step === 'number') {
            held.push({ bytes: pool.take(step).fill(mark), mark, length: step });
          } else {
            const [one] = held.length === 0 ? [] : held.splice(step.giveBack % held.length, 1);
            if (one) pool.giveBack(one.bytes);
          }
          for (const { bytes, mark: own, length: wanted } of held)
            expect(bytes.equals(Buffer.alloc(wanted, own))).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is used again for whoever wants about as much', () => {
    const pool = createPool(MB);
    const first = pool.take(86_600);
    pool.giveBack(first.subarray(100));
    expect(pool.take(82_000).buffer).toBe(first.buffer);
    expect(pool.take(82_000).buffer).not.toBe(first.buffer);
  });

  it('wastes a quarter of what is wanted at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4_096, max: MB }), (wanted) => {
        expect(createPool(MB).take(wanted).buffer.byteLength).toBeLessThanOrEqual(wanted * 1.25);
      }),
    );
  });

  it('goes back once, and only where it came from', () => {
    const pool = createPool(MB);
    const lent = pool.take(5_000);
    pool.giveBack(lent);
    pool.giveBack(lent);
    pool.giveBack(Buffer.alloc(5_000));
    const next = [pool.take(5_000), pool.take(5_000)];
    expect(new Set(next.map(({ buffer }) => buffer)).size).toBe(2);
    expect(next.filter(({ buffer }) => buffer === lent.buffer)).toHaveLength(1);
  });

  it('is held within a bound while nobody uses it', () => {
    const pool = createPool(3 * 65_536);
    const lent = Array.from({ length: 4 }, () => pool.take(65_536));
    for (const bytes of lent) pool.giveBack(bytes);
    const known = new Set(lent.map(({ buffer }) => buffer));
    expect(Array.from({ length: 4 }, () => pool.take(65_536)).filter(({ buffer }) => known.has(buffer))).toHaveLength(
      1,
    );
  });
});
