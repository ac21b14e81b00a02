import { createServer } from 'node:net';
import { createServer as createSecureServer, type TlsOptions } from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import { connectRedis } from '../../../../../entrypoints/redisConnection.ts';
import { OutOfTime } from '../../../../../platform/cache/redis/budget.ts';
import {
  type Connection,
  type ConnectionOptions,
  openConnection,
} from '../../../../../platform/cache/redis/reader/connection.ts';
import type { Fields } from '../../../../../platform/cache/redis/reader/waiting.ts';
import { answerOf, type PlayedServer, playServer } from './server.ts';

interface Under extends AsyncDisposable {
  readonly server: PlayedServer;
  readonly connection: Connection;
  /** How often it was told that the connection has ended. */
  readonly closed: () => number;
}

const HOST = '127.0.0.1';

const make = async (options: Partial<ConnectionOptions> = {}, server?: PlayedServer): Promise<Under> => {
  const played = server ?? (await playServer(createServer()));
  let closed = 0;
  const connection = openConnection({
    connect: connectRedis,
    budgetMs: 10_000,
    mostBytes: 1_000,
    take: (length) => Buffer.allocUnsafe(length),
    again: () => Promise.reject(new Error('asked again')),
    onClosed: () => {
      closed += 1;
    },
    ...options,
    server: { host: HOST, port: played.port, ...options.server },
  });
  return {
    server: played,
    connection,
    closed: () => closed,
    [Symbol.asyncDispose]: async () => {
      connection.close();
      await vi.waitFor(() => expect(closed).toBe(1));
      await played[Symbol.asyncDispose]();
    },
  };
};

/** Asks as soon as the connection is open. */
const asks = (connection: Connection, key: string): Promise<Promise<Fields>[]> =>
  vi.waitFor(() => {
    const asked = connection.ask(key, ['head', 'bytes']);
    if (!asked) throw new Error('not open');
    // In an array, so that it is not waited for.
    return [asked];
  });

const told = async (asked: Promise<Fields> | undefined) => (await asked)?.map((part) => part?.toString() ?? null);

describe('a connection that reads', () => {
  it('gives each asker its own answer, and nothing where there is nothing', async () => {
    await using under = await make();
    const { server, connection } = under;
    const [one] = await asks(connection, 'one');
    const two = connection.ask('zwei·', ['head', 'bytes:br']);
    expect(await server.asked(2)).toEqual([
      ['HMGET', 'one', 'head', 'bytes'],
      ['HMGET', 'zwei·', 'head', 'bytes:br'],
    ]);
    server.answer(`${answerOf('h1', 'b1')}*2\r\n$-1\r\n$-1\r\n`);
    expect(await told(one)).toEqual(['h1', 'b1']);
    expect(await told(two)).toEqual([null, null]);
  });

  it('sends together what is asked while it waits for answers', async () => {
    await using under = await make();
    const { server, connection } = under;
    const [one] = await asks(connection, 'one');
    expect(await server.asked(1)).toHaveLength(1);
    const others = ['two', 'three', 'four'].map((key) => connection.ask(key, ['head', 'bytes']));
    await new Promise((resolve) => setImmediate(resolve));
    const more = connection.ask('five', ['head', 'bytes']);
    server.answer(answerOf('h', 'one'));
    expect(await told(one)).toEqual(['h', 'one']);
    expect((await server.asked(4)).map(([, key]) => key)).toEqual(['two', 'three', 'four', 'five']);
    server.answer(['two', 'three', 'four', 'five'].map((key) => answerOf('h', key)).join(''));
    expect(await Promise.all([...others, more].map(told))).toEqual([
      ['h', 'two'],
      ['h', 'three'],
      ['h', 'four'],
      ['h', 'five'],
    ]);
  });

  it('gives an answer that comes late to nobody, and the next one to whom it belongs', async () => {
    await using under = await make({ budgetMs: 700 });
    const { server, connection } = under;
    const [late] = await asks(connection, 'late');
    await expect(late).rejects.toThrow(OutOfTime);
    await server.asked(1);
    const next = connection.ask('next', ['head', 'bytes']);
    server.answer(answerOf('h', 'late'));
    expect(await server.asked(1)).toEqual([['HMGET', 'next', 'head', 'bytes']]);
    server.answer(answerOf('h', 'next'));
    expect(await told(next)).toEqual(['h', 'next']);
  });

  it('gives up who waits for one that was never sent, too', async () => {
    await using under = await make({ budgetMs: 50 });
    const { server, connection } = under;
    const [first] = await asks(connection, 'first');
    await server.asked(1);
    const unsent = connection.ask('unsent', ['head', 'bytes']);
    await expect(first).rejects.toThrow('No answer within 50 ms');
    await expect(unsent).rejects.toThrow('No answer within 50 ms');
  });

  it('ends when the server stays silent', async () => {
    await using under = await make({ budgetMs: 10 });
    const { connection, closed } = under;
    const [asked] = await asks(connection, 'key');
    await expect(asked).rejects.toThrow(OutOfTime);
    await vi.waitFor(() => expect(closed()).toBe(1), { timeout: 20_000 });
    expect(connection.ask('key', ['head', 'bytes'])).toBeUndefined();
  });

  it('asks in another way where the server answers with an error', async () => {
    const again: Fields = [Buffer.from('from'), Buffer.from('elsewhere')];
    const asked: string[] = [];
    await using under = await make({
      again: async (key, names) => {
        asked.push(key, ...names);
        return again;
      },
    });
    const { server, connection } = under;
    const [moved] = await asks(connection, 'moved');
    const there = connection.ask('there', ['head', 'bytes']);
    await server.asked(2);
    server.answer(`-MOVED 1 127.0.0.1:1\r\n${answerOf('h', 'there')}`);
    expect(await moved).toBe(again);
    expect(await told(there)).toEqual(['h', 'there']);
    expect(asked).toEqual(['moved', 'head', 'bytes']);
  });

  it('asks in no other way for who waits no longer: that it fails there too would be heard by nobody', async () => {
    const asked: string[] = [];
    await using under = await make({
      budgetMs: 700,
      again: async (key) => {
        asked.push(key);
        throw new Error('WRONGTYPE');
      },
    });
    const { server, connection } = under;
    const [late] = await asks(connection, 'late');
    await expect(late).rejects.toThrow(OutOfTime);
    await server.asked(1);
    const next = connection.ask('next', ['head', 'bytes']);
    server.answer('-WRONGTYPE\r\n');
    await server.asked(1);
    server.answer('-WRONGTYPE\r\n');
    await expect(next).rejects.toThrow('WRONGTYPE');
    expect(asked).toEqual(['next']);
  });

  it.each(['what is this?\r\n', '+OK\r\n', `${answerOf('h', 'b')}${answerOf('nobody', 'asked')}`])(
    'ends where it does not understand, and so does all that is waited for: %j',
    async (garbage) => {
      await using under = await make();
      const { server, connection, closed } = under;
      const [first] = await asks(connection, 'first');
      await server.asked(1);
      const unsent = connection.ask('unsent', ['head', 'bytes']);
      server.answer(garbage);
      await expect(Promise.all([first, unsent])).rejects.toThrow('The connection to Redis broke');
      expect(closed()).toBe(1);
    },
  );

  it('ends when it breaks, with all that is waited for', async () => {
    await using under = await make();
    const { server, connection } = under;
    const [asked] = await asks(connection, 'key');
    await server.asked(1);
    server.end();
    await expect(asked).rejects.toThrow('The connection to Redis broke');
    expect(connection.ask('key', ['head', 'bytes'])).toBeUndefined();
  });

  it('ends where nobody listens', async () => {
    const gone = await playServer(createServer());
    await gone[Symbol.asyncDispose]();
    let closed = 0;
    openConnection({
      connect: connectRedis,
      server: { host: HOST, port: gone.port },
      budgetMs: 10,
      mostBytes: 10,
      take: (length) => Buffer.allocUnsafe(length),
      again: () => Promise.reject(new Error('asked again')),
      onClosed: () => {
        closed += 1;
      },
    });
    await vi.waitFor(() => expect(closed).toBe(1));
  });
});

describe('whoever reads says first', () => {
  it('who it is and which database it wants, and asks nothing before that is granted', async () => {
    await using under = await make({ server: { username: 'reader', password: 'secret', db: 3 } });
    const { server, connection } = under;
    expect(await server.asked(2)).toEqual([
      ['AUTH', 'reader', 'secret'],
      ['SELECT', '3'],
    ]);
    server.answer('+OK\r\n');
    expect(connection.ask('key', ['head', 'bytes'])).toBeUndefined();
    server.answer('+OK\r\n');
    const [asked] = await asks(connection, 'key');
    await server.asked(1);
    server.answer(answerOf('h', 'b'));
    expect(await told(asked)).toEqual(['h', 'b']);
  });

  it('a password alone where there is no user, and ends where it is refused', async () => {
    await using under = await make({ server: { password: 'wrong' } });
    const { server, connection, closed } = under;
    expect(await server.asked(1)).toEqual([['AUTH', 'wrong']]);
    server.answer('-WRONGPASS invalid username-password pair\r\n');
    await vi.waitFor(() => expect(closed()).toBe(1));
    expect(connection.ask('key', ['head', 'bytes'])).toBeUndefined();
  });

  it('the same over TLS where the server wants that', async () => {
    const psk = { psk: Buffer.from('0123456789abcdef'), identity: 'reader' };
    const common = { ciphers: 'PSK-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' } satisfies TlsOptions;
    const secure = createSecureServer({ ...common, pskCallback: () => psk.psk, pskIdentityHint: '' });
    await using under = await make(
      {
        server: {
          host: HOST,
          password: 'secret',
          tls: { ...common, pskCallback: () => psk, checkServerIdentity: () => undefined },
        },
      },
      await playServer(secure, 'secureConnection'),
    );
    const { server, connection } = under;
    expect(await server.asked(1)).toEqual([['AUTH', 'secret']]);
    server.answer('+OK\r\n');
    const [asked] = await asks(connection, 'key');
    await server.asked(1);
    server.answer(answerOf('h', 'x'.repeat(900)));
    expect(await told(asked)).toEqual(['h', 'x'.repeat(900)]);
  });
});
