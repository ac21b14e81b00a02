import { expect, it } from 'vitest';
import type { Log } from '../../platform/telemetry.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { DueSource } from '../../writes/due.ts';
import { submitDue } from '../../writes/due.ts';

it('tells once of what is due and cannot be read, and looks for it no more', async () => {
  const told: unknown[] = [];
  const log: Log = { ...silentLog, error: (fields, message) => void told.push([message, fields]) };
  const fault = new Error('content-desk C#a WORK is not as it should be');
  const found = new Set(['a', 'b']);
  const source: DueSource = {
    find: async () => [...found].map((subject) => ({ subject, fault, forget: async () => void found.delete(subject) })),
  };
  const submit = () => {
    throw new TypeError('there is nothing to submit');
  };
  const { signal } = new AbortController();
  expect(await submitDue({ submit, source, log }, 0, signal)).toBe(0);
  expect(await submitDue({ submit, source, log }, 1_000, signal)).toBe(0);
  expect(told).toEqual([
    ['what was due cannot be read', { subject: 'a', err: fault }],
    ['what was due cannot be read', { subject: 'b', err: fault }],
  ]);
});
