import { once } from 'node:events';
import type { Server, Socket } from 'node:net';

/** What stands for a Redis server: it keeps what it is asked, and answers what a test lets it. One connection. */
export interface PlayedServer extends AsyncDisposable {
  readonly port: number;
  /** All that was asked since the last time, once at least so many commands have come. */
  readonly asked: (atLeast: number) => Promise<readonly (readonly string[])[]>;
  readonly answer: (text: string) => void;
  /** Ends the connection. */
  readonly end: () => void;
}

/** What answers a question for two fields. */
export const answerOf = (head: string, bytes: string): string =>
  `*2\r\n$${head.length}\r\n${head}\r\n$${bytes.length}\r\n${bytes}\r\n`;

/** The commands in a text that holds nothing else. */
export const commandsIn = (text: string): string[][] =>
  text
    .split(/^\*\d+\r\n/m)
    .filter((command) => command !== '')
    .map((command) => command.split('\r\n').filter((_, line) => line % 2 === 1));

/** Plays a server of node:net or node:tls on the loopback. @param connected - the event with which its connections come. */
export const playServer = async (server: Server, connected = 'connection'): Promise<PlayedServer> => {
  let socket: Socket | undefined;
  let heard = '';
  let told = (): void => undefined;
  server.on(connected, (came: Socket) => {
    socket = came;
    came.on('error', () => undefined);
    came.on('data', (bytes: Buffer) => {
      heard += bytes.toString();
      told();
    });
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    asked: async (atLeast) => {
      while (commandsIn(heard).length < atLeast) await new Promise<void>((resolve) => (told = resolve));
      const commands = commandsIn(heard);
      heard = '';
      return commands;
    },
    answer: (text) => void socket?.write(text),
    end: () => void socket?.destroy(),
    [Symbol.asyncDispose]: async () => {
      socket?.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
