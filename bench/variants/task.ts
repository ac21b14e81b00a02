/** What every variant is told: a seeded folder, and which of its keys asks. */
export interface VariantTask {
  readonly dataDir: string;
  readonly key: string;
}

/** What a server tells when it listens. */
export interface Listening {
  readonly port: number;
}
