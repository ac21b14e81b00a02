import type { AuditRecord } from '../../platform/directory/audit.ts';
import type { Register } from '../../platform/directory/register.ts';
import type { Views } from '../../platform/directory.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { Operation, Records } from '../../platform/records/port.ts';
import type { OperationChecker, OperationFault } from './check.ts';
import type { ApplicationRef } from './items.ts';
import { parseManifest } from './manifest.ts';
import type { PushPlan } from './push.ts';
import { planPush, pushOperations } from './push.ts';
import { termsOf } from './terms.ts';

/** A manifest that was not taken, with every reason. */
export class RefusedManifest extends OperatorError {
  override readonly name = 'RefusedManifest';
  readonly faults: readonly OperationFault[];

  constructor(of: ApplicationRef, faults: readonly OperationFault[]) {
    super(
      `nothing is registered: ${of.organisation}/${of.application} could not send ${faults.length === 1 ? 'an operation' : 'operations'} of the manifest:\n${faults.map(faultLine).join('\n')}`,
    );
    this.faults = faults;
  }
}

/** A fault in one line: the operation, the views and the reason. */
export const faultLine = ({ id, name, views, reason }: OperationFault): string =>
  `  ${name ?? '(without a name)'} (${id}), by the view ${views.join(', ')}: ${reason}`;

/** A manifest and for whom it is. */
export interface RegistrationRequest {
  readonly of: ApplicationRef;
  /** The manifest's JSON. */
  readonly manifest: string;
  /** The one view by which its operations will be asked; without it those of the application's keys. */
  readonly view: string | undefined;
  /** Writes nothing. */
  readonly checkOnly: boolean;
  /** Makes the audit record of a change. */
  readonly audited: (record: Omit<AuditRecord, 'at' | 'by'>) => Operation;
}

/** Registers operations of applications. */
export interface Registration {
  /**
   * Takes a manifest whole, or refuses it with every reason; what is registered already stays as it is.
   * @throws {@link RefusedManifest}; `OperatorError` for all else that is wrong with it or its application.
   */
  register(request: RegistrationRequest): Promise<PushPlan>;
}

/** What {@link createRegistration} stands on. */
export interface RegistrationOptions {
  readonly records: Records;
  readonly register: Pick<Register, 'application' | 'liveKeys'>;
  readonly views: Pick<Views, 'named'>;
  readonly checker: OperationChecker;
  readonly now: () => number;
}

/** Ids that an audit record names. */
const IDS_AUDITED = 100;

/** {@link Registration} over the directory and the operations' table. */
export const createRegistration = (options: RegistrationOptions): Registration => {
  const { records, register, views, checker, now } = options;
  return {
    register: async ({ of, manifest, view, checkOnly, audited }) => {
      const given = parseManifest(manifest);
      const application = await register.application(of.organisation, of.application);
      if (!application || application.retired)
        throw new OperatorError(
          `${of.organisation} has no application \`${of.application}\`${application ? ' that is not retired' : ''}`,
        );
      const terms = await termsOf(of, await register.liveKeys(of.organisation, now()), views, view);
      const { operations, faults } = await checker.check(given, terms);
      if (faults.length > 0) throw new RefusedManifest(of, faults);
      const auditedPlan = ({ added, renewed, unchanged }: PushPlan): Operation =>
        audited({
          action: 'push',
          noun: 'operations',
          subject: `${of.organisation}/${of.application}`,
          organisation: of.organisation,
          before: null,
          after: {
            added: added.length,
            renewed: renewed.length,
            unchanged,
            ids: [...added, ...renewed].slice(0, IDS_AUDITED),
            ...(view === undefined ? {} : { view }),
          },
        });
      const push = { records, now, audited: auditedPlan, view };
      return checkOnly ? planPush(of, operations, push) : pushOperations(of, operations, push);
    },
  };
};
