/** One clause of a decision, as an operator reads it. */
export interface Finding {
  readonly holds: boolean;
  /** In one sentence without a full stop. */
  readonly says: string;
}
