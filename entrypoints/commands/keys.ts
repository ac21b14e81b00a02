import { isAlive } from '../../platform/directory/items.ts';
import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import type { KeyRecord } from '../../platform/directory.ts';
import { OperatorError } from '../../platform/errors.ts';
import { grants as allGrants, scorings } from '../../platform/viewer.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import { GRANTS, KIND, kindOf, PUBLISHABLE, publishableOf } from './keyKinds.ts';
import { changedLimits, LIMIT } from './limitOptions.ts';
import { OWNER, ownerOf } from './owner.ts';
import { properties, table } from './table.ts';
import { listOf, momentOf, oneOf, spanOf, wholeNumberOf } from './values.ts';

/** How long a key works beside the one that it was rotated for. */
const OVERLAP = '7d';

const VIEW = { type: 'string', value: 'NAME', about: 'the view by which it sees the schema' } as const;
const EXPIRES = { type: 'string', value: 'MOMENT', about: 'when it ends, such as 2027-06-30' } as const;

const QUOTA = {
  type: 'string',
  value: 'POINTS',
  about: 'points of cost it may spend a minute (600000 unless given)',
} as const;

const SCORING = {
  type: 'string',
  value: 'HOW',
  about:
    'the order of a search for words: relevance (unless given), or constant, which tells nothing of what is hidden',
} as const;

/** Of a key: whether it works, and as whom. `stands`: whether its organisation and application do. */
const stateOf = (key: KeyRecord, stands: boolean, now: number): string => {
  if (key.state === 'revoked') return 'revoked';
  if (!isAlive(key, now)) return 'ended';
  if (!stands) return 'retired with its application';
  return key.replacedBy ? 'rotated, still works' : 'works';
};

/** What is shown of a key: not even the digest of its secret. */
const shownOf = async ({ directory, now }: Desk, key: KeyRecord) => {
  const { hash: _hash, ...shown } = key;
  return { ...shown, now: stateOf(key, (await directory.viewerOf(key, now())) !== undefined, now()) };
};

const ownLimits = (limits: KeyRecord['limits']): Pick<KeyRecord, 'limits'> => (limits === undefined ? {} : { limits });

/** The key of this id. @throws `OperatorError` for a whole key, which has no business on a command line. */
export const keyOf = async ({ register }: Pick<Desk, 'register'>, id: string): Promise<KeyRecord> => {
  if (id.startsWith('mh_'))
    throw new OperatorError(
      'name a key by its id alone, the part between `mh_` and the next `_`: its secret stays off command lines',
    );
  const found = await register.key(id);
  if (!found) throw new DirectoryRefusal('NOT_FOUND', `there is no key \`${id}\``);
  return found;
};

/** API keys: each of an application, with a view and what it may do. */
export const keysNoun: Noun = {
  name: 'keys',
  about: 'API keys: each of one application, with the view by which it sees the schema and what it may do',
  verbs: {
    list: command({
      about: 'lists an organisation’s, those that no longer work too',
      options: { ...OWNER, application: { type: 'string', value: 'ID', about: 'of this application alone' } },
      run: async ({ application, ...owner }, _, { say, desk: open }) => {
        const desk = await open();
        const { id } = await ownerOf(desk, owner);
        const keys = (await desk.register.keys(id)).filter((key) => [key.application, undefined].includes(application));
        const shown = await Promise.all(keys.map((key) => shownOf(desk, key)));
        const rows = shown.map((key) => [
          key.id,
          key.application,
          key.view,
          key.grants.join(','),
          key.now,
          key.expires,
        ]);
        table(['id', 'application', 'view', 'grants', 'now', 'expires'], rows).forEach(say);
        return shown;
      },
    }),
    show: command({
      about: 'shows one; its secret is stored nowhere',
      operands: ['KEY'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const shown = await shownOf(desk, await keyOf(desk, id));
        properties(shown).forEach(say);
        return shown;
      },
    }),
    add: command({
      about: 'makes one and shows it once',
      options: {
        ...OWNER,
        application: { type: 'string', required: true, value: 'ID', about: 'the application that it is for' },
        view: { ...VIEW, required: true },
        ...KIND,
        expires: EXPIRES,
        limit: LIMIT,
        quota: QUOTA,
        scoring: SCORING,
      },
      run: async (
        { application, view, expires, limit = [], quota, scoring, subsidiary, partner, ...kind },
        _,
        { say, note, desk: open },
      ) => {
        const desk = await open();
        const { id: organisation } = await ownerOf(desk, { subsidiary, partner });
        const end = expires === undefined ? undefined : Date.parse(momentOf('expires', expires));
        if (end !== undefined && end <= desk.now()) throw new OperatorError('--expires lies in the past');
        const issuer = desk.issuer(async (key) => void (await desk.changes.addKey(key)));
        const limits = changedLimits(undefined, limit);
        const points = quota === undefined ? undefined : wholeNumberOf('quota', quota);
        const order = scoring === undefined ? undefined : oneOf('scoring', scoring, scorings);
        const terms = { ...kindOf(kind), expires: end, limits, quota: points, scoring: order };
        const issued = await issuer.issue({ organisation, application, view, ...terms });
        say(issued.key);
        note(`The key ${issued.id} of ${organisation}/${application}, shown this once: only a digest of it is stored.`);
        return issued;
      },
    }),
    change: command({
      about: 'changes what is given, within a minute everywhere',
      operands: ['KEY'],
      options: {
        view: VIEW,
        grants: GRANTS,
        ...PUBLISHABLE,
        expires: EXPIRES,
        limit: LIMIT,
        quota: QUOTA,
        scoring: SCORING,
      },
      run: async ({ view, grants, expires, limit, quota, scoring, ...publishable }, [id = ''], { say, desk: open }) => {
        const desk = await open();
        const key = await keyOf(desk, id);
        if (!isAlive(key, desk.now()))
          throw new DirectoryRefusal('RETIRED', `the key \`${id}\` no longer works: add a new one`);
        const changed = await desk.changes.changeKey(id, ({ limits, ...before }) => ({
          ...before,
          ...ownLimits(limit === undefined ? limits : changedLimits(limits, limit)),
          ...publishableOf(publishable),
          ...(view === undefined ? {} : { view }),
          ...(grants === undefined ? {} : { grants: listOf('grants', grants, allGrants) }),
          ...(expires === undefined ? {} : { expires: momentOf('expires', expires) }),
          ...(quota === undefined ? {} : { quota: wholeNumberOf('quota', quota) }),
          ...(scoring === undefined ? {} : { scoring: oneOf('scoring', scoring, scorings) }),
        }));
        const shown = await shownOf(desk, changed);
        properties(shown).forEach(say);
        return shown;
      },
    }),
    rotate: command({
      about: 'makes a key that may do the same and shows it once; both work until the old one’s end',
      operands: ['KEY'],
      options: {
        overlap: {
          type: 'string',
          value: 'SPAN',
          about: `how long the old one still works, such as 12h (${OVERLAP} unless given)`,
        },
      },
      run: async ({ overlap = OVERLAP }, [id = ''], { say, note, desk: open }) => {
        const desk = await open();
        const old = await keyOf(desk, id);
        const ends = new Date(desk.now() + spanOf('overlap', overlap)).toISOString();
        const issuer = desk.issuer(async (next) => void (await desk.changes.rotateKey(id, next, ends)));
        const issued = await issuer.issue(
          old.expires === undefined ? { ...old, expires: undefined } : { ...old, expires: Date.parse(old.expires) },
        );
        const oldEnds = (await keyOf(desk, id)).expires;
        say(issued.key);
        note(`The key ${issued.id}, shown this once. The old one, ${id}, works until ${oldEnds}.`);
        return { ...issued, replaces: id, oldEnds };
      },
    }),
    revoke: command({
      about: 'refuses it everywhere within a minute, for good',
      operands: ['KEY'],
      run: async (_, [id = ''], { say, desk: open }) => {
        const desk = await open();
        await keyOf(desk, id);
        const revoked = await desk.changes.changeKey(id, (before) => ({ ...before, state: 'revoked' }), 'revoke');
        say(`Revoked ${id}: it is refused everywhere within a minute.`);
        return shownOf(desk, revoked);
      },
    }),
  },
};
