import type { Log } from '../platform/telemetry.ts';
import type { Answers } from './cache/answers.ts';
import type { CdnTags } from './cache/cdnTags.ts';
import type { CodingsTaken } from './cache/encoding.ts';
import type { Cors } from './cors.ts';
import type { Costing } from './cost/cost.ts';
import type { Execution } from './execution/execution.ts';
import type { Identity } from './identity/identity.ts';
import type { Publishable } from './identity/publishable.ts';
import type { Operations } from './operations.ts';
import type { Sources } from './persisted/source.ts';
import type { Uses } from './persisted/uses.ts';
import type { Charging } from './quota/charge.ts';
import type { Narrowing } from './views/narrow.ts';
import { VIEW_HEADER } from './views/narrow.ts';
import type { ViewSchemas } from './views/viewSchemas.ts';

/** The steps that a request of the graph goes through, in their order. */
export interface Pipeline {
  readonly cors: Cors;
  readonly codingsTaken: CodingsTaken;
  readonly cdnTags: CdnTags | undefined;
  readonly identity: Identity;
  readonly narrowed: Narrowing;
  readonly publishable: Publishable;
  readonly sources: Sources;
  readonly uses: Pick<Uses, 'note'>;
  readonly answers: Answers;
  readonly schemas: ViewSchemas;
  readonly operations: Operations;
  readonly costing: Costing;
  readonly charging: Charging;
  readonly execution: Execution;
  readonly log: Log;
  readonly now: () => number;
  /** Longest a request may take, in milliseconds. */
  readonly deadlineMs: number;
}

/** What of a request decides its answer, beside method, address and body. */
export const VARY = `Origin, Accept, Accept-Encoding, x-api-key, Authorization, ${VIEW_HEADER}`;
