import { Readable } from 'node:stream';
import ExifReader from 'exifreader';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { blank, blanking } from '../../../platform/scrub/span.ts';
import { scrubPicture, spansToBlank } from '../../../platform/scrub.ts';
import { DEVICE, FRAMES, PLACE, tellingFilm, tellingPicture } from './told.ts';

const FORMATS = ['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const;
const CREDIT = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>Ann Lindqvist</a></x:xmpmeta>';

/** Pixels as they are stored, with how they are to be turned and coloured. */
const seen = async (bytes: Buffer) => {
  const { orientation = 1, width, height, icc } = await sharp(bytes).metadata();
  return { orientation, width, height, icc, pixels: await sharp(bytes).raw().toBuffer() };
};

const tellsNothing = (bytes: Buffer): void => {
  for (const said of [PLACE, DEVICE])
    for (const encoding of ['latin1', 'utf16le'] as const)
      expect(bytes.includes(Buffer.from(said, encoding)), `${said} in ${encoding}`).toBe(false);
};

describe('a picture', () => {
  test.each(FORMATS)('in %s tells nothing any more, and looks as it did', async (format) => {
    const picture = await tellingPicture(format);
    // A GIF of sharp's tells nothing.
    expect(picture.includes(Buffer.from(PLACE))).toBe(format !== 'gif');
    const { orientation = 1 } = await sharp(picture).metadata();
    const scrubbed = await scrubPicture(picture, `image/${format}`, { orientation, xmp: CREDIT });
    tellsNothing(scrubbed);
    expect(await seen(scrubbed)).toEqual(await seen(picture));
    // Done again it comes to the same.
    expect((await scrubPicture(scrubbed, `image/${format}`, { orientation, xmp: CREDIT })).equals(scrubbed)).toBe(true);
  });

  test.each(['jpeg', 'png', 'webp'] as const)(
    'in %s has no tag of place or device for a reader of tags',
    async (format) => {
      const picture = await tellingPicture(format);
      expect(ExifReader.load(picture)).toHaveProperty('Make');
      const scrubbed = await scrubPicture(picture, `image/${format}`, { orientation: 6, xmp: undefined });
      expect(
        Object.keys(ExifReader.load(scrubbed)).filter((tag) =>
          /^(?:GPS|Make|Model|UserComment|Serial|Body|City)/.test(tag),
        ),
      ).toEqual([]);
    },
  );

  test('in TIFF loses the directories of place and device whole, and keeps how it is to be turned', async () => {
    const { exif = Buffer.alloc(0) } = await sharp(await tellingPicture('jpeg')).metadata();
    // EXIF is a TIFF without pixels.
    const tiff = exif.subarray(exif.indexOf('II*\0'));
    expect([tiff.includes(PLACE), tiff.includes(DEVICE)]).toEqual([true, true]);
    const scrubbed = await scrubPicture(tiff, 'image/tiff', { orientation: 1, xmp: undefined });
    tellsNothing(scrubbed);
    const turned = Buffer.from('12010300010000000600', 'hex');
    expect([tiff.includes(turned), scrubbed.includes(turned)]).toEqual([true, true]);
  });

  test.each(['jpeg', 'png', 'webp'] as const)('in %s says whom it credits', async (format) => {
    const scrubbed = await scrubPicture(await tellingPicture(format), `image/${format}`, {
      orientation: 6,
      xmp: CREDIT,
    });
    const { xmp } = await sharp(scrubbed).metadata();
    expect(xmp?.toString()).toContain('Ann Lindqvist');
  });

  test.each(FORMATS)('in %s that tells nothing stays as it is, to the bit', async (format) => {
    const plain = await sharp(await tellingPicture(format, 1))
      .toFormat(format)
      .toBuffer();
    expect(await scrubPicture(plain, `image/${format}`, { orientation: 1, xmp: CREDIT })).toBe(plain);
  });

  test('has nothing behind its end, and no remark', async () => {
    const kept = { orientation: 1, xmp: undefined };
    const jpeg = await sharp(await tellingPicture('jpeg', 1))
      .jpeg()
      .toBuffer();
    const remark = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 2 + PLACE.length]), Buffer.from(PLACE)]);
    const said = Buffer.concat([jpeg.subarray(0, 2), remark, jpeg.subarray(2), Buffer.from(DEVICE)]);
    expect(await scrubPicture(said, 'image/jpeg', kept)).toEqual(jpeg);

    const png = await sharp(jpeg).png().toBuffer();
    expect(await scrubPicture(Buffer.concat([png, Buffer.from(DEVICE)]), 'image/png', kept)).toEqual(png);

    const gif = await sharp(jpeg).gif().toBuffer();
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, PLACE.length]), Buffer.from(PLACE), Buffer.from([0])]);
    const commented = Buffer.concat([gif.subarray(0, -1), comment, gif.subarray(-1), Buffer.from(DEVICE)]);
    expect(await scrubPicture(commented, 'image/gif', kept)).toEqual(gif);
  });

  test('progressive, or moving, keeps all that it shows', async () => {
    const telling = await tellingPicture('jpeg');
    const progressive = await sharp(telling).keepMetadata().jpeg({ progressive: true }).toBuffer();
    const scrubbed = await scrubPicture(progressive, 'image/jpeg', { orientation: 6, xmp: undefined });
    tellsNothing(scrubbed);
    expect(await seen(scrubbed)).toEqual(await seen(progressive));

    const frames = ['red', 'green', 'blue'].map((background) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toBuffer(),
    );
    const moving = sharp(await Promise.all(frames), { join: { animated: true } });
    for (const [format, bytes] of [
      [
        'image/gif',
        await moving
          .clone()
          .gif({ loop: 3, delay: [90, 80, 70] })
          .toBuffer(),
      ],
      [
        'image/webp',
        await moving
          .clone()
          .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${PLACE}</x:xmpmeta>`)
          .webp({ loop: 3 })
          .toBuffer(),
      ],
    ] as const) {
      const still = await scrubPicture(bytes, format, { orientation: 1, xmp: undefined });
      tellsNothing(still);
      const [before, after] = await Promise.all(
        [bytes, still].map(async (each) => {
          const { pages, loop, delay } = await sharp(each, { animated: true }).metadata();
          return { pages, loop, delay, pixels: await sharp(each, { animated: true }).raw().toBuffer() };
        }),
      );
      expect(after).toEqual(before);
    }
  });

  test('that is broken is a RangeError or stays readable to nobody, never a hang', async () => {
    const pictures = await Promise.all(FORMATS.map((format) => tellingPicture(format)));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(FORMATS.length - 1),
        fc.nat(5_000),
        fc.nat(255),
        fc.boolean(),
        async (which, at, byte, isCut) => {
          const picture = Buffer.from(pictures[which] ?? []);
          if (at >= picture.byteLength) return;
          picture[at] = byte;
          const broken = isCut ? picture.subarray(0, at) : picture;
          const outcome = await scrubPicture(broken, `image/${FORMATS[which] ?? ''}`, {
            orientation: 1,
            xmp: CREDIT,
          }).catch((error: unknown) => error);
          expect(outcome instanceof RangeError || Buffer.isBuffer(outcome)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a film', () => {
  const partsOf = (bytes: Buffer) => ({
    size: bytes.byteLength,
    read: (start: number, end: number) => Promise.resolve(bytes.subarray(start, end)),
  });

  test.each([true, false])(
    'tells nothing any more and has moved nothing, its index first: %s',
    async (isIndexFirst) => {
      const film = tellingFilm(isIndexFirst);
      const scrubbed = blank(film, await spansToBlank(partsOf(film), 'video/quicktime'));
      tellsNothing(scrubbed);
      expect(scrubbed.byteLength).toBe(film.byteLength);
      expect(scrubbed.indexOf(FRAMES)).toBe(film.indexOf(FRAMES));
      const video = film.subarray(film.indexOf('trak') - 4, film.indexOf('trak', film.indexOf('trak') + 4) - 4);
      expect(scrubbed.includes(video)).toBe(true);
      expect(scrubbed.includes('udta')).toBe(false);
    },
  );

  test('is blanked the same in whatever pieces it comes', async () => {
    const film = tellingFilm(true);
    const spans = await spansToBlank(partsOf(film), 'video/mp4');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (size) => {
        const pieces = Array.from({ length: Math.ceil(film.byteLength / size) }, (_, index) =>
          film.subarray(index * size, (index + 1) * size),
        );
        const chunks: unknown[] = await Readable.from(pieces).pipe(blanking(spans)).toArray();
        expect(Buffer.concat(chunks.filter((chunk) => Buffer.isBuffer(chunk)))).toEqual(blank(film, spans));
      }),
    );
  });

  test('that is none is a RangeError, and of other kinds nothing is blanked', async () => {
    const bytes = Buffer.from('\0\0\0\u0004moov and no more of it than this');
    await expect(spansToBlank(partsOf(bytes), 'video/mp4')).rejects.toBeInstanceOf(RangeError);
    expect(await spansToBlank(partsOf(bytes), 'application/pdf')).toEqual([]);
  });
});
