import { readFileSync } from 'node:fs';
import type { Coding } from '../../gateway/cache/encoding.ts';
import { codings, formOf } from '../../gateway/cache/encoding.ts';
import { decodeEntry, isFor } from '../../gateway/cache/entry.ts';
import type { Keeping } from '../../gateway/cache/keeping.ts';
import { createKeepingRules } from '../../gateway/cache/keeping.ts';
import { createPolicies } from '../../gateway/cache/policies.ts';
import { createPlanner } from '../../gateway/execution/planner.ts';
import type { Caller } from '../../gateway/identity/caller.ts';
import { termsOf } from '../../gateway/identity/caller.ts';
import type { DocumentLimits } from '../../gateway/limits.ts';
import type { Operation, SeenSchema } from '../../gateway/operations.ts';
import { createOperations } from '../../gateway/operations.ts';
import { createAutomaticOperations } from '../../gateway/persisted/automatic.ts';
import { createRegisteredOperations } from '../../gateway/persisted/registered.ts';
import type { GraphQLParams } from '../../gateway/request.ts';
import { createViewSchemas } from '../../gateway/views/viewSchemas.ts';
import type { Cache } from '../../platform/cache/port.ts';
import { AnswerError, OperatorError } from '../../platform/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import { supergraphFile, variablesIn } from './graphFile.ts';
import { keyOf } from './keys.ts';

const callerOf = async (desk: Desk, id: string): Promise<Caller> => {
  const record = await keyOf(desk, id);
  const term = await desk.directory.viewerOf(record, desk.now());
  if (!term)
    throw new OperatorError(`the key \`${id}\` sees nothing: its application, its view or their owner is retired`);
  return { viewer: term.viewer, key: termsOf(record) };
};

/** Registered, or sent once by an application that may. */
const sourceOf = async ({ records, now }: Desk, viewer: Viewer, id: string) => {
  const operation = await createRegisteredOperations({ records, now }).find(viewer, id);
  if (operation) return { text: operation.text, persisted: operation.hash };
  const text = await createAutomaticOperations({ records, now, log: silentLog }).find(viewer, id);
  if (text !== undefined) return { text, persisted: id };
  throw new OperatorError(
    `the application \`${viewer.application}\` of \`${viewer.organisation}\` has no operation \`${id}\``,
  );
};

/** As the gateway finds it. */
const operationIn = (
  text: string,
  seen: SeenSchema,
  { operationName, variables, limits }: Pick<GraphQLParams, 'operationName' | 'variables'> & { limits: DocumentLimits },
): Operation => {
  const operations = createOperations();
  try {
    const operation = operations.find(seen, text, operationName, limits);
    operations.checkVariables(seen, operation, variables);
    return operation;
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    throw new OperatorError(`this key cannot send it so: ${error.message}`, { cause: error });
  }
};

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
    const { viewer, key: terms } = caller;
    const source = await sourceOf(desk, viewer, id);
    const params = { operationName, variables: variablesIn(file) };
    const supergraphSdl = readFileSync(supergraphFile, 'utf8');
    const { schema, supergraph } = createPlanner(supergraphSdl);
    const schemas = createViewSchemas(schema, supergraphSdl);
    const seen = schemas.of(viewer.view);
    const operation = operationIn(source.text, seen, { ...params, limits: terms.limits });
    const rules = createKeepingRules({ schemas, policies: createPolicies(supergraph) });
    const keeping = rules.keepingOf({ caller, source, params }, operation);
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
