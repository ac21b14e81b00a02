import { readFile } from 'node:fs/promises';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { samples } from '../../scripts/samples/paper.ts';

/** One `<item>` as read back, by the names of its elements. */
export interface ReadItem {
  id: number;
  fields: Map<string, string>;
  terms: { domain: string; nicename: string; name: string }[];
  meta: Map<string, string>;
}

/** Reads an export with a strict, namespace-aware parser; anything that is not well-formed is thrown. */
export async function readExport(file: string): Promise<{ channel: Map<string, string>; items: ReadItem[] }> {
  const channel = new Map<string, string>();
  const items: ReadItem[] = [];
  const path: SaxesTagNS[] = [];
  let text = '';
  let metaKey = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    path.push(tag);
    text = '';
    if (tag.name === 'item') items.push({ id: 0, fields: new Map(), terms: [], meta: new Map() });
  });
  parser.on('text', (more) => {
    text += more;
  });
  parser.on('cdata', (more) => {
    text += more;
  });
  parser.on('closetag', ({ name, attributes }) => {
    path.pop();
    const parent = path.at(-1)?.name;
    const item = items.at(-1);
    if (parent === 'channel' && name !== 'item') channel.set(name, text);
    if (name === 'wp:meta_key') metaKey = text;
    if (name === 'wp:meta_value') item?.meta.set(metaKey, text);
    if (parent !== 'item' || item === undefined) return;
    if (name === 'category') {
      item.terms.push({
        domain: attributes.domain?.value ?? '',
        nicename: attributes.nicename?.value ?? '',
        name: text,
      });
    } else item.fields.set(name, text);
    if (name === 'wp:post_id') item.id = Number(text);
  });
  parser.write(await readFile(new URL(file, samples), 'utf8')).close();
  return { channel, items };
}
