import { describe, expect, test } from 'vitest';
import { createPlaces, createReadingBudget, Overloaded } from '../../entrypoints/admission.ts';

describe('places', () => {
  test('are so many at once, and free again however the work ends', async () => {
    const places = createPlaces(2);
    const { promise, reject } = Promise.withResolvers<never>();
    const both = [places.run(() => promise), places.run(() => promise)].map((each) => each.catch(String));
    expect(places.isFull).toBe(true);
    await expect(places.run(async () => 'more')).rejects.toThrow(Overloaded);
    reject(new Error('failed'));
    expect(await Promise.all(both)).toEqual(['Error: failed', 'Error: failed']);
    expect(await places.run(async () => 'again')).toBe('again');
  });
});

describe('the budget for bodies', () => {
  test('holds so many bytes, whosever they are', () => {
    const budget = createReadingBudget(100);
    budget.take(60);
    expect(() => budget.take(41)).toThrow(Overloaded);
    budget.take(40);
    budget.give(60);
    budget.take(60);
  });
});
