import type { Register } from '../../platform/directory/register.ts';
import type { Views } from '../../platform/directory.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { Records } from '../../platform/records/port.ts';
import type { OperationChecker, OperationFault } from './check.ts';
import type { ApplicationRef } from './items.ts';
import { listOperations } from './read.ts';
import { faultLine } from './registration.ts';
import type { Terms } from './terms.ts';
import { termsOf } from './terms.ts';

/** A registered operation that a change would break. */
export interface Breakage extends OperationFault {
  readonly application: ApplicationRef;
}

/** A breakage in one line: the application, the operation, the views and the reason. */
export const breakageLine = ({ application, ...fault }: Breakage): string =>
  `  ${application.organisation}/${application.application}: ${faultLine(fault).trim()}`;

/** What {@link createBreaking} stands on. */
export interface BreakingOptions {
  readonly records: Records;
  readonly register: Pick<Register, 'liveKeys' | 'applications' | 'organisations'>;
  readonly views: Pick<Views, 'named'>;
  /** Of the graph as it would be. */
  readonly checker: OperationChecker;
  readonly now: () => number;
}

/** What of the registered operations a change would break. */
export interface Breaking {
  /** Of one application. */
  of(application: ApplicationRef): Promise<readonly Breakage[]>;
  /** Of every application that has operations; with how many were looked at. */
  all(): Promise<{ readonly breakages: readonly Breakage[]; readonly operations: number }>;
}

/** Holds registered operations that are found now against a graph and views as they would be. */
export const createBreaking = ({ records, register, views, checker, now }: BreakingOptions): Breaking => {
  const check = async (application: ApplicationRef) => {
    const operations = (await listOperations(records, application)).filter(({ end }) => now() < end);
    if (operations.length === 0) return { breakages: [], operations: 0 };
    const keys = await register.liveKeys(application.organisation, now());
    const breakages: Breakage[] = [];
    for (const [view, those] of Map.groupBy(operations, (each) => each.view)) {
      let terms: readonly Terms[];
      try {
        terms = await termsOf(application, keys, views, view);
      } catch (error) {
        // Without a key nobody sends them.
        if (error instanceof OperatorError) continue;
        throw error;
      }
      const given = those.map(({ id, text }) => ({ id, text, says: undefined }));
      const names = new Map(those.map(({ id, name }) => [id, name]));
      const { faults } = await checker.check(given, terms);
      breakages.push(...faults.map((fault) => ({ ...fault, name: names.get(fault.id), application })));
    }
    return { breakages, operations: operations.length };
  };
  return {
    of: async (application) => (await check(application)).breakages,
    all: async () => {
      const breakages: Breakage[] = [];
      let operations = 0;
      for (const { id: organisation, retired } of await register.organisations()) {
        if (retired) continue;
        for (const application of await register.applications(organisation)) {
          if (application.retired) continue;
          const found = await check({ organisation, application: application.id });
          breakages.push(...found.breakages);
          operations += found.operations;
        }
      }
      return { breakages, operations };
    },
  };
};
