import type { Role } from '../../../platform/viewer.ts';
import type { Actor, Refusal } from '../../../writes/command.ts';
import { atLeast, authorOf, takes } from '../../roles.ts';
import { isWithin } from '../sections.ts';
import type { StoredState } from '../store.ts';

/** Whether an actor may do more than its role says, since the record is its own and no reader has seen it. */
const isOwnDraft = (actor: Actor, { meta, work }: StoredState): boolean =>
  meta === undefined && work?.createdBy !== undefined && work.createdBy === authorOf(actor) && atLeast(actor, 'author');

/** Who may create: authors. */
export const mayCreate = (actor: Actor): Refusal[] => mayAs(actor, 'author');

/** Who may edit: editors all, authors their own drafts. */
export const mayEdit = (actor: Actor, state: StoredState): Refusal[] =>
  atLeast(actor, 'editor') || isOwnDraft(actor, state) ? [] : [takes('editor')];

/** Who may decide what readers see: publishers. */
export const mayPublish = (actor: Actor): Refusal[] => mayAs(actor, 'publisher');

/** Who may delete: publishers what is or was live, editors drafts, authors their own. */
export const mayDelete = (actor: Actor, state: StoredState): Refusal[] =>
  state.meta === undefined ? mayEdit(actor, state) : mayPublish(actor);

/** Who may do what takes a role. */
export const mayAs = (actor: Actor, role: Role): Refusal[] => (atLeast(actor, role) ? [] : [takes(role)]);

/** Whether a section is one of those to which the actor is narrowed, if it is. */
export const mayWriteIn = (actor: Actor, section: string | undefined, field: string): Refusal[] =>
  isWithin(actor, section)
    ? []
    : [{ code: 'FORBIDDEN', message: 'You write for certain sections, and this is none of them.', field }];
