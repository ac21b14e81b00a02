import type { RedisOptions } from 'ioredis';
import { OutOfTime } from '../budget.ts';
import { createReplies, type Reply } from './replies.ts';
import { createWaitingLine, type Fields } from './waiting.ts';

/** Where a server is, and who asks it: as its client was told. */
export type ServerAddress = Pick<
  RedisOptions,
  'host' | 'port' | 'path' | 'family' | 'tls' | 'username' | 'password' | 'db' | 'connectTimeout'
>;

/** What a connection tells whoever had it made. */
export interface ConnectionEvents {
  /** Where the next bytes are put, again and again. */
  readonly portion: Uint8Array;
  /** It can be written to: where it is secured, only then. */
  readonly onOpen: () => void;
  /** So many bytes lie in the portion. */
  readonly onBytes: (length: number) => void;
  /** Once, when it has ended or never began. */
  readonly onClosed: () => void;
}

/** Connects to a server, by TLS where its address says so. Never throws; what goes wrong ends it. */
export type Connect = (
  server: ServerAddress,
  events: ConnectionEvents,
) => { write(text: string): unknown; destroy(): unknown };

/** What {@link openConnection} takes. */
export interface ConnectionOptions {
  readonly connect: Connect;
  readonly server: ServerAddress;
  /** Milliseconds that an answer is waited for. */
  readonly budgetMs: number;
  /** Bytes of a field; of a longer one nothing is held, and it comes empty. */
  readonly mostBytes: number;
  /** Memory for what is read. */
  readonly take: (length: number) => Buffer;
  /** Asks in another way, where the server answers with an error. */
  readonly again: (key: string, names: readonly string[]) => Promise<Fields>;
  /** Once, when it has ended or never began. */
  readonly onClosed: () => void;
}

/** One connection, which only reads. It ends when it breaks, or when an answer is late by a second; it is never begun anew. */
export interface Connection {
  /** Reads fields of a hash; `undefined` where the connection is not open, or too much is waited for. @throws {@link OutOfTime}; `Error` where it breaks. */
  ask(key: string, names: readonly string[]): Promise<Fields> | undefined;
  close(): void;
}

const CONNECT_MS = 1_000;
/** How late an answer may be beyond its budget before the connection is given up: nobody would tell of one that only seems to be there. */
const LATE_MS = 1_000;
/** Most answers that are waited for, those included for which nobody waits any more. */
const MOST_WAITING = 10_000;

const written = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

const handshakeOf = ({ username, password, db = 0 }: ServerAddress): string[] => {
  const commands: string[] = [];
  if (typeof password === 'string' && password !== '')
    commands.push(written(['AUTH', ...(username ? [username] : []), password]));
  if (db !== 0) commands.push(written(['SELECT', String(db)]));
  return commands;
};

/**
 * Opens a connection that reads, and does it with less than a client for everything: one command is under way at a time, or rather one write of many. What is asked meanwhile
 * goes out together when it has been answered, or at the end of the turn of the event loop in which it is asked. Each system call costs more than all else that is done for a
 * read; and what comes is read into the same memory again and again.
 */
export const openConnection = (options: ConnectionOptions): Connection => {
  const { connect, server, budgetMs, mostBytes, take, again, onClosed } = options;
  const handshake = handshakeOf(server);
  const waiting = createWaitingLine();
  /** Replies to the handshake that are still to come. */
  let missing = handshake.length;
  let isOpen = false;
  let isGathering = false;
  let unsent = '';
  /** How many were ever sent; those after are `unsent`. */
  let sent = 0;
  let late: NodeJS.Timeout | undefined;
  /** Those who asked in one turn of the event loop, and what watches over their time. In their order, and gone once they are answered: what waits is little, and stays young. */
  const turns: { readonly upTo: number; readonly watch: NodeJS.Timeout }[] = [];

  const hear = (reply: Reply): void => {
    if (missing > 0) {
      if (reply.kind !== 'status') throw new TypeError('Redis refuses the connection');
      missing -= 1;
      isOpen = missing === 0;
      return;
    }
    const asker = waiting.answered < sent ? waiting.next() : undefined;
    if (asker === undefined || reply.kind === 'status') throw new TypeError('Redis answered what it was not asked');
    if (reply.kind === 'strings') asker.resolve(reply.strings);
    // That it fails there too would be heard by nobody who has given up, and what nobody hears ends the process.
    else if (!asker.hasGivenUp) asker.resolve(again(asker.key, asker.names));
  };

  const send = (): void => {
    if (unsent === '' || waiting.answered < sent) return;
    sent = waiting.asked;
    socket.write(unsent);
    unsent = '';
  };

  const giveUp = (upTo: number): void => {
    if (!waiting.giveUp(upTo, () => new OutOfTime(`No answer within ${budgetMs} ms`, false))) return;
    late ??= setTimeout(() => {
      late = undefined;
      if (waiting.answered < upTo) socket.destroy();
    }, LATE_MS);
  };

  const forgetTurns = (): void => {
    for (let [turn] = turns; turn !== undefined && turn.upTo <= waiting.answered; [turn] = turns) {
      clearTimeout(turn.watch);
      turns.shift();
    }
  };

  const endTurn = (): void => {
    isGathering = false;
    const upTo = waiting.asked;
    // After a long turn of the event loop the timer comes before the answer that has long arrived: sockets are read once more.
    turns.push({ upTo, watch: setTimeout(() => setImmediate(giveUp, upTo), budgetMs) });
    send();
  };

  const replies = createReplies({ mostBytes, take, onReply: hear });
  const socket = connect(server, {
    portion: replies.portion,
    onOpen() {
      if (missing > 0) socket.write(handshake.join(''));
      else isOpen = true;
    },
    onBytes(length) {
      try {
        replies.take(length);
        forgetTurns();
        if (unsent !== '' && !isGathering) setImmediate(send);
      } catch {
        // Nothing that comes after it could be understood.
        socket.destroy();
      }
    },
    onClosed() {
      isOpen = false;
      clearTimeout(slow);
      clearTimeout(late);
      for (const { watch } of turns) clearTimeout(watch);
      waiting.giveUp(waiting.asked, () => new Error('The connection to Redis broke'));
      onClosed();
    },
  });
  const slow = setTimeout(() => {
    if (!isOpen) socket.destroy();
  }, server.connectTimeout ?? CONNECT_MS);

  return {
    ask(key, names) {
      if (!isOpen || waiting.asked - waiting.answered >= MOST_WAITING) return undefined;
      if (!isGathering) {
        isGathering = true;
        setImmediate(endTurn);
      }
      unsent += `*${names.length + 2}\r\n$5\r\nHMGET\r\n$${Buffer.byteLength(key)}\r\n${key}\r\n`;
      for (const name of names) unsent += `$${name.length}\r\n${name}\r\n`;
      return waiting.add(key, names);
    },
    close: () => socket.destroy(),
  };
};
