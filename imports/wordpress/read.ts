import { hash } from 'node:crypto';
import type { Failure } from '../quarantine.ts';
import { type QuarantineEntry, quarantineEntry } from '../quarantine.ts';
import type { RawRecord, SourcePosition } from '../rawRecord.ts';
import { termOf } from './channel.ts';
import { authorOf } from './contributors.ts';
import { createElementReader, idWithin, isFailure, type ReadElement } from './element.ts';
import { itemOf } from './item.ts';
import { createSplitter, type SplitEvent } from './split.ts';
import type { Survey } from './survey.ts';

/**
 * What reading an element gave. Every element of a file yields exactly one of these, in the order of the file.
 *
 * `record` a record with the element's own bytes and their SHA-256 · `skipped` left out for a reason, `withdrawn` where readers must no longer see it · `quarantined` could not be read.
 */
export type ReadEvent =
  | {
      readonly type: 'record';
      readonly record: Exclude<RawRecord, { kind: 'site' }>;
      readonly position: SourcePosition;
      readonly bytes: Buffer;
      readonly sourceHash: string;
    }
  | {
      readonly type: 'skipped';
      readonly reason: string;
      readonly sourceId: string;
      readonly position: SourcePosition;
      readonly withdrawn: boolean;
    }
  | { readonly type: 'quarantined'; readonly entry: QuarantineEntry; readonly position: SourcePosition };

/** Where reading begins, and what bounds it. */
export interface ReadOptions {
  /** The first byte after the last element that is done with, and its line. Default: the file's beginning. */
  readonly resume?: { readonly offset: number; readonly line: number } | undefined;
  readonly maxElementBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRead?: ((bytes: number) => void) | undefined;
}

type Found = Exclude<SplitEvent, { type: 'root' | 'end' }>;

const MEGABYTE = 1024 * 1024;

/** How many beginnings of items are tried within an element that cannot be read. */
const MAX_RESYNC = 8;

/** Reads single elements of a surveyed file. */
const createReader = (survey: Survey, maxElementBytes: number | undefined) => {
  const read = createElementReader(survey.decoder, survey.names);
  const { context } = survey;

  const quarantined = (found: Found, failure: Omit<Failure, 'element'>): ReadEvent => {
    const position = positionOf(found);
    return { type: 'quarantined', entry: quarantineEntry(position, { ...failure, element: found.kind }), position };
  };

  const positionOf = ({ start, end, line, endLine }: Found): SourcePosition => ({
    file: survey.file.name,
    start,
    end,
    line,
    endLine,
  });

  const recordOf = (found: Found, { element, repairs, text }: ReadElement): ReadEvent => {
    const position = positionOf(found);
    const done = (record: Exclude<RawRecord, { kind: 'site' }>): ReadEvent => ({
      type: 'record',
      record,
      position,
      bytes: found.bytes,
      sourceHash: hash('sha256', found.bytes, 'hex'),
    });
    const incomplete = (reason: string): ReadEvent =>
      quarantined(found, {
        code: 'INCOMPLETE',
        reason,
        hint: 'Add what is missing and feed this line in again.',
        text,
      });
    switch (found.kind) {
      case 'item': {
        const result = itemOf(element, context, repairs);
        if (result.type === 'record') return done(result.record);
        if (result.type === 'failed') return quarantined(found, { ...result, text });
        return { ...result, position };
      }
      case 'author': {
        const author = authorOf(element, repairs);
        if (author === undefined) return incomplete('the author has no wp:author_login');
        if (!survey.isGuest(author.externalId)) return done(author);
        const reason = 'an account whose owner is described as a guest author';
        return { type: 'skipped', reason, sourceId: author.externalId, position, withdrawn: false };
      }
      case 'category':
      case 'tag':
      case 'term': {
        const term = termOf(found.kind, element, repairs);
        if (term === undefined) return incomplete('the term has neither a slug nor a name');
        if ('kind' in term) return done(term);
        return {
          type: 'skipped',
          reason: `taxonomy ${term.passedBy} is no section or tag`,
          sourceId: '',
          position,
          withdrawn: false,
        };
      }
      case 'head':
        throw new Error('the channel’s own fields are read by the survey');
    }
  };

  /** An element that swallowed the next item, because a section in it never ends: what follows is read on its own. */
  const resynchronise = (found: Found): { readonly at: number; readonly events: readonly Found[] } | undefined => {
    let at = found.bytes.indexOf('<item', 5);
    for (let tries = 0; at !== -1 && tries < MAX_RESYNC; tries += 1) {
      const line = found.line + found.bytes.subarray(0, at).toString('latin1').split('\n').length - 1;
      const splitter = createSplitter({ maxElementBytes, resume: { offset: found.start + at, line } });
      const events = [...splitter.push(found.bytes.subarray(at)), ...splitter.end()].filter(
        (event) => event.type !== 'root' && event.type !== 'end',
      );
      const [first] = events;
      if (first?.type === 'element' && first.kind === 'item' && first.start === found.start + at) {
        const result = read(first.bytes);
        if (!isFailure(result) && itemOf(result.element, context, []).type !== 'failed') return { at, events };
      }
      at = found.bytes.indexOf('<item', at + 5);
    }
    return undefined;
  };

  const failed = (found: Found, failure: Omit<Failure, 'element'>): ReadEvent[] => {
    const next = found.kind === 'item' ? resynchronise(found) : undefined;
    if (next === undefined) return [quarantined(found, failure)];
    const bytes = found.bytes.subarray(0, next.at);
    const cut: Found = { ...found, bytes, end: found.start + next.at, endLine: next.events[0]?.line ?? found.line };
    const text = survey.decoder.decode(bytes) ?? failure.text.slice(0, next.at);
    return [quarantined(cut, { ...failure, text }), ...next.events.flatMap(eventsOf)];
  };

  const eventsOf = (found: Found): ReadEvent[] => {
    if (found.kind === 'head') return [];
    if (found.type === 'oversized') {
      const text = found.bytes.toString('utf8');
      const megabytes = Math.ceil((found.end - found.start) / MEGABYTE);
      const reason = `the element is ${megabytes} MB long, above what is read as one`;
      const hint = 'Look at what it holds (pictures written into the text?), or raise the bound of an element.';
      return [quarantined(found, { code: 'TOO_LARGE', reason, hint, sourceId: idWithin(text), text })];
    }
    const sameAs = survey.duplicates.get(found.start);
    if (sameAs === true) {
      const sourceId = idWithin(found.bytes.toString('utf8')) ?? '';
      return [
        {
          type: 'skipped',
          reason: 'the file holds the same item before',
          sourceId,
          position: positionOf(found),
          withdrawn: false,
        },
      ];
    }
    const result = read(found.bytes);
    if (found.type === 'unclosed') {
      const text = isFailure(result) ? result.text : found.bytes.toString('utf8');
      const reason = `the ${found.kind} is cut off: it never ends`;
      const hint = 'Export the record again, or end the source of this line by hand and feed it in again.';
      return failed(found, { code: 'TRUNCATED', reason, hint, sourceId: idWithin(text), text });
    }
    if (isFailure(result)) return failed(found, result);
    if (sameAs === false) {
      const reason = 'another item before it in the file has the same id and says something else';
      const hint = 'Decide which of the two is right: give this one an id of its own, or leave it out.';
      return [
        quarantined(found, { code: 'DUPLICATE_ID', reason, hint, sourceId: idWithin(result.text), text: result.text }),
      ];
    }
    return [recordOf(found, result)];
  };

  return eventsOf;
};

/**
 * The elements of a surveyed export as records, in the order of the file; in lists as the bytes come.
 * Memory: a chunk, an element, and the survey.
 *
 * @throws ImportError `UNREADABLE` where the disk fails.
 */
export async function* readExport(survey: Survey, options: ReadOptions = {}): AsyncGenerator<readonly ReadEvent[]> {
  const splitter = createSplitter({ maxElementBytes: options.maxElementBytes, resume: options.resume });
  const eventsOf = createReader(survey, options.maxElementBytes);
  const chunks = survey.file.chunks({ from: options.resume?.offset, signal: options.signal, onRead: options.onRead });
  const take = (events: readonly SplitEvent[]): ReadEvent[] =>
    events.flatMap((event) => (event.type === 'root' || event.type === 'end' ? [] : eventsOf(event)));
  for await (const chunk of chunks) {
    const events = take(splitter.push(chunk));
    if (events.length > 0) yield events;
  }
  const events = take(splitter.end());
  if (events.length > 0) yield events;
}
