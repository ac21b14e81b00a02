import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Connect } from '../platform/cache/redis/reader/connection.ts';

const PORT = 6_379;

/** Connects to a Redis server as its client does, and has what comes put into the same memory again and again. */
export const connectRedis: Connect = (
  { host, port = PORT, path, family, tls },
  { portion, onOpen, onBytes, onClosed },
) => {
  const callback = (length: number): boolean => {
    onBytes(length);
    return true;
  };
  const place = typeof path === 'string' ? { path } : { host, port, family };
  const options = { ...place, noDelay: true, onread: { buffer: portion, callback } };
  const socket = tls ? connectSecurely({ ...options, ...tls }) : connect(options);
  socket.on(tls ? 'secureConnect' : 'connect', onOpen);
  // What it was changes nothing: `close` always follows.
  socket.on('error', () => undefined);
  socket.on('close', onClosed);
  return socket;
};
