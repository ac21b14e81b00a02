import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createFileObjects, type FileObjects, type FileObjectsOptions } from '../../platform/objects/files.ts';

/** The embedded store in a folder of its own, served over HTTP as the gateway serves it. */
export interface HostedFiles extends AsyncDisposable {
  readonly objects: FileObjects;
  readonly root: string;
  /** Where it is served. */
  readonly baseUrl: string;
}

export async function hostFiles(options: Partial<FileObjectsOptions> = {}): Promise<HostedFiles> {
  const root = await mkdtemp(join(tmpdir(), 'objects-'));
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const baseUrl = `http://127.0.0.1:${address.port}/media`;
  const objects = createFileObjects({ root, baseUrl, secret: 'a secret of a test', now: Date.now, ...options });
  await objects.prepare();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    const given = await objects.handle({
      method: request.method ?? '',
      path: path.slice('/media'.length),
      query,
      headers,
      body: request,
    });
    response.writeHead(given.status, given.headers);
    if (given.body instanceof Readable) await pipeline(given.body, response);
    else response.end(given.body);
  }

  return {
    objects,
    root,
    baseUrl,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await objects.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
