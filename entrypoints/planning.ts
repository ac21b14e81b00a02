import type { Gateway } from '../gateway/handler.ts';
import { planRegistered } from '../gateway/persisted/planning.ts';
import { createRegister } from '../platform/directory/register.ts';
import { PortError } from '../platform/errors.ts';
import type { Installation } from './installation.ts';
import type { OpenServices } from './openServices.ts';

/** What {@link planBeforeListening} stands on. */
export interface PlanningParts extends Pick<Installation, 'log' | 'now'>, Pick<OpenServices, 'backends' | 'services'> {
  readonly gateway: Pick<Gateway, 'plan'>;
  /** Longest it may take, in milliseconds; 0: it is left out. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

/** Plans registered operations before the first request comes. Where they cannot be read, requests do without. */
export const planBeforeListening = async (parts: PlanningParts): Promise<void> => {
  const { backends, services, gateway, budgetMs, log, now, signal } = parts;
  const { records } = backends;
  if (budgetMs === 0) return;
  try {
    const { planned, failed, left } = await planRegistered({
      records,
      register: createRegister(records),
      views: services.directory.views,
      plan: (text, terms) => gateway.plan(text, terms),
      now,
      log,
      budgetMs,
      signal,
    });
    if (planned + failed + left > 0) log.info({ planned, failed, left }, 'registered operations are planned');
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    log.warn({ err: error }, 'registered operations could not be read, and are planned as they are asked');
  }
};
