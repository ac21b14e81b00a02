import { createSqliteRecords } from '../../../platform/records/sqlite.ts';
import { put, recordsTables } from '../../contract/recordsTables.ts';

// Writes without end, and tells its parent of each write once it is acknowledged.
const [file = '', from = '0'] = process.argv.slice(2);
const records = createSqliteRecords({ file, tables: recordsTables, now: Date.now });
for (let n = Number(from); ; n++) {
  await records.transact([put('things', `${n}`, 's', { text: 'x'.repeat(3000) }), put('plain', `${n}`, 's')]);
  process.send?.(n);
  // The message leaves the process before the next write begins.
  await new Promise(setImmediate);
}
