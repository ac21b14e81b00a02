import type { FailedCondition, Operation } from '../platform/records/port.ts';
import type { Role, Viewer } from '../platform/viewer.ts';

/** Why a command is refused: the closed set of codes that a receipt's errors carry. A new one is a change of the contract. */
export const refusalCodes = [
  'VERSION_CONFLICT',
  'IDEMPOTENCY_CONFLICT',
  'SLUG_TAKEN',
  'NOT_FOUND',
  'INVALID',
  'FORBIDDEN',
] as const;

/** One reason why a command is refused, written for who sent it. */
export interface Refusal {
  readonly code: (typeof refusalCodes)[number];
  /** What was wrong and what to do. */
  readonly message: string;
  /** Where in the input: `body.blocks[2].html`. */
  readonly field?: string | undefined;
}

/** Who sends a command, as the request said it. Kept with the command: what was true when it was accepted is what it is judged by. */
export interface Actor {
  /** The subsidiary whose records it writes, and no other's. */
  readonly organisation: string;
  readonly application: string;
  readonly user: string | undefined;
  readonly roles: readonly Role[];
  readonly scopes: readonly string[];
  /** As {@link Viewer.sections}. */
  readonly sections: readonly string[] | undefined;
  /** The person for whom a newsroom system says it writes: recorded, and never trusted. */
  readonly onBehalfOf: string | undefined;
}

const OWN = 'masthead:';

/** Who does what nobody of a subsidiary sends, for it: no application of the directory has this name, and whoever caused it was asked for their role then. */
export const ownActor = (name: string, organisation: string, user?: string): Actor => ({
  organisation,
  application: `${OWN}${name}`,
  user,
  roles: ['administrator'],
  scopes: [],
  sections: undefined,
  onBehalfOf: undefined,
});

/** Whether an actor is one of {@link ownActor}. */
export const isOwn = ({ application }: Actor): boolean => application.startsWith(OWN);

/** The actor that a viewer is. */
export const actorOf = (viewer: Viewer, onBehalfOf: string | undefined): Actor => ({
  organisation: viewer.organisation,
  application: viewer.application,
  user: viewer.user,
  roles: viewer.roles,
  scopes: viewer.scopes,
  sections: viewer.sections,
  onBehalfOf,
});

/** Something that is to be done to one record. */
export interface Command {
  /** What is to be done, by the name under which a subgraph brought its {@link CommandHandler}. */
  readonly kind: string;
  /** The record's id: commands of one record are applied in the order in which they were accepted. */
  readonly subject: string;
  /** The version that its sender has seen; or that the command makes the record, or is for whatever version there is. */
  readonly expects: number | 'absent' | 'any';
  /** JSON, as its sender gave it and its handler checks it. */
  readonly input: unknown;
  readonly actor: Actor;
}

/** A command on its way to storage. */
export interface Attempt {
  readonly command: Command;
  /** The id of its receipt. */
  readonly receipt: string;
  /** When it is applied, in milliseconds since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** All commands that are done with it or not at all, itself among them: what one of them makes, another may name. */
  readonly beside: readonly Command[];
}

/** What a command comes to when it is held against what is stored: reasons why it is refused, or what is to be written. */
export type Prepared =
  | { readonly refused: readonly [Refusal, ...Refusal[]] }
  | {
      /** Conditions among them hold only while all is as it was when it was looked at. */
      readonly operations: readonly Operation[];
      /** Which version of the record they make. */
      readonly version: number;
      /** What conditions that failed mean, by their positions in `operations`. `undefined`: the record has changed, and is looked at again. */
      lost(failed: readonly FailedCondition[]): Refusal | undefined;
    };

/** What one kind of command does. A subgraph brings it; nothing here knows what is in a record. */
export interface CommandHandler {
  /** Whether it is taken though what was written before is not yet done, and though its subsidiary is at its bound. Default false. */
  readonly urgent?: boolean | undefined;
  /**
   * What is wrong with a command whatever the version of its record: every fault at once, none where it may be accepted. Writes nothing.
   * @param beside - as {@link Attempt.beside}.
   */
  check(command: Command, signal: AbortSignal, beside: readonly Command[]): Promise<readonly Refusal[]>;
  /**
   * Holds the command, every check repeated, against what is stored, read consistently. Writes nothing that is ever found without the operations it answers.
   * What it throws counts as a failure of the command, unless a backend is away.
   */
  prepare(attempt: Attempt): Promise<Prepared>;
}

/** Handlers by the kinds of commands. */
export type CommandHandlers = ReadonlyMap<string, CommandHandler>;
