import type { Server } from 'node:http';
import { OperatorError } from '../../platform/errors.ts';

const explain = (error: unknown, host: string, port: number): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new OperatorError(`port ${port} on ${host} is in use: stop what listens there, or set PORT to another`, {
      cause: error,
    });
  if (code === 'EACCES')
    return new OperatorError(`port ${port} on ${host} may not be used: set PORT to one above 1023`, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new OperatorError(`${host} is no address of this machine: set HOST to one that is`, { cause: error });
  return error;
};

/**
 * Makes a server listen, and says on which port.
 * @param port 0 takes a free one.
 * @throws {@link OperatorError} where the port cannot be had.
 */
export const listen = async (server: Server, host: string, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, host, port)));
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
};
