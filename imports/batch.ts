import type { Objects } from '../platform/objects/port.ts';
import type { ContentWriter } from '../subgraphs/content/save.ts';
import type { ContentStore, StoredState } from '../subgraphs/content/store.ts';
import type { MediaMeta } from '../subgraphs/media/record.ts';
import type { MediaStore } from '../subgraphs/media/store.ts';
import { inGroups, type Task } from './inGroups.ts';
import type { LineFile } from './lineFile.ts';
import type { MediaFinder } from './mediaFiles.ts';
import { type NormalisedContent, normaliseContent } from './normaliseContent.ts';
import { normaliseMedia } from './normaliseMedia.ts';
import { normaliseContributor, normaliseTerm, type UnsavedTerm } from './normaliseTerms.ts';
import { type QuarantineEntry, quarantineEntry } from './quarantine.ts';
import type { RawMedia, RawSite } from './rawRecord.ts';
import type { References } from './references.ts';
import { type SaveContext, saveContent, withdrawContent } from './saveContent.ts';
import { type MediaContext, saveMedia } from './saveMedia.ts';
import { createTermSaver } from './saveTerms.ts';
import type { Settings } from './settings.ts';
import { countOutcome, type Outcome, type Totals } from './totals.ts';
import type { ReadEvent } from './wordpress/read.ts';
import { type TermResult, termKey } from './writeTerms.ts';

/** What saving a file's batches works with. */
export interface BatchContext {
  readonly settings: Settings;
  readonly references: References;
  readonly channel: RawSite;
  readonly store: ContentStore;
  readonly writer: ContentWriter;
  readonly media: MediaStore;
  readonly objects: Objects;
  readonly finder: MediaFinder;
  readonly uploadPathsOf: (raw: RawMedia) => readonly string[];
  readonly dryRun: boolean;
  /** Whether the run that is gone on with may have saved the batch at hand already. */
  readonly isReplay: () => boolean;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly totals: Totals;
  readonly remarks: Record<string, number>;
  readonly quarantine: LineFile | undefined;
  readonly report: LineFile | undefined;
}

/** Saves a list of elements of a file, in their order as far as it matters, and counts what became of each. */
export type SaveBatch = (events: readonly ReadEvent[]) => Promise<void>;

type RecordEvent = Extract<ReadEvent, { type: 'record' }>;

/** An element on its way: what it was made into, and what is to be done with it. */
type Work =
  | { readonly kind: 'done'; readonly event: ReadEvent; readonly outcome: Outcome; readonly entry?: QuarantineEntry }
  | { readonly kind: 'withdraw'; readonly event: Extract<ReadEvent, { type: 'skipped' }>; readonly id: string }
  | { readonly kind: 'term'; readonly event: RecordEvent; readonly term: UnsavedTerm }
  | {
      readonly kind: 'content';
      readonly event: RecordEvent;
      readonly made: Extract<NormalisedContent, { type: 'content' }>;
    }
  | { readonly kind: 'media'; readonly event: RecordEvent; readonly raw: RawMedia; readonly id: string };

/** A line of the report. */
interface RemarkLine {
  readonly remark: string;
  readonly detail: string;
}

/** What became of an element, with all that is written of it. */
interface Result {
  readonly outcome: Outcome;
  readonly entry?: QuarantineEntry | undefined;
  readonly remarks?: readonly RemarkLine[] | undefined;
  readonly recordId?: string | undefined;
}

const EDITED: Outcome = { became: 'skipped', reason: 'edited here' };
const OLDER: Outcome = { became: 'skipped', reason: 'a later version is stored' };
const ABREAST = 8;

const termResult = (term: UnsavedTerm, result: TermResult): Result => {
  if (result.became === 'editedHere')
    return { outcome: EDITED, recordId: term.id, remarks: [{ remark: 'EDITED_HERE', detail: term.name }] };
  const { became, taken } = result;
  const remarks = taken === undefined ? [] : [{ remark: 'NAME_TAKEN', detail: taken }];
  return { outcome: { became }, recordId: term.id, remarks };
};

/** Of a term that no element describes it is told with the first record that names it. */
const namesTaken = (term: UnsavedTerm, renamed: Map<string, string>): RemarkLine[] => {
  const detail = renamed.get(termKey(term));
  renamed.delete(termKey(term));
  return detail === undefined ? [] : [{ remark: 'NAME_TAKEN', detail }];
};

/** {@link SaveBatch} for one file. */
export const createBatch = (context: BatchContext): SaveBatch => {
  const { settings, references, store, writer, media, dryRun, totals, remarks, quarantine, report, channel } = context;
  const author = `import:${settings.runId}`;
  const [label = settings.site] = settings.site.replace(/^www\./, '').split(/[./]/);
  const terms = createTermSaver({ store, writer, dryRun, author, now: context.now, label });

  const refused = (event: RecordEvent, failure: Pick<QuarantineEntry, 'code' | 'reason' | 'hint'>): Result => {
    const text = event.bytes.toString('utf8');
    const sourceId = 'externalId' in event.record ? event.record.externalId : event.record.slug;
    const entry = quarantineEntry(event.position, { ...failure, element: 'item', sourceId, text });
    return { outcome: { became: 'quarantined', code: failure.code }, entry };
  };

  const prepare = (
    event: ReadEvent,
  ): Work | { readonly kind: 'failed'; readonly event: RecordEvent; readonly result: Result } => {
    if (event.type === 'quarantined') {
      return { kind: 'done', event, outcome: { became: 'quarantined', code: event.entry.code }, entry: event.entry };
    }
    if (event.type === 'skipped') {
      if (event.withdrawn) return { kind: 'withdraw', event, id: settings.ids.post(event.sourceId) };
      return { kind: 'done', event, outcome: { became: 'skipped', reason: event.reason } };
    }
    const { record } = event;
    switch (record.kind) {
      case 'contributor':
        return { kind: 'term', event, term: normaliseContributor(record, settings) };
      case 'term': {
        const term = normaliseTerm(record, settings);
        if (term !== undefined) return { kind: 'term', event, term };
        const reason = `taxonomy ${record.taxonomy}: records keep its terms in their extensions`;
        return { kind: 'done', event, outcome: { became: 'skipped', reason } };
      }
      case 'media':
        return { kind: 'media', event, raw: record, id: settings.ids.post(record.externalId) };
      case 'content': {
        const made = normaliseContent(record, event, settings, references);
        return made.type === 'content'
          ? { kind: 'content', event, made }
          : { kind: 'failed', event, result: refused(event, made) };
      }
    }
  };

  const saveOneContent = async (
    { event, made }: Extract<Work, { kind: 'content' }>,
    state: StoredState,
    at: string,
    save: SaveContext,
    named: readonly RemarkLine[],
  ): Promise<Result> => {
    const { content } = made.save;
    const { slug } = content;
    const externalId = event.record.kind === 'content' ? event.record.externalId : '';
    const next = { ...made.save, author, at, raw: event.bytes };
    const result = await saveContent(next, [`${slug}-${label}`, `${slug}-${externalId}`], state, save);
    if (result.became === 'refused') {
      const hint = 'Mend what the reason names and feed this line in again.';
      return refused(event, { code: 'REFUSED', reason: result.reason, hint });
    }
    if (result.became === 'editedHere') {
      return { outcome: EDITED, recordId: content.id, remarks: [{ remark: 'EDITED_HERE', detail: content.headline }] };
    }
    if (result.became === 'older') return { outcome: OLDER, recordId: content.id };
    const taken = result.taken.map((detail) => ({ remark: 'NAME_TAKEN', detail }));
    return { outcome: { became: result.became }, recordId: content.id, remarks: [...made.remarks, ...named, ...taken] };
  };

  const saveOneMedia = async (
    { event, raw, id }: Extract<Work, { kind: 'media' }>,
    previous: MediaMeta | undefined,
    save: MediaContext,
  ): Promise<Result> => {
    const result = await saveMedia(
      raw,
      event.bytes,
      (file) => normaliseMedia(raw, event, file, settings, references),
      previous,
      save,
    );
    if (result.became === 'refused') {
      return refused(event, { code: 'REFUSED', reason: result.reason ?? '', hint: 'Run the import again.' });
    }
    const found: RemarkLine[] = [];
    if (result.became === 'editedHere')
      return { outcome: EDITED, recordId: id, remarks: [{ remark: 'EDITED_HERE', detail: raw.title }] };
    if (result.media.status === 'MISSING') found.push({ remark: 'MEDIA_MISSING', detail: raw.url });
    if (result.reason !== undefined) found.push({ remark: 'MEDIA_REFUSED', detail: result.reason });
    const page = raw.parent === undefined && raw.link !== undefined && raw.link !== raw.url;
    if (page) found.push({ remark: 'ATTACHMENT_PAGE_WITHOUT_PARENT', detail: raw.link ?? '' });
    return { outcome: { became: result.became }, recordId: id, remarks: found };
  };

  const withdraw = async (
    { event, id }: Extract<Work, { kind: 'withdraw' }>,
    state: StoredState,
    at: string,
    save: SaveContext,
  ): Promise<Result> => {
    const became = await withdrawContent(id, { author, at }, state, save);
    if (became === 'takenDown') return { outcome: { became: 'updated' }, recordId: id };
    if (became === 'editedHere')
      return { outcome: EDITED, recordId: id, remarks: [{ remark: 'EDITED_HERE', detail: id }] };
    return { outcome: { became: 'skipped', reason: event.reason } };
  };

  const note = (event: ReadEvent, { outcome, entry, remarks: lines = [], recordId }: Result): void => {
    countOutcome(totals, outcome);
    const { baseUrl, title, language, formatVersion } = channel;
    if (entry !== undefined) quarantine?.add({ ...entry, channel: { baseUrl, title, language, formatVersion } });
    for (const { remark, detail } of lines) {
      remarks[remark] = (remarks[remark] ?? 0) + 1;
      const { file, line, start } = event.position;
      report?.add({ remark, detail, file, line, byte: start, id: recordId });
    }
  };

  return async (events) => {
    const at = new Date(context.now()).toISOString();
    const replay = context.isReplay();
    const work = events.map(prepare);
    const ids = work.flatMap((one) =>
      one.kind === 'content' ? [one.made.save.content.id] : one.kind === 'withdraw' ? [one.id] : [],
    );
    const mediaIds = work.flatMap((one) => (one.kind === 'media' ? [one.id] : []));
    const described = work.flatMap((one) => (one.kind === 'term' ? [one.term] : []));
    const states = ids.length === 0 ? [] : await store.states(ids);
    const metas = mediaIds.length === 0 ? [] : await media.metas(mediaIds, { consistent: true });
    const saved = described.length === 0 ? [] : await terms.saveDescribed(described, replay);
    const renamed = new Map(await terms.ensure(work.flatMap((one) => (one.kind === 'content' ? one.made.terms : []))));

    const save: SaveContext = { store, writer, dryRun, replay };
    const mediaSave: MediaContext = { ...context, store: media, pathsOf: context.uploadPathsOf, author, at, replay };
    const next = { state: states.values(), meta: metas.values(), term: saved.values() };
    const stateOf = (): StoredState => next.state.next().value ?? { meta: undefined, work: undefined };
    const metaOf = (): MediaMeta | undefined => {
      const meta = next.meta.next().value;
      if (meta instanceof Error) throw meta;
      return meta;
    };
    const taskOf = (one: (typeof work)[number]): Task<Result> => {
      switch (one.kind) {
        case 'done':
          return { group: '', run: async () => one };
        case 'failed':
          return { group: '', run: async () => one.result };
        case 'term': {
          const result = next.term.next().value ?? { became: 'unchanged' };
          return { group: '', run: async () => termResult(one.term, result) };
        }
        case 'media': {
          const previous = metaOf();
          return { group: one.id, run: () => saveOneMedia(one, previous, mediaSave) };
        }
        case 'withdraw': {
          const state = stateOf();
          return { group: one.id, run: () => withdraw(one, state, at, save) };
        }
        case 'content': {
          const state = stateOf();
          // Of records that want one slug the first in the file gets it.
          const named = one.made.terms.flatMap((term) => namesTaken(term, renamed));
          return { group: one.made.save.content.slug, run: () => saveOneContent(one, state, at, save, named) };
        }
      }
    };
    const tasks = work.map(taskOf);
    const results = await inGroups(tasks, ABREAST);
    for (const [index, event] of events.entries()) {
      const result = results[index];
      if (result !== undefined) note(event, result);
    }
  };
};
