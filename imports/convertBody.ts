import { type Notation, parseHtml } from '../platform/html/parse.ts';
import { BlockBuilder, type Findings } from './blockBuilder.ts';
import type { BodyContext, ConvertedBody } from './body.ts';

/**
 * Turns HTML, and what of another notation stands in it, into blocks. All HTML in the blocks is written from the allow-list; every word that a
 * browser would show is in one of them.
 *
 * @throws BodyTooLarge above the bounds of the context.
 */
export const convertBody = (source: string, context: BodyContext, notation: Notation = {}): ConvertedBody => {
  const findings: Findings = {
    mediaIds: new Set(),
    altTexts: new Map(),
    danglingMedia: new Set(),
    length: 0,
    count: 0,
  };
  const builder = new BlockBuilder(context, findings, context.lines ?? false);
  builder.flow(parseHtml(source, notation).children);
  builder.flush();
  return {
    blocks: builder.blocks,
    mediaIds: [...findings.mediaIds],
    altTexts: findings.altTexts,
    danglingMedia: [...findings.danglingMedia].filter((address) => address !== ''),
  };
};
