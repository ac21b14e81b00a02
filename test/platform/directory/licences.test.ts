import { describe, expect, test } from 'vitest';
import type { Licence } from '../../../platform/directory/items.ts';
import { entitlementOf } from '../../../platform/directory/licences.ts';

const NOW = Date.parse('2026-11-02T12:00:00.000Z');
const licence = (name: string, parts: Partial<Licence> = {}): Licence => ({
  licensee: 'radio',
  id: 'l1',
  package: `courier/${name}`,
  channels: ['app'],
  from: '2026-01-01T00:00:00.000Z',
  until: null,
  delayMinutes: 0,
  ...parts,
});

describe('licences give', () => {
  test('each package once with its shortest delay, ordered by id', () => {
    const given = [licence('c'), licence('a', { delayMinutes: 9 }), licence('b'), licence('a', { delayMinutes: 5 })];
    for (const licences of [given, given.toReversed()])
      expect(entitlementOf(licences, 'app', NOW)).toEqual({
        packages: [
          { id: 'courier/a', delayMinutes: 5 },
          { id: 'courier/b', delayMinutes: 0 },
          { id: 'courier/c', delayMinutes: 0 },
        ],
        until: Number.POSITIVE_INFINITY,
      });
  });

  test('nothing outside their channels and their term, and say when that changes', () => {
    const at = (ms: number): string => new Date(NOW + ms).toISOString();
    const packages = (licences: readonly Licence[]) => {
      const { packages: given, until } = entitlementOf(licences, 'app', NOW);
      return [given.length, until - NOW];
    };
    expect(packages([licence('a', { channels: ['web'], from: at(5) })])).toEqual([0, Number.POSITIVE_INFINITY]);
    expect(packages([licence('a', { from: at(0), until: at(1) })])).toEqual([1, 1]);
    expect(packages([licence('a', { from: at(1) })])).toEqual([0, 1]);
    expect(packages([licence('a', { until: at(0) })])).toEqual([0, Number.POSITIVE_INFINITY]);
    expect(packages([licence('a', { from: at(7) }), licence('b', { until: at(9) }), licence('c')])).toEqual([2, 7]);
  });
});
