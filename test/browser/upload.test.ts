import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Masthead } from '../system/masthead.ts';
import { runEntryPoint, startMasthead, temporaryFolder } from '../system/masthead.ts';
import { QUIET } from './quiet.ts';

/** What the page on writing has people put into a page of theirs. */
const [, script = ''] =
  /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(new URL('../../docs/partners/writing.md', import.meta.url), 'utf8')) ??
  [];

const shownShape = z.object({
  headline: z.string(),
  leadMedia: z.object({
    altText: z.string(),
    placeholder: z.string(),
    renditions: z.array(z.object({ url: z.string(), width: z.number(), height: z.number() })),
  }),
  pictures: z.array(z.tuple([z.number(), z.number()])),
});

describe('a page of a newsroom', () => {
  const stack = new AsyncDisposableStack();
  let masthead: Masthead;
  let newsroom: string;
  let browser: Awaited<ReturnType<typeof chromium.launch>>;
  let key: string;
  let token: string;

  const command = async (dataDir: string, ...args: readonly string[]): Promise<string> => {
    await using child = runEntryPoint('cli.ts', args, { DATA_DIR: dataDir });
    if ((await child.ended) !== 0) throw new Error(child.output());
    return child.output();
  };

  beforeAll(async () => {
    const { path } = stack.use(await temporaryFolder());
    // The newsroom's own host: its pages are of another origin than the graph and storage.
    const host = createServer((_, response) => response.end('a desk'));
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    stack.defer(() => void host.close());
    const address = host.address();
    if (address === null || typeof address === 'string') throw new Error('the newsroom has no port');
    newsroom = `http://127.0.0.1:${address.port}`;
    masthead = stack.use(await startMasthead(path, { env: { ALLOWED_ORIGINS: newsroom } }));
    const owner = ['--subsidiary', 'harbour-courier'];
    const made = await command(
      path,
      'keys',
      'add',
      ...owner,
      '--application',
      'harbour-courier-web',
      '--view',
      'newsroom',
      '--grants',
      'read,write',
    );
    key = /mh_\S+/.exec(made)?.[0] ?? '';
    token = (await command(path, 'token', ...owner, '--groups', 'publisher', '--scope', 'masthead/write')).trim();
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...QUIET] });
    stack.defer(() => browser.close());
  }, 180_000);
  afterAll(() => stack.disposeAsync());

  /** A page on the newsroom's host with a file chosen, and the page's own script beside it. */
  const pageWith = async (file: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }) => {
    const page = await browser.newPage();
    await page.goto(newsroom);
    await page.evaluate('document.body.innerHTML = `<input type="file">`');
    await page.setInputFiles('input', file);
    const told = JSON.stringify({ key, token, graph: masthead.url });
    return {
      run: (body: string): Promise<unknown> =>
        page.evaluate(
          `(async () => { const { key, token, graph } = ${told}; ${script}; const [file] = document.querySelector('input').files; ${body} })()`,
        ),
      [Symbol.asyncDispose]: () => page.close(),
    };
  };

  it('uploads a picture by its form and shows it in a story', async () => {
    const buffer = await sharp({ create: { width: 1280, height: 960, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    await using page = await pageWith({ name: 'ferry.jpg', mimeType: 'image/jpeg', buffer });
    const shown = shownShape.parse(
      await page.run(`
        const story = await publish('The first ferry', await upload(file, 'A ferry'));
        const pictures = [];
        for (const { url } of story.leadMedia.renditions) {
          const picture = new Image();
          picture.src = url;
          await picture.decode();
          pictures.push([picture.naturalWidth, picture.naturalHeight]);
        }
        return { ...story, pictures };`),
    );
    expect(shown).toMatchObject({ headline: 'The first ferry', leadMedia: { altText: 'A ferry' } });
    expect(shown.leadMedia.placeholder).toMatch(/^data:image\/webp;base64,/);
    expect(shown.pictures).toEqual([
      [320, 180],
      [640, 360],
    ]);
    expect(shown.leadMedia.renditions.map(({ width, height }) => [width, height])).toEqual(shown.pictures);
  });

  it('is told why a file is refused', async () => {
    const buffer = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    await using page = await pageWith({ name: 'ferry.jpg', mimeType: 'image/jpeg', buffer });
    expect(await page.run(`return upload(file, 'A ferry').then(() => 'taken', (error) => error.message);`)).toContain(
      'Its bytes are not those of image/jpeg',
    );
  });
});
