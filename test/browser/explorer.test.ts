import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Masthead } from '../system/masthead.ts';
import { startMasthead, temporaryFolder } from '../system/masthead.ts';
import { QUIET } from './quiet.ts';

describe('in a browser', () => {
  const stack = new AsyncDisposableStack();
  let masthead: Masthead;
  let browser: Awaited<ReturnType<typeof chromium.launch>>;

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    masthead = stack.use(await startMasthead(folder.path));
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...QUIET] });
    stack.defer(() => browser.close());
  }, 180_000);
  afterAll(() => stack.disposeAsync());

  it('the graph’s address shows Sandbox’s page, and a way on where Apollo’s servers cannot be reached', async () => {
    for (const path of ['/', '/graphql']) {
      const page = await browser.newPage();
      await page.goto(masthead.url + path);
      expect(await page.title()).toContain('Masthead');
      expect(await page.content()).toContain(masthead.keys[0]?.key);
      await page.getByRole('link', { name: 'GraphiQL' }).first().click();
      await page.waitForURL(`${masthead.url}/graphiql`);
      await page.close();
    }
  });

  it('GraphiQL runs a query across the subgraphs with the sample key and shows the answer', async () => {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(masthead.url) && /^https?:/.test(request.url())) elsewhere.push(request.url());
    });
    await page.goto(`${masthead.url}/graphiql`);
    // The editor begins with a sample that crosses all three subgraphs.
    const editor = page.locator('.graphiql-query-editor .monaco-editor').first();
    await editor.getByText('related').waitFor();
    await page.locator('.graphiql-execute-button').click();
    const answer = page.locator('.graphiql-response');
    await answer.getByText('totalCount').waitFor();
    const shown = ((await answer.textContent()) ?? '').replaceAll('\u00a0', ' ');
    // The editor shows as much of a long answer as its window holds.
    for (const text of ['totalCount', 'headline', 'altText']) expect(shown).toContain(text);
    expect(shown).not.toContain('errors');
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/graphiql.png` });
    expect(faults).toEqual([]);
    expect(elsewhere).toEqual([]);
    await page.close();
  });
});
