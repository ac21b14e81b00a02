import { describe, expect, it } from 'vitest';
import { slotOf } from '../../../../../platform/cache/redis/reader/slots.ts';

describe("a key's slot in a cluster", () => {
  it('is as the specification says', () => {
    expect(slotOf('123456789')).toBe(0x31c3);
    expect(slotOf('')).toBe(0);
  });

  it('is that of the part in braces', () => {
    expect(slotOf('{user1000}.following')).toBe(slotOf('user1000'));
    expect(slotOf('foo{{bar}}zap')).toBe(slotOf('{bar'));
    expect(slotOf('foo{bar}{zap}')).toBe(slotOf('bar'));
  });

  it('is that of the whole where nothing is in braces', () => {
    const whole = new Set(['foo{}{bar}', 'foo{bar', 'foo}bar{', 'foobar'].map(slotOf));
    expect(whole.size).toBe(4);
    expect(whole).not.toContain(slotOf('bar'));
  });
});
