import { AnswerError, PortError } from '../../../platform/errors.ts';
import { ID_PATTERN } from '../../../platform/ids.ts';
import { putKeys } from '../../../platform/objects/notification.ts';
import type { ObjectHead, Objects } from '../../../platform/objects/port.ts';
import type { Outcome } from '../../../writes/apply.ts';
import type { Cleaned } from '../cleaning.ts';
import { idOfIncoming, incomingKey, uploadedKeyOf } from '../keys.ts';
import type { LiveMedia } from '../record.ts';
import { isAwaited } from '../record.ts';
import type { MediaStore } from '../store.ts';
import { createTurns } from '../turns.ts';
import type { Inspected } from './inspect.ts';
import { inspect } from './inspect.ts';
import type { Telling } from './telling.ts';
import { arrivalActor, whileTelling } from './telling.ts';

/*
 * What happens to bytes that have arrived, each step safe to be done again:
 *
 *   incoming/<id>  ──►  looked at  ──►  copied to the asset's own key, without place and device  ──►  settleUpload accepted  ──►  incoming/<id> deleted
 *        │                  │     └► refused: the reason ──────────────────────────────────────────┘
 *        │                  └► for more than a second: processUpload, told meanwhile
 *        ├► its asset is not there yet: looked for again; after a day the bytes are dropped
 *        └► its asset is settled, or gone: the bytes are dropped, and logged
 */

/** What {@link createArrivals} stands on. */
export interface ArrivalParts extends Telling {
  readonly store: Pick<MediaStore, 'states'>;
  readonly objects: Objects;
  /** How many are looked at at once; the others wait. Default 2. */
  readonly concurrency?: number;
}

/** Takes what arrives. */
export interface Arrivals {
  /** Takes all that a notification of object storage names. Never rejects: what fails is its outcome. */
  takeNotified(body: string, signal: AbortSignal): Promise<Outcome>;
  /** Takes the bytes of one asset. */
  take(id: string, signal: AbortSignal): Promise<Outcome>;
}

/** How long bytes wait for their asset, in milliseconds: longer than any command takes, or its form lives. */
const LONGEST_WAIT_MS = 86_400_000;
const CONCURRENCY = 2;
/** Makes {@link Arrivals}. */
export const createArrivals = (parts: ArrivalParts): Arrivals => {
  const { store, objects, submit, log, now } = parts;
  const inTurn = createTurns(parts.concurrency ?? CONCURRENCY);

  const drop = async (id: string, why: string, signal: AbortSignal): Promise<Outcome> => {
    log.warn({ asset: id, why }, 'an upload was dropped');
    await objects.delete(incomingKey(id), { signal });
    return 'done';
  };

  /** Bytes that lie there are these: an asset is given its bytes once, and their hash is in its key. */
  const once = async (put: () => Promise<unknown>): Promise<void> => {
    try {
      await put();
    } catch (error) {
      if (!(error instanceof PortError) || error.code !== 'CONDITION_FAILED') throw error;
    }
  };
  const copyOnce = (from: string, to: string, signal: AbortSignal): Promise<void> =>
    once(() => objects.copy(from, to, { ifAbsent: true, signal }));

  const keep = async (
    { id, contentType, filename }: LiveMedia,
    { key }: ObjectHead,
    objectKey: string,
    cleaned: Cleaned | undefined,
    signal: AbortSignal,
  ): Promise<void> => {
    if (!cleaned) return copyOnce(key, objectKey, signal);
    await copyOnce(key, uploadedKeyOf(id, filename), signal);
    await once(async () =>
      objects.put(objectKey, await cleaned.open(), { contentType, sha256: cleaned.checksum, ifAbsent: true, signal }),
    );
  };

  const settle = async (asset: LiveMedia, head: ObjectHead, signal: AbortSignal): Promise<Outcome> => {
    const { id, owner } = asset;
    const look = (): Promise<Inspected> => inTurn(() => inspect(asset, head, objects, signal));
    const { input, cleaned } = await whileTelling(asset, look, parts, signal);
    if ('ready' in input) await keep(asset, head, input.ready.objectKey, cleaned, signal);
    else log.info({ asset: id, reason: input.rejected }, 'an upload was refused');
    const submitted = await submit({
      // Made for the first version, whatever has been said of the asset since: so the same bytes are the same command, however often they are taken.
      command: { kind: 'settleUpload', subject: id, expects: 1, input, actor: arrivalActor(owner) },
      idempotencyKey: `settleUpload ${id}`,
      now: now(),
      signal,
    });
    if ('refused' in submitted) return drop(id, submitted.refused[0].message, signal);
    await objects.delete(head.key, { signal });
    return 'done';
  };

  const takeOnce = async (id: string, signal: AbortSignal): Promise<Outcome> => {
    if (!ID_PATTERN.test(id)) return drop(id, 'it is no asset’s', signal);
    const head = await objects.head(incomingKey(id), { signal });
    if (!head) return 'done';
    const [asset] = await store.states([id], { signal });
    if (!asset && now() - head.lastModified > LONGEST_WAIT_MS) return drop(id, 'nobody asked for it', signal);
    if (!asset) return 'failed';
    if (!asset.live) return drop(id, 'its asset was deleted', signal);
    if (!isAwaited(asset)) return drop(id, 'its asset has its bytes, or was refused', signal);
    return settle(asset, head, signal);
  };

  const take: Arrivals['take'] = async (id, signal) => {
    try {
      return await takeOnce(id, signal);
    } catch (error) {
      const away = signal.aborted || (error instanceof PortError && error.retryable);
      if (away || error instanceof AnswerError) log.warn({ asset: id, err: error }, 'an upload waits');
      else log.error({ asset: id, err: error }, 'an upload could not be taken');
      return away ? 'away' : 'failed';
    }
  };

  return {
    take,
    takeNotified: async (body, signal) => {
      const keys = putKeys(body);
      if (!keys) {
        log.error({}, 'a message is no notification of object storage: it is passed by');
        return 'done';
      }
      const ids = keys.flatMap((key) => idOfIncoming(key) ?? []);
      const outcomes = await Promise.all(ids.map((id) => take(id, signal)));
      return outcomes.find((outcome) => outcome !== 'done') ?? 'done';
    },
  };
};
