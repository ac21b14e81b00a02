import { expect, it } from 'vitest';
import { checkHistory } from './check.ts';
import type { Ended, EndedReceipt, Ending, History, Seen, Version, Write } from './history.ts';

/*
 * A history that holds, and what it is spoilt to. A checker that finds nothing in these would find nothing at all.
 */

const write = (key: string, parts: Partial<Write>): Write => ({
  key,
  organisation: 'courier',
  receipt: `receipt ${key}`,
  record: 'story',
  mutation: 'updateContent',
  value: `value ${key}`,
  expects: undefined,
  ...parts,
});

const made = write('made', { mutation: 'createContent' });
const changed = write('changed', { expects: 1 });
const late = write('late', { expects: 1 });
const published = write('published', { mutation: 'publishContent', value: undefined, expects: 2 });
const corrected = write('corrected', { expects: 3 });
const writes = [made, changed, late, published, corrected];

const version = (number: number, { receipt, value }: Write, parts: Partial<Version> = {}): Version => ({
  version: number,
  headline: value ?? '',
  live: false,
  receipt,
  ...parts,
});
const versions = [
  version(1, made),
  version(2, changed),
  version(3, published, { headline: 'value changed', live: true }),
  version(4, corrected),
];
const live = { version: 3, headline: 'value changed' };
const story: Ended = { version: 4, live, versions, found: true };

const applied = (number: number): EndedReceipt => ({ state: 'APPLIED', version: number, codes: [] });
const receipts: Readonly<Record<string, EndedReceipt>> = {
  'receipt made': applied(1),
  'receipt changed': applied(2),
  'receipt late': { state: 'REJECTED', version: undefined, codes: ['VERSION_CONFLICT'] },
  'receipt published': applied(3),
  'receipt corrected': applied(4),
};
const seen = (atLeast: number, what: Seen['seen'] = live): Seen => ({
  session: 'ann',
  record: 'story',
  atLeast,
  seen: what,
});

/** The history that holds, but for these parts. */
const check = (parts: {
  readonly writes?: readonly Write[];
  readonly reads?: readonly Seen[];
  readonly receipts?: Readonly<Record<string, EndedReceipt | undefined>>;
  readonly story?: Partial<Ended>;
  readonly ending?: Partial<Ending>;
}): readonly string[] => {
  const history: History = { writes: parts.writes ?? writes, reads: parts.reads ?? [seen(3), seen(3)] };
  const known = Object.entries({ ...receipts, ...parts.receipts }).flatMap(([id, receipt]) =>
    receipt ? [[id, receipt] as const] : [],
  );
  return checkHistory(history, {
    receipts: new Map(known),
    records: new Map([['story', { ...story, ...parts.story }]]),
    left: 0,
    slots: 0,
    ...parts.ending,
  });
};

it('finds nothing in a history that holds', () => {
  expect(check({})).toEqual([]);
});

it.each<[string, Parameters<typeof check>[0], string]>([
  ['a receipt that is lost', { receipts: { 'receipt changed': undefined } }, 'its receipt is lost'],
  [
    'a write that never comes to an end',
    { receipts: { 'receipt made': { ...applied(1), state: 'QUEUED' } } },
    'it is QUEUED',
  ],
  ['a write that was given up', { receipts: { 'receipt made': { ...applied(1), state: 'PARKED' } } }, 'it is PARKED'],
  [
    'an acknowledged write that is missing',
    { story: { versions: versions.slice(0, 3), version: 3 } },
    'updateContent corrected: it is applied, and no version is of it',
  ],
  [
    'a write that was applied twice',
    { story: { versions: [...versions, version(5, corrected)], version: 5 } },
    'it was applied 2 times',
  ],
  [
    'a receipt with another version',
    { receipts: { 'receipt corrected': applied(5) } },
    'it made version 4, its receipt says 5',
  ],
  [
    'a write over a version that it had not seen',
    { writes: [made, changed, late, published, { ...corrected, expects: 2 }] },
    'it expected version 2 and made version 4',
  ],
  [
    'a version with the value of another write',
    { story: { versions: versions.with(1, { ...version(2, changed), headline: 'value late' }) } },
    'what it made says value late',
  ],
  [
    'a draft that went live by itself',
    {
      story: {
        versions: versions.with(3, version(4, corrected, { live: true })),
        live: { version: 4, headline: 'value corrected' },
      },
    },
    'what it made is live',
  ],
  [
    'a rejected write that was applied',
    { story: { versions: [...versions, version(5, late)], version: 5 } },
    'it is rejected, and was applied',
  ],
  [
    'a conflict that there was not',
    { writes: [made, changed, { ...late, expects: 9 }, published, corrected] },
    'it is rejected for VERSION_CONFLICT, and that is not so',
  ],
  [
    'another reason than there was',
    { receipts: { 'receipt late': { state: 'REJECTED', version: undefined, codes: ['NOT_FOUND'] } } },
    'it is rejected for NOT_FOUND, and that is not so',
  ],
  ['a gap between versions', { story: { versions: versions.toSpliced(1, 1) } }, 'its versions are 1,3,4, its newest 4'],
  [
    'a version that is there twice',
    { story: { versions: [...versions, version(4, made)] } },
    'its versions are 1,2,3,4,4',
  ],
  ['a version beyond the newest', { story: { version: 3 } }, 'its versions are 1,2,3,4, its newest 3'],
  [
    'a version that nobody wrote',
    { story: { versions: [...versions, { ...version(5, made), receipt: 'nobody' }], version: 5 } },
    'version 5 is nobody’s',
  ],
  [
    'readers who see another version than the last that went live',
    { story: { live: { version: 2, headline: 'value changed' } } },
    'readers see version 2, and version 3 was the last to go live',
  ],
  [
    'a record that nobody sees though it went live',
    { story: { live: undefined, found: undefined } },
    'readers see version undefined',
  ],
  ['an index that is behind', { story: { found: false } }, 'the index does not find what readers see'],
  [
    'a session that goes backwards',
    {
      reads: [seen(3), seen(0, { version: 1, headline: 'value made' })],
    },
    'version 1 was seen after version 3',
  ],
  ['less than was asked for', { reads: [seen(4)] }, 'version 3 was seen, asked for was 4'],
  [
    'nothing, where something is there',
    { reads: [{ ...seen(3), seen: undefined }] },
    'version 3 is there, and nothing was seen',
  ],
  [
    'a draft that a reader saw',
    { reads: [seen(3, { version: 4, headline: 'value corrected' })] },
    'version 4 was seen as it never was',
  ],
  [
    'a reader who saw what was never there',
    { reads: [seen(3, { version: 3, headline: 'value late' })] },
    'version 3 was seen as it never was',
  ],
  ['two writes with one receipt', { writes: [...writes, { ...late, key: 'other' }] }, 'two writes have one receipt'],
  [
    'a key that became two writes',
    { writes: [...writes, { ...late, receipt: 'receipt made' }] },
    'a key was acknowledged as two writes',
  ],
  ['messages that are left', { ending: { left: 1 } }, '1 messages are left in the queue'],
  ['places that were never freed', { ending: { slots: 2 } }, '2 places of unfinished commands are taken'],
])('finds %s', (_, spoilt, fault) => {
  expect(check(spoilt)).toContainEqual(expect.stringContaining(fault));
});

it('lets other sessions see what they see', () => {
  const other = { ...seen(0, { version: 3, headline: 'value changed' }), session: 'bob' };
  expect(check({ reads: [seen(3), other, seen(3)] })).toEqual([]);
});
