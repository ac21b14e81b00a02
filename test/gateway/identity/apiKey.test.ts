import { describe, expect, test } from 'vitest';
import { createApiKeys } from '../../../gateway/identity/apiKey.ts';
import { unauthenticated } from '../../../gateway/identity/unauthenticated.ts';
import { AnswerError } from '../../../platform/errors.ts';
import { base32 } from '../../../platform/ids.ts';
import { openDirectory, START } from '../../platform/directoryFixture.ts';

const secret = 'k'.repeat(32);
const courier = { organisation: 'courier', application: 'site', view: 'subsidiary', grants: ['read'] } as const;

const openKeys = async () => {
  const fixture = await openDirectory();
  const keys = createApiKeys({ secret, directory: fixture.directory, now: fixture.now });
  return { ...fixture, keys, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
};
const refusalOf = async (asked: Promise<unknown>): Promise<string> => {
  const failure = await asked.catch((error: unknown) => error);
  return failure instanceof AnswerError ? `${failure.code}: ${failure.message}` : `no refusal: ${String(failure)}`;
};
const refused = `UNAUTHENTICATED: ${unauthenticated().message}`;
const swap = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);

describe('an API key', () => {
  test('finds its viewer', async () => {
    await using fixture = await openKeys();
    const { id, key } = await fixture.keys.issue(courier);
    expect(key).toMatch(new RegExp(`^mh_${id}_[a-z2-7]{52}$`));
    expect((await fixture.keys.callerOf([key])).viewer).toMatchObject({
      organisation: 'courier',
      view: { name: 'subsidiary' },
    });
  });

  test('is known without a look-up once it was found, alone and whole, and no longer than it is remembered', async () => {
    await using fixture = await openKeys();
    const { key } = await fixture.keys.issue(courier);
    expect(fixture.keys.known([key])).toBeUndefined();
    const caller = await fixture.keys.callerOf([key]);
    expect(fixture.keys.known([key])).toBe(caller);
    for (const values of [[], [key, key], [''], [`${key}x`], [swap(key, 40)], [`${key}, ${key}`]])
      expect(fixture.keys.known(values)).toBeUndefined();
    fixture.advance(25_000);
    expect(fixture.keys.known([key])).toBeUndefined();
  });

  test('is known over a connection for what comes over it now, not for what came before, and no longer than elsewhere', async () => {
    await using fixture = await openKeys();
    const { keys } = fixture;
    const [{ key }, other] = [await keys.issue(courier), await keys.issue(courier)];
    const [one, two] = [{}, {}];
    expect(keys.known([key], one)).toBeUndefined();
    const caller = await keys.callerOf([key]);
    fixture.advance(1_000);
    const otherCaller = await keys.callerOf([other.key]);
    for (let again = 0; again < 2; again += 1) {
      expect(keys.known([key], one)).toBe(caller);
      expect(keys.known([key], one)).toBe(caller);
      for (const values of [[], [key, key], [''], [`${key}x`], [swap(key, 40)]])
        expect(keys.known(values, one)).toBeUndefined();
      expect(keys.known([other.key], one)).toBe(otherCaller);
      expect(keys.known([key], two)).toBe(caller);
    }
    fixture.advance(24_000);
    expect([keys.known([key], one), keys.known([key], two)]).toEqual([undefined, undefined]);
    expect(keys.known([other.key], one)).toBe(otherCaller);
    fixture.advance(1_000);
    expect(keys.known([other.key], one)).toBeUndefined();
  });

  test('is stored as a digest alone', async () => {
    await using fixture = await openKeys();
    const { id, key } = await fixture.keys.issue(courier);
    expect(JSON.stringify(await fixture.directory.key(id))).not.toContain(key.split('_')[2]);
  });

  test('is refused in the same words for every reason', async () => {
    await using fixture = await openKeys();
    const { key } = await fixture.keys.issue(courier);
    const revoked = await fixture.keys.issue(courier);
    await fixture.directory.revokeKey(revoked.id);
    const expired = await fixture.keys.issue({ ...courier, expires: START });
    const elsewhere = createApiKeys({ secret: 'o'.repeat(32), directory: fixture.directory, now: fixture.now });
    const unknown = createApiKeys({
      secret,
      directory: { ...fixture.directory, createKey: async () => undefined },
      now: fixture.now,
    });
    const values: Record<string, readonly string[]> = {
      none: [],
      several: [key, key],
      empty: [''],
      malformed: [`${key}x`],
      'joined by a comma': [`${key}, ${key}`],
      'in capitals': [key.toUpperCase()],
      'with an id that was not signed': [swap(key, 5)],
      'with another secret': [swap(key, 40)],
      'signed elsewhere': [(await elsewhere.issue(courier)).key],
      unknown: [(await unknown.issue(courier)).key],
      revoked: [revoked.key],
      expired: [expired.key],
    };
    for (const [reason, headers] of Object.entries(values))
      expect([reason, await refusalOf(fixture.keys.callerOf(headers))]).toEqual([reason, refused]);
  });

  test('with an id that was not signed never reaches the table', async () => {
    await using fixture = await openKeys();
    const { key } = await fixture.keys.issue(courier);
    const before = fixture.reads();
    for (let at = 3; at < 27; at += 1) await refusalOf(fixture.keys.callerOf([swap(key, at)]));
    expect(fixture.reads()).toBe(before);
  });

  test('is found without a look-up while another guesses ten thousand: what is guessed takes nobody’s place', async () => {
    await using fixture = await openKeys();
    const { key } = await fixture.keys.issue(courier);
    const { key: other } = await fixture.keys.issue(courier);
    await fixture.keys.callerOf([key]);
    const before = fixture.reads();
    for (let count = 0; count < 10_000; count += 1) {
      const guess = base32(Buffer.from(String(count).padStart(33, 'x')), 52);
      await refusalOf(fixture.keys.callerOf([`mh_${guess.slice(0, 24)}_${guess}`]));
      await refusalOf(fixture.keys.callerOf([`${other.slice(0, 28)}${guess}`]));
    }
    // The one id of theirs that was issued is looked up once.
    expect(fixture.reads() - before).toBe(1);
    await fixture.keys.callerOf([key]);
    expect(fixture.reads() - before).toBe(1);
  });

  test('is looked up once for many requests, and once for many wrong secrets with its id', async () => {
    await using fixture = await openKeys();
    const { key } = await fixture.keys.issue(courier);
    await Promise.all(Array.from({ length: 20 }, () => fixture.keys.callerOf([key])));
    const before = fixture.reads();
    fixture.advance(4_999);
    for (let at = 30; at < 70; at += 1) expect(await refusalOf(fixture.keys.callerOf([swap(key, at)]))).toBe(refused);
    fixture.advance(20_000);
    await fixture.keys.callerOf([key]);
    expect(fixture.reads()).toBe(before);
  });

  test('dies within 30 seconds of being revoked', async () => {
    await using fixture = await openKeys();
    const { id, key } = await fixture.keys.issue(courier);
    await fixture.keys.callerOf([key]);
    fixture.advance(4_999);
    await fixture.directory.revokeKey(id);
    await fixture.keys.callerOf([key]);
    fixture.advance(25_001);
    expect(await refusalOf(fixture.keys.callerOf([key]))).toBe(refused);
  });

  test('dies at the moment it expires, remembered or not', async () => {
    await using fixture = await openKeys();
    const { key } = await fixture.keys.issue({ ...courier, expires: START + 2_000 });
    fixture.advance(1_999);
    await fixture.keys.callerOf([key]);
    fixture.advance(1);
    expect(await refusalOf(fixture.keys.callerOf([key]))).toBe(refused);
  });

  test('carries a licence as soon as it begins, remembered or not', async () => {
    await using fixture = await openKeys();
    await fixture.directory.saveLicence({
      licensee: 'radio',
      id: 'l1',
      package: 'courier/news',
      channels: ['app'],
      from: new Date(START + 1_000).toISOString(),
      until: null,
      delayMinutes: 0,
    });
    const { key } = await fixture.keys.issue({
      organisation: 'radio',
      application: 'app',
      view: 'partner',
      grants: ['read'],
    });
    expect((await fixture.keys.callerOf([key])).viewer.packages).toEqual([]);
    fixture.advance(1_000);
    expect((await fixture.keys.callerOf([key])).viewer.packages).toEqual([{ id: 'courier/news', delayMinutes: 0 }]);
  });

  test('that cannot be looked up is no refusal: records that are away are said to be, without a name', async () => {
    await using fixture = await openKeys();
    const { key } = await fixture.keys.issue(courier);
    fixture.away(true);
    expect(await refusalOf(fixture.keys.callerOf([key]))).toBe(
      'UNAVAILABLE: Keys cannot be checked right now; try again.',
    );
    fixture.away(false);
    expect((await fixture.keys.callerOf([key])).viewer.organisation).toBe('courier');
  });
});
