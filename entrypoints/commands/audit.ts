import { readAudit } from '../../platform/directory/audit.ts';
import { OperatorError } from '../../platform/errors.ts';
import { auditRecord } from './auditRecord.ts';
import { differences } from './auditWords.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import { momentOf, wholeNumberOf } from './values.ts';

const DAY_MS = 86_400_000;
const DAYS = 90;
const MOST = 10_000;

/** Who changed what, when. */
export const auditNoun: Noun = {
  name: 'audit',
  about: 'who changed what, and when',
  verbs: {
    '': auditRecord,
    directory: command({
      about: 'lists the changes of the directory, newest first: who, when, what, before and after',
      options: {
        since: { type: 'string', value: 'MOMENT', about: `none that is older (${DAYS} days unless given)` },
        organisation: { type: 'string', value: 'ID', about: 'of this subsidiary’s or partner’s things alone' },
        limit: { type: 'string', value: 'N', about: 'at most so many (50 unless given)' },
      },
      run: async ({ since, organisation, limit = '50' }, _, { say, desk: open }) => {
        const { records, now } = await open();
        const most = wholeNumberOf('limit', limit);
        if (most < 1 || most > MOST) throw new OperatorError(`--limit is 1 to ${MOST}`);
        const found = await readAudit(records, {
          since: since === undefined ? new Date(now() - DAYS * DAY_MS).toISOString() : momentOf('since', since),
          now: now(),
          limit: most,
          fits: (record) => organisation === undefined || record.organisation === organisation,
        });
        if (found.length === 0) say('(none)');
        for (const record of found) {
          say(`${record.at}  ${record.by}  ${record.action} ${record.noun} ${record.subject}`);
          say(`    ${differences(record)}`);
        }
        return found;
      },
    }),
  },
};
