import DataLoader from 'dataloader';
import { AnswerError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Role, Viewer } from '../../platform/viewer.ts';
import { BadItem, sound } from '../item.ts';
import type { RequestScope } from '../subgraph.ts';
import { owns } from '../visibleTo.ts';
import type { VersionOf } from './deskStore.ts';
import type { Loaders } from './loaders.ts';
import { couldExist, textSignal } from './loaders.ts';
import { isNamed } from './placement.ts';
import type { Pointing } from './pointing.ts';
import { pointerPk } from './pointing.ts';
import type { Body, DraftPointer, ShownContent, WorkingCopy } from './record.ts';
import { isWithin } from './sections.ts';
import type { ContentStore, Copies } from './store.ts';

const PREVIEWING: readonly Role[] = ['editor', 'publisher', 'administrator'];

/** Whether a viewer may ask for working copies at all: its key may preview, and its token is an editor's of the key's subsidiary. */
const mayPreview = ({ organisationKind, grants, roles }: Viewer): boolean =>
  organisationKind === 'subsidiary' && grants.includes('preview') && roles.some((role) => PREVIEWING.includes(role));

/**
 * What `preview: true` gives: a working copy that is the viewer's to see, else what readers see. Reads are consistent, so that an editor sees what was saved last.
 * Each throws `AnswerError` `FORBIDDEN` where the viewer may not preview at all, whatever is asked for: that tells of the viewer and of no record.
 */
export interface Previews {
  /** Throws where the viewer may not preview, and does nothing else. */
  check(): void;
  /** `null` while the record has not reached `minVersion`. */
  byId(id: string, minVersion: number): Promise<ShownContent | null>;
  byName(pointing: Pointing): Promise<ShownContent | null>;
  /** The text of a working copy that was given. */
  body(work: WorkingCopy): Promise<Body>;
}

/** Previews for one request. */
export const createPreviews = (
  store: ContentStore,
  loaders: Pick<Loaders, 'pointer' | 'maySee'>,
  { viewer, signal }: RequestScope,
): Previews => {
  const copies = new DataLoader<string, Copies>((ids) => store.copies(ids, { signal }));
  const draftPointer = new DataLoader<Pointing, DraftPointer | undefined, string>(
    (pointings) => store.draftPointers(viewer.organisation, pointings, { signal }),
    { cacheKeyFn: pointerPk },
  );
  const snapshot = new DataLoader<VersionOf, Body | undefined, string>(
    (versions) => store.snapshots(versions, { signal: textSignal(signal) }),
    { cacheKeyFn: ({ id, version }) => `${id} ${version}` },
  );
  const allowed = mayPreview(viewer);
  const check = (): void => {
    if (!allowed)
      throw new AnswerError(
        'FORBIDDEN',
        `Working copies need a key with the grant \`preview\` and a token with the role editor, publisher or administrator.`,
      );
  };
  /** Its own section decides, wherever the live version stands. */
  const workIn = (found: Copies | undefined): WorkingCopy | undefined => {
    const work = sound(found?.work);
    return work && allowed && owns(viewer, work.owner) && isWithin(viewer, work.section) ? work : undefined;
  };

  const byId: Previews['byId'] = async (id, minVersion) => {
    check();
    const found = ID_PATTERN.test(id) ? await copies.load(id) : undefined;
    const work = workIn(found);
    const meta = sound(found?.meta);
    if (work) return Math.max(work.version, meta?.version ?? 0) >= minVersion ? work : null;
    return loaders.maySee(meta) && meta.version >= minVersion ? meta : null;
  };

  return {
    check,
    byId,
    byName: async (pointing) => {
      check();
      if (!couldExist(pointing)) return null;
      const [pointer, draft] = await Promise.all([loaders.pointer(pointing), draftPointer.load(pointing)]);
      const published = pointer && ((): Promise<ShownContent | null> => byId(pointer.id, 0));
      const drafted = async (): Promise<ShownContent | null> => {
        const work = draft && workIn(await copies.load(draft.id));
        return work && isNamed(work, pointing) ? work : null;
      };
      // A live record keeps its name against every draft; one that only redirects from it makes room for the draft, as it will when that goes live.
      if (!pointer?.redirect) return (await published?.()) ?? drafted();
      return (await drafted()) ?? byId(pointer.id, 0);
    },
    // A snapshot is written once, with its version, and never again: whoever sees the one sees the other.
    body: async ({ id, version }) => {
      const found = await snapshot.load({ id, version });
      if (!found) throw new BadItem(`the working copy of ${id} has no text of version ${version}`);
      return found;
    },
  };
};
