import { expect, it } from 'vitest';
import { idOf } from '../support/builders.ts';
import { Killed, mortal } from './killed.ts';
import { acceptedId, openLine, settleAll, submitTo, turn } from './line.ts';
import type { Note } from './notes.ts';
import { noteCommand, readNote } from './notes.ts';

/** A short life: three commands of two notes, applied, one of them delivered together with the one behind it. */
const life = async (line: Awaited<ReturnType<typeof openLine>>, writes: ReturnType<typeof line.process>) => {
  const acknowledged: string[] = [];
  try {
    const commands = [
      ['one', noteCommand(idOf('a'), 'first')],
      ['two', noteCommand(idOf('a'), 'second', { expects: 1 })],
      ['three', noteCommand(idOf('b'), 'other')],
    ] as const;
    for (const [key, command] of commands) {
      await submitTo(writes, line, command, key);
      acknowledged.push(key);
    }
    while ((await turn(writes, line.queue)) > 0);
  } catch {
    // Killed: whoever was waiting learns nothing.
  }
  return acknowledged;
};

/** Whether the effect of a command is there. */
const done = (key: string, a: Note | undefined, b: Note | undefined): boolean => {
  if (key === 'three') return b?.history[0] === 'other';
  return key === 'one' ? a?.history[0] === 'first' : a?.history[1] === 'second';
};

/** Calls that the life above makes when nobody kills it. */
const callsOf = async (): Promise<number> => {
  await using line = await openLine();
  const immortal = mortal(undefined, 'before');
  await life(line, line.process(immortal.meddle));
  return immortal.calls;
};

it('applies every acknowledged command once, wherever the process that applies it is killed', async () => {
  const calls = await callsOf();
  expect(calls).toBeGreaterThan(25);
  for (let at = 0; at < calls; at += 1)
    for (const when of ['before', 'after'] as const) {
      await using line = await openLine();
      const victim = mortal(at, when);
      const acknowledged = await life(line, line.process(victim.meddle));
      expect(victim.dead, `killed ${when} call ${at}`).toBe(true);

      const next = line.process();
      await settleAll(next, line);
      const known = await readNote(line.records, idOf('a'));
      const other = await readNote(line.records, idOf('b'));
      const place = `killed ${when} call ${at}, acknowledged ${acknowledged.join()}`;
      const missing = acknowledged.filter((key) => !done(key, known, other));
      expect(missing, place).toEqual([]);

      // Whoever was not told asks again with the same key, and what was done is not done twice.
      for (const [key, command] of [
        ['one', noteCommand(idOf('a'), 'first')],
        ['two', noteCommand(idOf('a'), 'second', { expects: 1 })],
        ['three', noteCommand(idOf('b'), 'other')],
      ] as const) {
        const id = acceptedId(await submitTo(next, line, command, key));
        await settleAll(next, line);
        expect(await next.receipts.get(id), place).toMatchObject({ state: 'APPLIED' });
      }
      expect(await readNote(line.records, idOf('a')), place).toMatchObject({
        version: 2,
        history: ['first', 'second'],
      });
      expect(await readNote(line.records, idOf('b')), place).toMatchObject({ version: 1, history: ['other'] });
    }
});

it('counts no failure of a command for a kill', async () => {
  await using line = await openLine();
  const id = acceptedId(await submitTo(line.process(), line, noteCommand(idOf('a'), 'first'), 'one'));
  for (let kill = 0; kill < 8; kill += 1) {
    const victim = mortal(1, 'before');
    await expect(turn(line.process(victim.meddle), line.queue)).resolves.toBe(1);
    expect(victim.dead).toBe(true);
    line.pass(60_000);
  }
  expect(await line.process().receipts.get(id)).toMatchObject({ state: 'QUEUED', failures: 0 });
  await settleAll(line.process(), line);
  expect(await line.process().receipts.get(id)).toMatchObject({ state: 'APPLIED', version: 1 });
});

it('is killed as a process is: nothing of it goes on', async () => {
  const victim = mortal(0, 'before');
  const records = victim.meddle('records', { ping: () => Promise.resolve('there') });
  await expect(records.ping()).rejects.toThrow(Killed);
  await expect(records.ping()).rejects.toThrow(Killed);
});
