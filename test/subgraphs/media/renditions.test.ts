import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkLife } from '../../../subgraphs/media/links.ts';
import type { RenditionAddress } from '../../../subgraphs/media/renditions.ts';
import { boxOf, createRenditionAddresses, LADDER, widthsFor } from '../../../subgraphs/media/renditions.ts';
import { asset, idOf } from '../../support/builders.ts';

const MINUTE = 60_000;
const ratios = { SQUARE: 1, LANDSCAPE: 4 / 3, PORTRAIT: 3 / 4, WIDE: 16 / 9 } as const;
const anyCrop = fc.constantFrom('SQUARE', 'LANDSCAPE', 'PORTRAIT', 'WIDE');
const side = fc.integer({ min: 1, max: 12_000 });
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

test('a link ends on the quarter of an hour, 5 to 20 minutes away, and equal moments of a quarter give equal links', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (now) => {
      const { startsAt, expiresAt } = linkLife(now);
      expect(expiresAt % (15 * MINUTE)).toBe(0);
      expect(expiresAt - now).toBeGreaterThanOrEqual(5 * MINUTE);
      expect(expiresAt - now).toBeLessThan(20 * MINUTE);
      expect(startsAt).toBeLessThanOrEqual(now);
      expect(linkLife(expiresAt - 5 * MINUTE)).toEqual({ startsAt, expiresAt });
    }),
  );
});

describe('a crop', () => {
  test('lies within the picture, has its shape, is as large as it can be and holds the focal point', () => {
    fc.assert(
      fc.property(anyCrop, side, side, fraction, fraction, (crop, width, height, x, y) => {
        const box = boxOf(crop, { width, height, focalPoint: { x, y } });
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(width);
        expect(box.top + box.height).toBeLessThanOrEqual(height);
        expect(box.width >= width || box.height >= height).toBe(true);
        // To the pixel that rounding takes or gives.
        expect(Math.abs(box.width - box.height * ratios[crop])).toBeLessThanOrEqual(2);
        expect(x * width).toBeGreaterThanOrEqual(box.left - 1);
        expect(x * width).toBeLessThanOrEqual(box.left + box.width + 1);
        expect(y * height).toBeGreaterThanOrEqual(box.top - 1);
        expect(y * height).toBeLessThanOrEqual(box.top + box.height + 1);
      }),
    );
  });

  test('without a focal point is the middle; the original shape is the whole', () => {
    expect(boxOf('SQUARE', { width: 1200, height: 800 })).toEqual({ left: 200, top: 0, width: 800, height: 800 });
    expect(boxOf('ORIGINAL', { width: 1200, height: 800, focalPoint: { x: 0, y: 0 } })).toEqual({
      left: 0,
      top: 0,
      width: 1200,
      height: 800,
    });
  });
});

describe('widths', () => {
  test.each([
    [1200, undefined, [160, 320, 480, 640, 960]],
    [5000, undefined, [...LADDER]],
    [100, undefined, [100]],
    [1200, [1, 160, 161, 5000], [160, 320, 960]],
    [1200, [800], [960]],
    [1200, [1000], [960]],
    [100, [50, 640], [100]],
    [1200, [], []],
  ])('of a picture %i wide, asked for %j, are %j', (available, asked, widths) => {
    expect(widthsFor(available, asked)).toEqual(widths);
  });
});

describe('addresses', () => {
  const addresses = createRenditionAddresses({ secret: 'a secret', baseUrl: 'https://media.example/renditions' });
  const split = ({ url }: RenditionAddress): [string, string] => {
    const { pathname, search } = new URL(url);
    return [pathname.replace('/renditions', ''), search.slice(1)];
  };
  const picture = asset('picture', { focalPoint: { x: 0.2, y: 0.3 } });
  const only = (parts = {}, crop: 'WIDE' | 'SQUARE' = 'WIDE'): RenditionAddress => {
    const [address] = addresses.of({ ...picture, ...parts }, crop, [320], 'AVIF');
    if (!address) throw new Error('there is no address');
    return address;
  };

  test('are read back as what they were made for, and stay the same', () => {
    const address = only();
    expect(address).toMatchObject({ width: 320, height: 180, contentType: 'image/avif' });
    expect(addresses.read(...split(address))).toEqual({
      id: idOf('picture'),
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
      crop: 'WIDE',
      width: 320,
      format: 'AVIF',
    });
    expect(only()).toEqual(address);
  });

  test('are others for other bytes and another focal point, not for another caption', () => {
    const { url } = only();
    expect(only({ checksum: 'd'.repeat(64) }).url).not.toBe(url);
    expect(only({ focalPoint: { x: 0.2, y: 0.31 } }).url).not.toBe(url);
    expect(only({ caption: 'Another', version: 7 }).url).toBe(url);
  });

  test('are not read where anything was altered or is missing', () => {
    const [path, query] = split(only());
    const other = split(only({}, 'SQUARE'));
    const altered: [string, string][] = [
      [path, ''],
      [path, 's='],
      [path, `${query.slice(0, -2)}AA`],
      [path, other[1]],
      [path.replace('320', '640'), query],
      [path.replace('wide', 'square'), query],
      [path.replace('avif', 'webp'), query],
      [path.replace('avif', 'svg'), query],
      [path.replace(idOf('picture'), idOf('other')), query],
      [`${path}/..`, query],
      [`/x${path}`, query],
    ];
    for (const [at, signed] of altered) expect(addresses.read(at, signed), `${at}?${signed}`).toBeUndefined();
  });

  test('of another secret are none', () => {
    const theirs = createRenditionAddresses({ secret: 'another secret', baseUrl: 'https://media.example/renditions' });
    expect(theirs.read(...split(only()))).toBeUndefined();
  });

  test('are none for a picture whose size is not known', () => {
    const { width, height, ...unknown } = picture;
    expect(addresses.of(unknown, 'ORIGINAL', undefined, 'WEBP')).toEqual([]);
  });
});
