import { describe, expect, it, test } from 'vitest';
import { otherFormatIn } from '../../../subgraphs/media/arrivals/polyglot.ts';

const inPieces = async function* (...pieces: readonly string[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece, 'latin1');
};

describe('what a picture is too', () => {
  test.each([
    '<SCRIPT src=x>',
    '<!DOCTYPE html>',
    '<html>',
    '<html\n lang=en>',
    '<iframe>',
    '<?php echo 1;',
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '<svg width=1 onload = "x()">',
  ])('a page or program by %j, wherever it lies', async (mark) => {
    for (let cut = 0; cut <= mark.length; cut += 1)
      expect(await otherFormatIn(inPieces(`GIF89a ${mark.slice(0, cut)}`, `${mark.slice(cut)} ;`), 'image/gif')).toBe(
        'a page or program',
      );
  });

  // Each stands about once in some ten megabytes to a gigabyte of compressed picture.
  test.each(['<html', '<HTMLx', '<svg ', '<svg>', '<?php', '<svg a=1 >onload='])(
    'nothing by %j, which chance makes',
    async (text) => {
      expect(await otherFormatIn(inPieces(`GIF89a ${text}`, 'q;'), 'image/gif')).toBeUndefined();
    },
  );

  it('is looked for in no text', async () => {
    expect(await otherFormatIn(inPieces('<html>'), 'text/vtt')).toBeUndefined();
  });
});
