import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a server of a test answers to one request; `cut` breaks the body off there. */
export interface Canned {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cut?: boolean;
}

/** A server that gives one answer after another, the last one for ever, and keeps what it was asked. */
export interface CannedServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly asked: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
    body: string;
  }[];
}

export async function serveCanned(...answers: readonly Canned[]): Promise<CannedServer> {
  const asked: CannedServer['asked'] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: '' };
    asked.push(seen);
    request.setEncoding('utf8').on('data', (text: string) => {
      seen.body += text;
    });
    request.on('end', () => {
      const { status, headers = {}, body = '', cut = false } = answer ?? { status: 500 };
      if (!cut) return response.writeHead(status, headers).end(body);
      response.writeHead(status, { ...headers, 'content-length': body.length * 2 });
      return response.write(body, () => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
