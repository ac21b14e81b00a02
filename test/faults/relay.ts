import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** What a relayed connection asks of its proxy: the fault of this moment, and a signal that ends with it. */
export interface Weather {
  readonly fault: Fault;
  /** Aborted when another fault is set. */
  readonly changed: AbortSignal;
}

/** Looks like no protocol: an invalid HTTP status line, RESP type or JSON value, with a NUL and invalid UTF-8. */
const GARBAGE = Buffer.from([0xff, 0xfe, 0x00, 0x7d, 0x5d, 0x0d, 0x0a, 0xc3, 0x28, 0x0d, 0x0a, 0x0d, 0x0a, 0x80, 0x81]);

/**
 * Carries bytes between a client and the target under whatever fault is set, until either side is done.
 * A fault set while the connection stands takes hold of the bytes that have not gone out yet.
 */
export async function relay(client: Socket, target: { host: string; port: number }, weather: () => Weather) {
  const upstream = reach(client, target, weather);
  const turn: Turn = { asked: false, sent: 0, fault: undefined };
  await Promise.all([carryRequests(client, upstream, weather, turn), carryAnswers(upstream, client, weather, turn)]);
}

/** Asks the target only once something may pass: a hang hangs, and garbage comes, whether it is there or not. */
async function reach(client: Socket, target: { host: string; port: number }, weather: () => Weather): Promise<Socket> {
  await awhile(client, weather, ['hang', 'garbage']);
  const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true });
  upstream.on('error', () => client.resetAndDestroy());
  client.on('close', () => upstream.destroy());
  if (client.destroyed) upstream.destroy();
  return upstream;
}

/** `asked`: the client has sent something that is not answered yet. `sent`: bytes answered under `fault`. */
interface Turn {
  asked: boolean;
  sent: number;
  fault: Fault | undefined;
}

async function carryRequests(client: Socket, upstream: Promise<Socket>, weather: () => Weather, turn: Turn) {
  for await (const chunk of chunks(client)) {
    if (weather().fault.mode === 'garbage') {
      finish(client, GARBAGE);
      return;
    }
    await awhile(client, weather, ['hang']);
    turn.asked = true;
    await write(await upstream, chunk);
  }
  await awhile(client, weather, ['hang']);
  (await upstream).end();
}

async function carryAnswers(upstream: Promise<Socket>, client: Socket, weather: () => Weather, turn: Turn) {
  for await (const chunk of chunks(await upstream)) {
    let rest = chunk;
    while (rest.length > 0 && !client.destroyed) rest = rest.subarray(await step(rest, client, weather, turn));
  }
  await awhile(client, weather, ['hang']);
  client.end();
}

/** Sends as much of an answer as the fault allows at once, and says how many bytes that was. */
async function step(bytes: Buffer, client: Socket, weather: () => Weather, turn: Turn): Promise<number> {
  const { fault, changed } = weather();
  if (turn.fault !== fault) {
    turn.fault = fault;
    turn.sent = 0;
  }
  let length = bytes.length;
  switch (fault.mode) {
    case 'hang':
      await awhile(client, weather, ['hang']);
      return 0;
    case 'delay':
      if (turn.asked && !(await pause(fault.ms, changed))) return 0;
      break;
    case 'drip':
      if (turn.sent > 0 && !(await pause(fault.intervalMs, changed))) return 0;
      length = 1;
      break;
    case 'cut':
      length = Math.min(length, fault.afterBytes - turn.sent);
      break;
    case 'garbage':
      finish(client, GARBAGE);
      return bytes.length;
    case 'reset':
    case 'refuse':
      client.resetAndDestroy();
      return bytes.length;
    case 'pass':
      break;
  }
  turn.asked = false;
  turn.sent += length;
  await write(client, bytes.subarray(0, length));
  if (fault.mode === 'cut' && turn.sent >= fault.afterBytes) {
    finish(client);
    return bytes.length;
  }
  return length;
}

/** Waits while one of `modes` is set and the client is there. */
async function awhile(client: Socket, weather: () => Weather, modes: readonly Fault['mode'][]) {
  while (modes.includes(weather().fault.mode) && !client.destroyed) {
    const { changed } = weather();
    await first(
      (signal) => once(changed, 'abort', { signal }),
      (signal) => once(client, 'close', { signal }),
    );
  }
}

/** True after `ms`; false as soon as another fault is set. */
async function pause(ms: number, changed: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal: changed });
    return true;
  } catch {
    return false;
  }
}

async function write(socket: Socket, bytes: Buffer) {
  if (bytes.length === 0 || !socket.writable || socket.write(bytes)) return;
  await first(
    (signal) => once(socket, 'drain', { signal }),
    (signal) => once(socket, 'close', { signal }),
  );
}

/** Waits for whichever comes first (an `error` event counts as well), and stops listening for the others. */
async function first(...waits: readonly ((signal: AbortSignal) => Promise<unknown>)[]) {
  const over = new AbortController();
  await Promise.race(waits.map((wait) => wait(over.signal))).catch(() => undefined);
  over.abort();
}

/** Ends a connection for good once `bytes` are out. */
function finish(socket: Socket, bytes: Buffer = Buffer.alloc(0)) {
  socket.end(bytes);
  socket.destroySoon();
}

/** A socket's bytes until its end; a broken connection is an end here. The socket stays open for writing. */
async function* chunks(socket: Socket): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch {
    socket.destroy();
  }
}
