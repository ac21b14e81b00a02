import type { Coding } from '../../gateway/cache/encoding.ts';
import { codings, formOf } from '../../gateway/cache/encoding.ts';
import { decodeEntry, isFor } from '../../gateway/cache/entry.ts';
import type { Keeping } from '../../gateway/cache/keeping.ts';
import type { Cache } from '../../platform/cache/port.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { command } from './command.ts';
import { variablesIn } from './graphFile.ts';
import { callerOf, createKeepingLook } from './keepingLook.ts';

/** What of an entry is shown: never its text. */
const entryIn = async (cache: Cache, key: string, viewer: Viewer, now: number) => {
  const found = await cache.get(key);
  if (!found) return null;
  const { bytes, startedAt, ttlMs, tags } = found;
  const answer = decodeEntry(bytes);
  if (!answer) return { damaged: true } as const;
  const sizes = new Map<Coding, string>();
  for (const coding of codings) {
    const inForm = await cache.get(key, { form: formOf(coding) });
    const kept = inForm && decodeEntry(inForm.bytes);
    if (kept) sizes.set(kept.coding, `${kept.coding} ${kept.body.byteLength}`);
  }
  return {
    damaged: false,
    isOwn: isFor(answer, viewer),
    ageSeconds: Math.floor((now - startedAt) / 1_000),
    endsInSeconds: Math.ceil(ttlMs / 1_000),
    etag: answer.etag,
    bytes: [...sizes.values()],
    tags: [...tags],
  } as const;
};

const inWords = (keeping: Keeping): string => {
  if (!keeping.isKept) return `not kept: ${keeping.reason}`;
  const { maxAge, staleWhileRevalidate, key } = keeping;
  const stale = staleWhileRevalidate > 0 ? `, and sent ${staleWhileRevalidate} s more while it is made anew` : '';
  return `kept for ${maxAge} s at most${stale}, under ${key}`;
};

/** Says whether and how the answer to an operation is kept, and what of it is there. */
export const inspectCommand = command({
  about:
    'says whether the answer to a persisted operation is kept for a key, why not, how old it is, when it ends and what it was made from',
  operands: ['ID'],
  options: {
    key: { type: 'string', required: true, value: 'KEY', about: 'the id of the key that sends it, without a token' },
    variables: { type: 'string', value: 'FILE', about: 'its variables, as a JSON object' },
    operation: { type: 'string', value: 'NAME', about: 'which operation, where its text holds several' },
  },
  run: async ({ key: keyId, variables: file, operation: operationName }, [id = ''], { say, desk: open }) => {
    const desk = await open();
    const caller = await callerOf(desk, keyId);
    const { viewer } = caller;
    const params = { operationName, variables: variablesIn(file) };
    const { operation, keeping } = await createKeepingLook(desk)(caller, id, params);
    say(`${operation.name ?? '(without a name)'}: ${inWords(keeping)}`);
    if (!keeping.isKept) return { keeping, shared: null, entry: null };

    const { sharedCache } = await desk.archive();
    if (!sharedCache) {
      say(
        'Each process keeps answers in its own memory, which cannot be seen from here: `x-cache` and `age` of an answer tell.',
      );
      return { keeping, shared: false, entry: null };
    }
    const entry = await entryIn(sharedCache, keeping.key, viewer, desk.now());
    if (!entry) say('It is not there now.');
    else if (entry.damaged) say('What is there is damaged: the next request makes it anew.');
    else {
      say(`made ${entry.ageSeconds} s ago, over in ${entry.endsInSeconds} s; bytes: ${entry.bytes.join(', ')}`);
      if (!entry.isOwn) say('It was made for another organisation or view: it is never sent.');
      say(`made from: ${entry.tags.join(' ')}`);
    }
    return { keeping, shared: true, entry };
  },
});
