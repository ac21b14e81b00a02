import type { Role } from '../platform/viewer.ts';
import { roles } from '../platform/viewer.ts';
import type { Actor, Refusal } from '../writes/command.ts';

/** Whether an actor has a role, or one that includes it. */
export const atLeast = (actor: Actor, role: Role): boolean =>
  actor.roles.some((each) => roles.indexOf(each) >= roles.indexOf(role));

/** By whom a record is said to be written: the user, or where nobody signed in, the application. */
export const authorOf = ({ user, application }: Actor): string => user ?? application;

/** What is told to whoever lacks a role. */
export const takes = (role: Role): Refusal => ({ code: 'FORBIDDEN', message: `This takes the role ${role}.` });
