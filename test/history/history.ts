import type { ContentMutation } from './mutations.ts';

/** A write that somebody was told was taken. */
export interface Write {
  /** Its idempotency key. */
  readonly key: string;
  readonly organisation: string;
  readonly receipt: string;
  readonly record: string;
  readonly mutation: ContentMutation;
  /** What it says, and no other write does; of those that say something. */
  readonly value: string | undefined;
  /** The version that it expects; a creation expects none. */
  readonly expects: number | undefined;
}

/** What a session saw of a record. */
export interface Seen {
  readonly session: string;
  readonly record: string;
  /** The version that it asked for at least. */
  readonly atLeast: number;
  /** `undefined`: it was not there. */
  readonly seen: { readonly version: number; readonly headline: string } | undefined;
}

/** What was told to those who wrote, and what they saw, in the order in which each saw it. */
export interface History {
  readonly writes: readonly Write[];
  readonly reads: readonly Seen[];
}

/** One version of a record, as the desk keeps it. */
export interface Version {
  readonly version: number;
  readonly headline: string;
  readonly live: boolean;
  readonly receipt: string | undefined;
}

/** A record as it is at the end. */
export interface Ended {
  /** Of its live version or its working copy, whichever is newer. */
  readonly version: number;
  /** What readers see. */
  readonly live: { readonly version: number; readonly headline: string } | undefined;
  /** Every version, in order. */
  readonly versions: readonly Version[];
  /** Whether the index finds it by what readers see; `undefined` where they see nothing. */
  readonly found: boolean | undefined;
}

/** A receipt as it is at the end. */
export interface EndedReceipt {
  readonly state: string;
  readonly version: number | undefined;
  readonly codes: readonly string[];
}

/** Everything, at the end. */
export interface Ending {
  /** By their ids. */
  readonly receipts: ReadonlyMap<string, EndedReceipt>;
  /** By their ids. */
  readonly records: ReadonlyMap<string, Ended>;
  /** Messages that wait, are in flight or dead. */
  readonly left: number;
  /** Places of unfinished commands that are taken. */
  readonly slots: number;
}
