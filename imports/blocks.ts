import type { Block, BlockOf, SimpleBlock } from '../subgraphs/content/record.ts';

export type { Block, SimpleBlock };
/** A picture in a text. */
export type PictureBlock = BlockOf<'picture'>;
/** Something in a text that lies elsewhere. */
export type EmbedBlock = BlockOf<'embed'>;
/** An entry of a live blog. */
export type PostBlock = BlockOf<'post'>;
