import type { Actor, Refusal } from '../../../writes/command.ts';
import { atLeast, authorOf, takes } from '../../roles.ts';
import type { LiveMedia } from '../record.ts';
import type { MediaPatch } from './fields.ts';
import { RESERVED } from './fields.ts';

const isOwn = (actor: Actor, { createdBy }: LiveMedia): boolean =>
  createdBy !== undefined && createdBy === authorOf(actor) && atLeast(actor, 'author');

const narrowed: Refusal = {
  code: 'FORBIDDEN',
  message: 'You write for certain sections, and a picture belongs to none: you may change what you uploaded yourself.',
};

/** Who may upload: authors. */
export const mayUpload = (actor: Actor): Refusal[] => (atLeast(actor, 'author') ? [] : [takes('author')]);

/** Who may say from whom an asset is kept: publishers. @param within - where the patch stands in the input. */
export const mayRestrict = (actor: Actor, patch: MediaPatch, within: string): Refusal[] =>
  atLeast(actor, 'publisher')
    ? []
    : RESERVED.filter((name) => patch[name] !== undefined).map((name) => ({
        ...takes('publisher'),
        field: `${within}.${name}`,
      }));

/** Who may change what an asset says: editors all, but those who write for certain sections and everybody else what they uploaded. */
export const mayEdit = (actor: Actor, media: LiveMedia): Refusal[] => {
  if (isOwn(actor, media)) return [];
  if (!atLeast(actor, 'editor')) return [takes('editor')];
  return actor.sections === undefined ? [] : [narrowed];
};

/** Who may delete: publishers what readers may have seen, all else who may change it. */
export const mayDelete = (actor: Actor, media: LiveMedia): Refusal[] => [
  ...mayEdit(actor, media),
  ...(media.status !== 'READY' || atLeast(actor, 'publisher') ? [] : [takes('publisher')]),
];
