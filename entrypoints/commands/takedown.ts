import { OperatorError } from '../../platform/errors.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import type { Archive, Desk } from './desk.ts';
import { confirmGone, placesOf, tagOf } from './gone.ts';
import type { NamedRecord } from './namedRecord.ts';
import { recordIdOf } from './namedRecord.ts';
import { recordNamed } from './recordNamed.ts';
import { operatorActor } from './settleCommand.ts';
import { table } from './table.ts';
import { wholeNumberOf } from './values.ts';

/** A record that changes meanwhile is looked at again. */
const ATTEMPTS = 5;

/** Kills content, deletes all else, the ordinary way. Answers the receipts of the commands that it took; none where it was down already. */
const takeDown = async (
  desk: Desk,
  archive: Archive,
  record: NamedRecord,
  reason: string,
): Promise<{ readonly receipt: string; readonly version: number } | undefined> => {
  let now = record;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (now.isDown) return undefined;
    const receipt = await archive.settle({
      ...now.takeDown(reason),
      subject: now.id,
      expects: now.version,
      actor: operatorActor(now.owner, desk.by),
    });
    if (receipt.state === 'APPLIED') return { receipt: receipt.id, version: receipt.version ?? 0 };
    const [fault] = receipt.errors ?? [];
    if (fault?.code !== 'VERSION_CONFLICT')
      throw new OperatorError(
        `it could not be taken down: ${fault?.message ?? receipt.fault ?? receipt.state} (receipt ${receipt.id})`,
      );
    now = (await recordNamed(archive, now.id)) ?? now;
  }
  throw new OperatorError('it changed again and again meanwhile: run the same command again');
};

/** Takes one record from all readers. */
export const takedownNoun: Noun = {
  name: 'takedown',
  about:
    'takes an article, asset, section, tag, contributor or collection from all readers, at once, and confirms that it is gone',
  verbs: {
    '': command({
      about:
        'kills an article, or deletes anything else, by an ordinary command that goes before all back-pressure; then asks each place in which readers may find it until it confirms. Nothing publishes it again; editors keep what an article said',
      operands: ['RECORD'],
      options: {
        reason: { type: 'string', required: true, value: 'TEXT', about: 'why: it stands in the record’s history' },
        within: {
          type: 'string',
          value: 'SECONDS',
          about: 'how long each place may take to confirm (10 unless given)',
        },
      },
      run: async ({ reason, within = '10' }, [given = ''], { say, fail, signal, desk: open }) => {
        const id = recordIdOf(given);
        const withinMs = wholeNumberOf('within', within) * 1_000;
        const desk = await open();
        const archive = await desk.archive({ mayBeAway: ['search', 'cache'] });
        const before = await recordNamed(archive, id);
        if (!before) throw new OperatorError(`there is no record \`${id}\``);
        // A tombstone without a working copy has nothing to kill: readers have lost it, and only its places are asked.
        const places = await placesOf(archive, before, signal);
        const began = desk.now();
        const taken = before.isDead ? undefined : await takeDown(desk, archive, before, reason);
        const appliedMs = desk.now() - began;
        if (taken)
          await desk.changes.note({
            action: 'take down',
            noun: 'record',
            subject: id,
            organisation: before.owner,
            before: { version: before.version },
            after: { version: taken.version, receipt: taken.receipt, reason },
          });
        const confirmed = await confirmGone(places, archive, desk, { since: began, withinMs, signal });

        say(
          taken
            ? `${id} is ${before.kind === 'content' ? 'killed' : 'deleted'} in version ${taken.version}, after ${appliedMs} ms (receipt ${taken.receipt}).`
            : `${id} was down already: ${before.state}.`,
        );
        table(
          ['place', 'gone', 'after ms', 'note'],
          confirmed.map(({ place, gone, ms, hint }) => [place, gone ? 'yes' : 'no', ms, hint]),
        ).forEach(say);
        if (before.isDead && !before.isDown)
          say(
            'There was nothing left to kill, so an import that has it may bring it back: `masthead erase` keeps it away.',
          );
        before.remarks.forEach(say);
        const cdnTags = [tagOf(before)].flatMap((tag) => desk.cdnTags?.namesOf(tag) ?? []);
        if (cdnTags.length > 0) say(`At the CDN purge the tags ${cdnTags.join(' ')}.`);
        const left = confirmed.filter(({ gone }) => !gone).map(({ place }) => place);
        if (left.length > 0) fail(`not confirmed: ${left.join(', ')}; run the same command again`);
        return { record: id, kind: before.kind, owner: before.owner, reason, appliedMs, ...taken, confirmed, cdnTags };
      },
    }),
  },
};
