import { describe, expect, test } from 'vitest';
import { createPlaces, createReadingBudget, Overloaded } from '../../entrypoints/admission.ts';

describe('places', () => {
  test('are so many at once, and free again however the work ends', async () => {
    const places = createPlaces(2);
    const { promise, reject } = Promise.withResolvers<never>();
    const both = [places.run(() => promise), places.run(() => promise)].map((each) =>
      Promise.resolve(each).catch(String),
    );
    expect(places.isFull).toBe(true);
    expect(() => places.run(async () => 'more')).toThrow(Overloaded);
    reject(new Error('failed'));
    expect(await Promise.all(both)).toEqual(['Error: failed', 'Error: failed']);
    expect(await places.run(async () => 'again')).toBe('again');
  });

  test('that are left meanwhile are for others, and taken again where one is free', async () => {
    const places = createPlaces(1);
    const waits = Promise.withResolvers<void>();
    const others = Promise.withResolvers<void>();
    const waiting = places.run(async (place) => {
      place.leave();
      place.leave();
      await waits.promise;
      place.take();
      place.take();
      return places.isFull;
    });
    expect(places.isFull).toBe(false);
    const other = places.run(() => others.promise);
    expect(() => places.run(async () => 'more')).toThrow(Overloaded);
    waits.resolve();
    await expect(waiting).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterS: 1 });
    expect(places.isFull).toBe(true);
    others.resolve();
    await other;
    expect(
      await places.run(async (place) => {
        await Promise.resolve();
        place.leave();
        place.take();
        return places.isFull;
      }),
    ).toBe(true);
    expect(places.isFull).toBe(false);
  });

  test('are not taken by what is done at once', () => {
    const places = createPlaces(1);
    expect(places.run(() => places.run(() => 'done'))).toBe('done');
    expect(() =>
      places.run(() => {
        throw new RangeError('failed');
      }),
    ).toThrow(RangeError);
    expect(places.isFull).toBe(false);
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
