import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSplitter, type SplitEvent, type SplitOptions } from '../../../imports/wordpress/split.ts';
import { FOOT, HEAD, item, wxr } from './wxr.ts';

const splitAll = (
  text: string | Uint8Array,
  chunk = Number.POSITIVE_INFINITY,
  options: SplitOptions = {},
): SplitEvent[] => {
  const bytes = Buffer.from(text);
  const splitter = createSplitter(options);
  const events: SplitEvent[] = [];
  for (let at = 0; at < bytes.length; at += chunk) events.push(...splitter.push(bytes.subarray(at, at + chunk)));
  return [...events, ...splitter.end()];
};

const elements = (events: readonly SplitEvent[]) =>
  events.flatMap((event) => (event.type === 'root' || event.type === 'end' ? [] : [event]));

const items = (events: readonly SplitEvent[]): string[] =>
  elements(events).flatMap((event) => (event.kind === 'item' ? [`${event.type} ${event.bytes.toString()}`] : []));

describe('the splitter', () => {
  test('cuts the same elements whatever the size of the chunks', () => {
    const text = wxr(
      '<wp:author><wp:author_login>ann</wp:author_login></wp:author>',
      item({ id: 1, body: 'a <b>c</b> ]]]]><![CDATA[> d' }),
      '<!-- <item>not one</item> -->',
      item({ id: 2, title: 'Zwölf' }),
    );
    const whole = splitAll(text);
    expect(items(whole)).toHaveLength(2);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (chunk) => {
        expect(splitAll(text, chunk)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test('says where each element lies', () => {
    const text = wxr(item({ id: 1, title: 'Grüße' }), '<wp:tag><wp:tag_slug>x</wp:tag_slug></wp:tag>', item({ id: 2 }));
    const bytes = Buffer.from(text);
    for (const element of elements(splitAll(text, 64))) {
      expect(element.bytes.equals(bytes.subarray(element.start, element.end))).toBe(true);
      const before = bytes.subarray(0, element.start).toString('latin1');
      expect(element.line).toBe(before.split('\n').length);
      expect(element.endLine).toBe(bytes.subarray(0, element.end).toString('latin1').split('\n').length);
    }
  });

  test('takes markup within CDATA, comments and instructions for what it is', () => {
    const body = 'how to write <item><title>feeds</title></item> and </item> ]]]]><![CDATA[>';
    const [found, ...others] = items(splitAll(wxr(item({ id: 1, body, more: '<!-- </item> --><?php </item> ?>' }))));
    expect(others).toEqual([]);
    expect(found).toContain('and </item>');
    expect(found?.endsWith('</item>')).toBe(true);
  });

  test('tells elements of the channel by their kind, whatever prefix they have', () => {
    const text = wxr(
      '<x:author><a/></x:author>',
      '<wp:category></wp:category>',
      '<category>News</category>',
      '<wp:term/>',
    );
    expect(
      elements(splitAll(text))
        .map((event) => event.kind)
        .slice(-4),
    ).toEqual(['author', 'category', 'head', 'term']);
  });

  test('ends an element that never closes where the next item begins', () => {
    const found = items(splitAll(`${HEAD}<item><wp:post_id>1</wp:post_id>\n${item({ id: 2 })}${FOOT}`));
    expect(found.map((text) => text.slice(0, 8))).toEqual(['unclosed', 'element ']);
  });

  test('reports what the end of the file cut off', () => {
    const events = splitAll(`${HEAD}${item({ id: 1 })}<item><title>Half`);
    expect(items(events).at(-1)).toBe('unclosed <item><title>Half');
    expect(events.at(-1)).toMatchObject({ type: 'end', complete: false });
    expect(splitAll(wxr()).at(-1)).toMatchObject({ type: 'end', complete: true });
  });

  test('passes by an element above the bound, keeping its beginning, and goes on after it', () => {
    const text = wxr(item({ id: 1 }), item({ id: 2, body: 'x'.repeat(300_000) }), item({ id: 3 }));
    for (const chunk of [1000, 65_536]) {
      const found = elements(splitAll(text, chunk, { maxElementBytes: 100_000 })).filter(({ kind }) => kind === 'item');
      expect(found.map((event) => event.type)).toEqual(['element', 'oversized', 'element']);
      const [, big] = found;
      expect(big?.bytes.length).toBe(4096);
      expect((big?.end ?? 0) - (big?.start ?? 0)).toBeGreaterThan(300_000);
    }
  });

  test('goes on from any element as if it had read all before', () => {
    const text = wxr(item({ id: 1 }), item({ id: 2 }), item({ id: 3 }));
    const bytes = Buffer.from(text);
    const all = elements(splitAll(text));
    for (const [index, element] of all.entries()) {
      const resume = { offset: element.end, line: element.endLine };
      expect(elements(splitAll(bytes.subarray(element.end), 100, { resume }))).toEqual(all.slice(index + 1));
    }
  });

  test('reads tags with > in their attributes, and survives those that never end', () => {
    const odd = '<wp:author note="a > b"><wp:author_login>x</wp:author_login></wp:author>';
    expect(
      elements(splitAll(wxr(odd)))
        .at(-1)
        ?.bytes.toString(),
    ).toBe(odd);
    const endless = `${HEAD}<a b="${'x'.repeat(50_000)}\n${item({ id: 1 })}${FOOT}`;
    expect(items(splitAll(endless, 1000))).toHaveLength(1);
  });

  test('skips a byte order mark, a document type and what a site printed before its export', () => {
    const doctype = '<!DOCTYPE rss [<!ENTITY a "<rss>"><!-- ]> --><!ENTITY b \'>\'>]>';
    const [root] = splitAll(`\ufeff${wxr().replace('<rss', `${doctype}\n<rss`)}`);
    expect(root).toMatchObject({ type: 'root', prolog: { encoding: 'utf-8', doctype: true, strayBytes: 0 } });
    const [stray] = splitAll(`<br />\n<b>Warning</b>: something\n${wxr()}`);
    expect(stray).toMatchObject({ type: 'root', prolog: { encoding: 'utf-8', doctype: false } });
    expect(stray).toHaveProperty('prolog.strayBytes');
  });

  test.each([
    ['', 'the file is empty'],
    ['  \n ', 'blanks alone'],
    ['{"posts":[]}', 'JSON'],
    ['PK\u0003\u0004rest of it', 'ZIP'],
    ['%PDF-1.7 text', 'PDF'],
    ['-- MySQL dump 10.13', 'database dump'],
    ['<!DOCTYPE html><html><body>Log in</body></html>', 'HTML page'],
    ['<?xml version="1.0"?><urlset></urlset>', 'its root element is <urlset>'],
    ['Dear all, here is the export', 'it begins with "Dear all'],
  ])('says of %j what it is', (text, said) => {
    expect(() => splitAll(text)).toThrow(said);
  });

  test('says that UTF-16 must be converted', () => {
    expect(() => splitAll(Buffer.from(`\ufeff${wxr()}`, 'utf16le'))).toThrow(/UTF-16.*iconv/);
  });
});
