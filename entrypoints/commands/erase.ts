import { plain } from '../../platform/directory/table.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { Operation } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import { removeRemains, surveyRemains } from '../../subgraphs/remains.ts';
import { forgetInputs } from '../../writes/forgetInputs.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import type { Archive, Desk } from './desk.ts';
import { confirmGone, placesOf } from './gone.ts';
import type { NamedRecord } from './namedRecord.ts';
import { recordIdOf } from './namedRecord.ts';
import { recordNamed } from './recordNamed.ts';
import { operatorActor } from './settleCommand.ts';
import { properties, table } from './table.ts';
import { wholeNumberOf } from './values.ts';

const ATTEMPTS = 5;

/** Has readers and editors lose it, as deleting does. What was taken down and has no working copy is none of the write path's any more: its tombstone is written anew. */
const deleted = async (desk: Desk, archive: Archive, record: NamedRecord): Promise<NamedRecord> => {
  let now = record;
  for (let attempt = 0; attempt < ATTEMPTS && !now.isDead; attempt += 1) {
    const receipt = await archive.settle({
      ...now.deletion,
      subject: now.id,
      expects: now.version,
      actor: operatorActor(now.owner, desk.by),
    });
    const [fault] = receipt.errors ?? [];
    if (receipt.state === 'PARKED' || (fault && fault.code !== 'VERSION_CONFLICT'))
      throw new OperatorError(`it could not be deleted: ${fault?.message ?? receipt.fault ?? receipt.state}`);
    now = (await recordNamed(archive, now.id)) ?? now;
  }
  return now;
};

const tombstoneWrite = (record: NamedRecord, at: string): Operation => {
  const erasure = record.erasure(at);
  if (erasure) return erasure;
  throw new OperatorError('it was changed again and again meanwhile: run the same command again');
};

/** Removes all that is kept of one record. */
export const eraseNoun: Noun = {
  name: 'erase',
  about: 'removes all that is kept of one article, asset, section, tag, contributor or collection, for the law',
  verbs: {
    '': command({
      about:
        'says what would be removed; with --yes deletes it, removes its versions, texts, sources, bytes and what commands about it said, confirms that it is gone, and leaves a certificate without the content. It cannot be undone',
      operands: ['RECORD'],
      options: {
        reason: { type: 'string', required: true, value: 'TEXT', about: 'why, for the certificate' },
        yes: { type: 'boolean', about: 'removes it; else nothing is removed' },
        within: {
          type: 'string',
          value: 'SECONDS',
          about: 'how long each place may take to confirm (10 unless given)',
        },
      },
      run: async ({ reason, yes = false, within = '10' }, [given = ''], { say, fail, signal, desk: open }) => {
        const id = recordIdOf(given);
        const withinMs = wholeNumberOf('within', within) * 1_000;
        const desk = await open();
        const archive = await desk.archive({ mayBeAway: ['search', 'cache'] });
        const { records, objects } = archive;
        const before = await recordNamed(archive, id);
        if (!before) throw new OperatorError(`there is no record \`${id}\``);
        const parts = { records, objects, signal };
        const places = before.remains;
        const found = await surveyRemains(places, parts);
        const inputs = await forgetInputs(id, true, parts);
        const what = {
          record: id,
          kind: before.kind,
          owner: before.owner,
          version: before.version,
          erased: before.erased,
          items: found.items,
          objects: found.objects,
          bytes: found.bytes,
          inputs: inputs.receipts,
          sha256: found.sha256,
        };
        if (!yes) {
          properties(what).forEach(say);
          say('Nothing was removed. --yes removes it, and cannot be undone.');
          return { ...what, removed: false };
        }

        const began = desk.now();
        const at = new Date(began).toISOString();
        const readers = await placesOf(archive, before, signal);
        const dead = await deleted(desk, archive, before);
        try {
          await records.transact([tombstoneWrite(dead, at)], { signal });
        } catch (error) {
          if (!(error instanceof ConditionFailed)) throw error;
          throw new OperatorError('it was changed meanwhile: run the same command again', { cause: error });
        }
        await removeRemains(places, parts);
        await forgetInputs(id, false, parts);
        const kept = async (): Promise<boolean> =>
          (await surveyRemains(places, parts)).sha256 === undefined &&
          (await forgetInputs(id, true, parts)).receipts === 0;
        const confirmed = await confirmGone(
          [...readers, { name: 'versions, sources, bytes', isGone: kept }],
          archive,
          desk,
          {
            since: began,
            withinMs,
            signal,
          },
        );
        const certificate = {
          at,
          by: desk.by,
          reason,
          ...what,
          places: confirmed.map(({ place, gone, ms }) => `${place}: ${gone ? `gone after ${ms} ms` : 'not confirmed'}`),
        };
        await desk.changes.note({
          action: 'erase',
          noun: 'record',
          subject: id,
          organisation: before.owner,
          before: null,
          after: plain(certificate),
        });
        properties(certificate).forEach(say);
        say('');
        table(
          ['place', 'gone', 'after ms', 'note'],
          confirmed.map(({ place, gone, ms, hint }) => [place, gone ? 'yes' : 'no', ms, hint]),
        ).forEach(say);
        before.remarks.forEach(say);
        const left = confirmed.filter(({ gone }) => !gone).map(({ place }) => place);
        if (left.length > 0) fail(`not confirmed: ${left.join(', ')}; run the same command again`);
        return { ...certificate, removed: true, confirmed };
      },
    }),
  },
};
