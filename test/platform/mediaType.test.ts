import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { mediaTypeOf } from '../../platform/mediaType.ts';

const image = sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } });

describe('a file’s type', () => {
  test.each(['jpeg', 'png', 'gif', 'webp', 'avif', 'tiff'] as const)('is told by its bytes: %s', async (format) => {
    expect(mediaTypeOf(await image.clone().toFormat(format).toBuffer(), 'application/octet-stream')).toBe(
      `image/${format}`,
    );
  });

  test.each([
    ['%PDF-1.7', 'image/jpeg', 'application/pdf'],
    ['ID3\u0004', 'audio/mpeg', 'audio/mpeg'],
    ['PK\u0003\u0004', 'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.text'],
    ['PK\u0003\u0004', 'image/png', 'application/zip'],
    ['OggS', 'video/ogg', 'video/ogg'],
    ['a,b\n1,2', 'text/csv', 'text/csv'],
  ])('%j called %s is %s', (bytes, byName, type) => {
    expect(mediaTypeOf(Buffer.from(bytes, 'latin1'), byName)).toBe(type);
  });

  test.each([
    ['<html><script>', 'image/jpeg'],
    ['<svg onload="x()">', 'image/svg+xml'],
    [' <!DOCTYPE html>', 'text/plain'],
    ['MZ\u0090', 'application/octet-stream'],
    ['a\u0000b', 'text/plain'],
    ['', 'image/png'],
  ])('%j called %s is none that is taken over', (bytes, byName) => {
    expect(mediaTypeOf(Buffer.from(bytes, 'latin1'), byName)).toBeUndefined();
  });
});
